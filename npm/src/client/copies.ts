import { AbortError, EcdError, TimeoutError } from "../core/internal.js";
import type { Caller } from "./call.js";
import { paramsToSend } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import { findCopy, findExisting } from "./copy_search.js";
import type { CopyImageResult, CopyOptions } from "./images.js";
import { atOutcome } from "./retries.js";
import { checkMs } from "./time.js";
import type { Limits } from "./time.js";

const DEFAULT_RECONCILE_MS = 60_000;

const isUnclear = (error: unknown): error is EcdError => error instanceof EcdError && error.outcome === "unclear";

/** The caller's own doing, or its patience: not a failure of the copy. */
const isStopped = (error: unknown): boolean => error instanceof AbortError || error instanceof TimeoutError;

/** @throws EcdError `InvalidOption` */
function checkCopyOptions({ reconcileMs, ifExists }: CopyOptions): void {
  checkMs("reconcileMs", reconcileMs);
  if (ifExists === undefined || ["copy", "error", "reuse"].includes(ifExists)) return;
  throw new EcdError("InvalidOption", "ifExists must be one of copy, error, reuse");
}

/** Nobody knows whether the copy was made; what to do about it. */
function unclear(cause: EcdError | undefined, { params, mark }: CopyJob, reconcileMs: number): EcdError {
  const { DestinationRegionId: region, DestinationImageName: name } = params;
  const seconds = Math.round(reconcileMs / 1000);
  const sought = mark === undefined ? "its name, description and time" : `the mark ${mark} in its description`;
  const message =
    `${cause?.message ?? "CopyImage: it was interrupted"}. It is not known whether the copy was made: no image with ` +
    `${sought} appeared in ${region} within ${seconds} s, but it still may. Look for ${name} with DescribeImages in ` +
    `${region} before copying again`;
  const { requestId, statusCode, attempts = 0, code = "OutcomeUnclear" } = cause ?? {};
  return new EcdError(code, message, {
    operation: "CopyImage", outcome: "unclear", attempts, cause,
    ...(requestId === undefined ? {} : { requestId }),
    ...(statusCode === undefined ? {} : { statusCode }),
  });
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
  const { reconcileMs = DEFAULT_RECONCILE_MS } = options;
  const attempts = cause?.attempts ?? 0;
  try {
    const image = await findCopy(caller, job, reconcileMs, limits);
    if (image) return { ImageId: image.ImageId, reused: true };
  } catch (error) {
    if (isStopped(error) || isUnclear(error)) throw atOutcome(error, { outcome: "unclear", attempts });
    // The look-up was refused: that says nothing about the copy.
    throw unclear(error instanceof EcdError ? error : cause, job, reconcileMs);
  }
  throw unclear(cause, job, reconcileMs);
}

/** Makes the copy of a job: one send, a second only if it is asked for and the first left no trace. */
async function makeCopy(
  caller: Caller,
  job: CopyJob,
  options: CopyOptions,
  limits: Limits,
): Promise<CopyImageResult> {
  const { ifExists = "copy" } = options;
  const existing = ifExists === "copy" ? undefined : await findExisting(caller, job, ifExists, limits);
  if (existing) return { ImageId: existing.ImageId, reused: true };
  try {
    return await sendCopy(caller, job, options, limits);
  } catch (error) {
    if (!isUnclear(error) || options.resend !== true || isStopped(error)) throw error;
    return sendCopy(caller, job, options, limits);
  }
}

async function sendCopy(caller: Caller, job: CopyJob, options: CopyOptions, limits: Limits): Promise<CopyImageResult> {
  try {
    const answer = await caller.call("CopyImage", paramsToSend(job), limits.rest(), "ImageId");
    const { ImageId, RequestId } = answer as { ImageId: string; RequestId?: string };
    return { ImageId, ...(RequestId === undefined ? {} : { RequestId }), reused: false };
  } catch (error) {
    // Aborted, or out of time: nobody waits for what a look would find.
    if (!isUnclear(error) || limits.hasEnded()) throw error;
    return reconcile(caller, job, options, limits, error);
  }
}

/** A copy that is being made. */
type Flight = { job: CopyJob; wish: string; result: Promise<CopyImageResult> };

/**
 * The copies that a client is making. Calls for the same copy share one, so that a double click does not
 * make two; another image for the same name waits its turn, or else the two could not be told apart.
 */
export class Copies {
  readonly #flights = new Map<string, Flight>();

  /** `onJob` is told the job that is carried out, the call's own or the one it joins, before anything is sent. */
  async copy(
    caller: Caller,
    job: CopyJob,
    options: CopyOptions,
    limits: Limits,
    onJob: (job: CopyJob) => void = () => undefined,
  ): Promise<CopyImageResult> {
    checkCopyOptions(options);
    const { DestinationRegionId, DestinationImageName } = job.params;
    const place = JSON.stringify([DestinationRegionId, DestinationImageName]);
    const { resend = false, tagDescription = false, ifExists = "copy" } = options;
    const wish = JSON.stringify([job.params, resend, tagDescription, ifExists]);
    for (let flight; (flight = this.#flights.get(place)); ) {
      if (flight.wish === wish) {
        onJob(flight.job);
        const shared = await this.#join(caller, flight, options, limits);
        if (shared) return shared;
      } else {
        await limits.within(flight.result.catch(() => undefined), "CopyImage");
      }
    }
    limits.check("CopyImage");
    onJob(job);
    const result = makeCopy(caller, job, options, limits).finally(() => this.#flights.delete(place));
    this.#flights.set(place, { job, wish, result });
    return result;
  }

  /** The other call's result; nothing when that call was stopped before it sent anything. */
  async #join(caller: Caller, { job, result }: Flight, options: CopyOptions, limits: Limits) {
    try {
      return await limits.within(result, "CopyImage");
    } catch (error) {
      if (limits.hasEnded()) throw atOutcome(error, { outcome: "unclear", attempts: 0 });
      if (!isStopped(error)) throw error;
      return isUnclear(error) ? reconcile(caller, job, options, limits, error) : undefined;
    }
  }
}
