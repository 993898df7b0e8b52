import { EcdError } from "../core/internal.js";
import { noteAnswer } from "./answered_copies.js";
import type { Caller } from "./call.js";
import { paramsToSend } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import { findCopy, findExisting } from "./copy_search.js";
import type { Search } from "./copy_search.js";
import type { CopyImageResult, CopyOptions } from "./images.js";
import type { Needed } from "./needed.js";
import { atOutcome } from "./retries.js";
import { checkMs } from "./time.js";
import type { Limits } from "./time.js";

const DEFAULT_RECONCILE_MS = 60_000;
const IMAGE_ID: Needed = { name: "ImageId", is: "text" };

/** A copy that is wanted: what, how, how long, and who asks the service. */
export type Making = { caller: Caller; job: CopyJob; options: CopyOptions; limits: Limits };

export const isUnclear = (error: unknown): error is EcdError =>
  error instanceof EcdError && error.outcome === "unclear";

/** @throws EcdError `InvalidOption` */
export function checkCopyOptions({ reconcileMs, ifExists }: CopyOptions): void {
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

/** The error of a call that was stopped before anybody had looked to the end. */
export function stopped(cause: EcdError, job: CopyJob, attempts: number): EcdError {
  const error = unclear(cause, job, `the search for it in ${job.params.DestinationRegionId} was not finished`);
  return atOutcome(error, { attempts }) as EcdError;
}

/** The error after a search without a result. */
function notFound(cause: EcdError | undefined, { blind }: Search, { job, options }: Making): EcdError {
  const { params, id, tagged } = job;
  const { DestinationRegionId: region } = params;
  if (blind) return unclear(cause, job, `the images of ${region} could not be listed (${blind.code})`);
  const sought = tagged ? `the mark ${id} in its description` : "its name, description and time";
  const seconds = Math.round((options.reconcileMs ?? DEFAULT_RECONCILE_MS) / 1000);
  return unclear(cause, job, `no image with ${sought} appeared in ${region} within ${seconds} s, but it still may`);
}

/** Looks for what a job may have made. `cause`: why that is not known. @throws EcdError with the outcome `unclear` */
async function search({ caller, job, options, limits }: Making, cause?: EcdError): Promise<Search> {
  const attempts = cause?.attempts ?? 0;
  if (cause && limits.hasEnded()) throw stopped(cause, job, attempts);
  try {
    const found = await findCopy(caller, job, options.reconcileMs ?? DEFAULT_RECONCILE_MS, limits);
    if (found.copy) noteAnswer(found.copy.ImageId, job);
    return found;
  } catch (error) {
    if (error instanceof EcdError && limits.hasEnded()) throw stopped(error, job, attempts);
    throw atOutcome(error, { outcome: "unclear", attempts });
  }
}

/**
 * Looks for what a job may have made, and sends nothing. `cause`: why that is not known.
 * @throws EcdError with the outcome `unclear`
 */
export async function reconcile(making: Making, cause?: EcdError): Promise<CopyImageResult> {
  checkCopyOptions(making.options);
  const found = await search(making, cause);
  if (found.copy) return { ImageId: found.copy.ImageId, reused: true };
  throw notFound(cause, found, making);
}

async function send({ caller, job, limits }: Making): Promise<CopyImageResult> {
  const answer = await caller.call("CopyImage", paramsToSend(job), limits.rest(), IMAGE_ID);
  const { ImageId, RequestId } = answer as { ImageId: string; RequestId?: unknown };
  noteAnswer(ImageId, job);
  return { ImageId, ...(typeof RequestId === "string" ? { RequestId } : {}), reused: false };
}

/** A second send. Whatever becomes of it, the first one may have been carried out, and shows up or not. */
async function sendAgain(making: Making, first: EcdError): Promise<CopyImageResult> {
  try {
    return await send(making);
  } catch (error) {
    const attempts = first.attempts + (error instanceof EcdError ? error.attempts : 0);
    const failure = atOutcome(error, { outcome: "unclear", attempts, retryable: false });
    if (!isUnclear(failure)) throw failure;
    return reconcile(making, failure);
  }
}

/** What `ifExists` asks for. Nothing was sent yet: no failure to look is one of the copy. */
async function existing({ caller, job, options, limits }: Making): Promise<CopyImageResult | undefined> {
  const { ifExists = "copy" } = options;
  if (ifExists === "copy") return undefined;
  try {
    const image = await findExisting(caller, job, ifExists, limits);
    return image && { ImageId: image.ImageId, reused: true, existed: true };
  } catch (error) {
    throw atOutcome(error, { outcome: "not-sent", attempts: 0 });
  }
}

/** Makes the copy: one send, a second only if it is asked for and the first left no trace. @throws EcdError */
export async function makeCopy(making: Making): Promise<CopyImageResult> {
  const taken = await existing(making);
  if (taken) return taken;
  try {
    return await send(making);
  } catch (error) {
    if (!isUnclear(error)) throw error;
    if (making.options.resend !== true) return reconcile(making, error);
    const found = await search(making, error);
    if (found.copy) return { ImageId: found.copy.ImageId, reused: true };
    // Never blindly: the list must have been read.
    if (found.blind) throw notFound(error, found, making);
    return sendAgain(making, error);
  }
}
