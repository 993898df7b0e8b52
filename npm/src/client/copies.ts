import { EcdError } from "../core/internal.js";
import { restarted } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import { Flights, wishOf } from "./flights.js";
import type { Flight } from "./flights.js";
import type { CopyImageResult } from "./images.js";
import { checkCopyOptions, isUnclear, makeCopy, reconcile, stopped } from "./make_copy.js";
import type { Making } from "./make_copy.js";
import type { ClientOptions } from "./options.js";

/**
 * The copies that are being made. Calls for the same copy share one, so that a double click does not
 * make two; another image for the same name waits its turn, or else the two could not be told apart.
 */
export class Copies {
  readonly #flights: Flights;

  constructor(options: ClientOptions) {
    this.#flights = new Flights(options);
  }

  /** `onJob` is told the job that is carried out, the call's own or the one it joins, before anything is sent. */
  async copy(
    making: Making,
    onJob: (job: CopyJob) => void | Promise<void> = () => undefined,
  ): Promise<CopyImageResult> {
    const { options, limits } = making;
    checkCopyOptions(options);
    let { job } = making;
    const wish = wishOf(job.params, options);
    for (let flight; (flight = this.#flights.at(job.params)); job = restarted(job)) {
      if (flight.wish === wish) {
        await onJob(flight.job);
        const shared = await this.#join(flight, making);
        if (shared) return shared;
      } else {
        await limits.within(flight.result.catch(() => undefined), "CopyImage");
      }
    }
    limits.check("CopyImage");
    return this.#flights.start({ job, wish, limits }, async (flight) => {
      await onJob(job);
      flight.hasBegun = true;
      return makeCopy({ ...making, job });
    });
  }

  /** The other call's result; nothing when that call was stopped before it sent anything. */
  async #join(flight: Flight, making: Making): Promise<CopyImageResult | undefined> {
    const { limits } = making;
    try {
      return await limits.within(flight.result, "CopyImage");
    } catch (error) {
      const failure = error instanceof EcdError ? error : undefined;
      if (limits.hasEnded()) throw failure ? stopped(failure, flight.job, 0) : error;
      if (!flight.hasBegun) return undefined;
      // The other call was stopped, or failed by a callback of its own: that is no failure of the copy.
      const isOthers = flight.limits.hasEnded() || !failure;
      if (!isOthers) throw error;
      if (failure && !isUnclear(failure)) return undefined;
      return reconcile({ ...making, job: flight.job }, failure);
    }
  }
}
