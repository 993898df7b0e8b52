import { EcdError } from "../core/internal.js";
import { noteAnswer } from "./answered_copies.js";
import type { Caller, Needed } from "./call.js";
import { paramsToSend, restarted } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import { findCopy, findExisting } from "./copy_search.js";
import type { Search } from "./copy_search.js";
import { Flights, wishOf } from "./flights.js";
import type { Flight } from "./flights.js";
import type { CopyImageResult, CopyOptions } from "./images.js";
import type { ClientOptions } from "./options.js";
import { atOutcome } from "./retries.js";
import { checkMs } from "./time.js";
import type { Limits } from "./time.js";

const DEFAULT_RECONCILE_MS = 60_000;
const IMAGE_ID: Needed = { name: "ImageId", is: "text" };

const isUnclear = (error: unknown): error is EcdError => error instanceof EcdError && error.outcome === "unclear";

/** @throws EcdError `InvalidOption` */
function checkCopyOptions({ reconcileMs, ifExists }: CopyOptions): void {
  checkMs("reconcileMs", reconcileMs);
  if (ifExists === undefined || ["copy", "error", "reuse"].includes(ifExists)) return;
  throw new EcdError("InvalidOption", "ifExists must be one of copy, error, reuse");
}

/** Nobody knows whether the copy was made: why, what was seen, and how to find out. */
function unclear(cause: EcdError | undefined, { params }: CopyJob, seen: string): EcdError {
  const { DestinationRegionId: region, DestinationImageName: name } = params;
  const why = cause?.message ?? "CopyImage: it was interrupted";
  const message =
    `${why}. It is not known whether the copy was made: ${seen}. ` +
    `Look for ${name} with DescribeImages in ${region} before copying again`;
  const known = { operation: "CopyImage", outcome: "unclear", retryable: false } as const;
  if (cause === undefined) return new EcdError("OutcomeUnclear", message, known);
  return atOutcome(cause, { ...known, message }) as EcdError;
}

/** What a search without a result has seen. */
function seenBy({ blind }: Search, { params, id, tagged }: CopyJob, reconcileMs: number): string {
  const { DestinationRegionId: region } = params;
  if (blind) return `the images of ${region} could not be listed (${blind.code})`;
  const sought = tagged ? `the mark ${id} in its description` : "its name, description and time";
  return `no image with ${sought} appeared in ${region} within ${Math.round(reconcileMs / 1000)} s, but it still may`;
}

/** The error of a call that was stopped before anybody could look to the end. */
function stopped(cause: EcdError, job: CopyJob, attempts: number): EcdError {
  const error = unclear(cause, job, `the search for it in ${job.params.DestinationRegionId} was not finished`);
  return atOutcome(error, { attempts }) as EcdError;
}

/** Looks for what a job may have made. `cause`: why that is not known. @throws EcdError with the outcome `unclear` */
async function search(
  caller: Caller,
  job: CopyJob,
  { reconcileMs = DEFAULT_RECONCILE_MS }: CopyOptions,
  limits: Limits,
  cause?: EcdError,
): Promise<Search> {
  const attempts = cause?.attempts ?? 0;
  if (cause && limits.hasEnded()) throw stopped(cause, job, attempts);
  try {
    const result = await findCopy(caller, job, reconcileMs, limits);
    if (result.copy) noteAnswer(result.copy.ImageId, job);
    return result;
  } catch (error) {
    if (error instanceof EcdError && limits.hasEnded()) throw stopped(error, job, attempts);
    throw atOutcome(error, { outcome: "unclear", attempts });
  }
}

/**
 * Looks for what a job may have made, and sends nothing. `cause`: why that is not known.
 * @throws EcdError with the outcome `unclear`
 */
export async function reconcile(
  caller: Caller,
  job: CopyJob,
  options: CopyOptions,
  limits: Limits,
  cause?: EcdError,
): Promise<CopyImageResult> {
  checkCopyOptions(options);
  const result = await search(caller, job, options, limits, cause);
  if (result.copy) return { ImageId: result.copy.ImageId, reused: true };
  throw unclear(cause, job, seenBy(result, job, options.reconcileMs ?? DEFAULT_RECONCILE_MS));
}

async function send(caller: Caller, job: CopyJob, limits: Limits): Promise<CopyImageResult> {
  const answer = await caller.call("CopyImage", paramsToSend(job), limits.rest(), IMAGE_ID);
  const { ImageId, RequestId } = answer as { ImageId: string; RequestId?: unknown };
  noteAnswer(ImageId, job);
  return { ImageId, ...(typeof RequestId === "string" ? { RequestId } : {}), reused: false };
}

/** A second send. Whatever becomes of it, the first one may have been carried out, and shows up or not. */
async function sendAgain(
  caller: Caller,
  job: CopyJob,
  options: CopyOptions,
  limits: Limits,
  first: EcdError,
): Promise<CopyImageResult> {
  try {
    return await send(caller, job, limits);
  } catch (error) {
    const attempts = first.attempts + (error instanceof EcdError ? error.attempts : 0);
    const failure = atOutcome(error, { outcome: "unclear", attempts, retryable: false });
    if (!isUnclear(failure)) throw failure;
    return reconcile(caller, job, options, limits, failure);
  }
}

/** What `ifExists` asks for. Nothing was sent yet: no failure to look is one of the copy. */
async function existing(caller: Caller, job: CopyJob, { ifExists = "copy" }: CopyOptions, limits: Limits) {
  if (ifExists === "copy") return undefined;
  try {
    return await findExisting(caller, job, ifExists, limits);
  } catch (error) {
    throw atOutcome(error, { outcome: "not-sent", attempts: 0 });
  }
}

/** Makes the copy of a job: one send, a second only if it is asked for and the first left no trace. */
async function makeCopy(caller: Caller, job: CopyJob, options: CopyOptions, limits: Limits): Promise<CopyImageResult> {
  const taken = await existing(caller, job, options, limits);
  if (taken) return { ImageId: taken.ImageId, reused: true };
  try {
    return await send(caller, job, limits);
  } catch (error) {
    if (!isUnclear(error)) throw error;
    if (options.resend !== true) return reconcile(caller, job, options, limits, error);
    const { copy, blind } = await search(caller, job, options, limits, error);
    if (copy) return { ImageId: copy.ImageId, reused: true };
    // Never blindly: the list must have been read.
    if (blind) throw unclear(error, job, seenBy({ blind }, job, 0));
    return sendAgain(caller, job, options, limits, error);
  }
}

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
    caller: Caller,
    job: CopyJob,
    options: CopyOptions,
    limits: Limits,
    onJob: (job: CopyJob) => void | Promise<void> = () => undefined,
  ): Promise<CopyImageResult> {
    checkCopyOptions(options);
    const wish = wishOf(job.params, options);
    let own = job;
    for (let flight; (flight = this.#flights.at(job.params)); own = restarted(job)) {
      if (flight.wish === wish) {
        await onJob(flight.job);
        const shared = await this.#join(caller, flight, options, limits);
        if (shared) return shared;
      } else {
        await limits.within(flight.result.catch(() => undefined), "CopyImage");
      }
    }
    limits.check("CopyImage");
    return this.#flights.start({ job: own, wish, limits }, async (flight) => {
      await onJob(own);
      flight.hasBegun = true;
      return makeCopy(caller, own, options, limits);
    });
  }

  /** The other call's result; nothing when that call was stopped before it sent anything. */
  async #join(caller: Caller, flight: Flight, options: CopyOptions, limits: Limits) {
    try {
      return await limits.within(flight.result, "CopyImage");
    } catch (error) {
      if (limits.hasEnded()) throw error instanceof EcdError ? stopped(error, flight.job, 0) : error;
      if (!flight.hasBegun) return undefined;
      // The other call was stopped, or failed by a callback of its own: that is no failure of the copy.
      const isOthers = flight.limits.hasEnded() || !(error instanceof EcdError);
      if (!isOthers) throw error;
      if (error instanceof EcdError && !isUnclear(error)) return undefined;
      return reconcile(caller, flight.job, options, limits, error instanceof EcdError ? error : undefined);
    }
  }
}
