import { AbortError, EcdError } from "../core/internal.js";
import type { Caller } from "./call.js";
import { IMAGE_LIST, percentOf } from "./images.js";
import type { Image, Wait, WaitOptions, WaitState } from "./images.js";
import { reconcile } from "./make_copy.js";
import { isPassing, mayRenew, pauseAfter } from "./passing.js";
import { atOutcome } from "./retries.js";
import { checkMs, Limits } from "./time.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.5;

/** How often in a row a provider may bring a token that has expired, or none. */
const MOST_RENEWALS = 5;

/** How often in a row an image may be missing that was there: lists of other servers may be behind. */
const MOST_MISSES = 2;

/** A cancellation is not waited for any longer. */
const CANCEL_WITHIN_MS = 10_000;

/** A new image may not be listed at once: how long it may be missing before it was ever seen. */
const VISIBLE_WITHIN_MS = 60_000;

/** One look at the image; nothing when it is not listed. */
async function look(
  caller: Caller,
  where: { RegionId: string; ImageId: string },
  limits: Limits,
): Promise<Image | undefined> {
  const params = { RegionId: where.RegionId, ImageId: [where.ImageId] };
  const answer = await caller.call("DescribeImages", params, limits.rest(), IMAGE_LIST);
  return (answer["Images"] as Image[]).find((image) => image?.ImageId === where.ImageId);
}

function imageError(code: string, what: string, ImageId: string): EcdError {
  return new EcdError(code, `the image ${ImageId} ${what}`, { operation: "DescribeImages", outcome: "refused" });
}

/** Watches one image until it is available. */
class Watch {
  private last: Image | undefined;
  private misses = 0;
  private renewals = 0;
  private readonly startedAt = performance.now();
  /** The first progress that was told, and when. */
  private first: { percent: number; at: number } | undefined;

  constructor(
    private readonly caller: Caller,
    private readonly state: WaitState & { ImageId: string },
    private readonly options: WaitOptions,
    private readonly limits: Limits,
  ) {}

  /** @throws EcdError `ImageFailed`, `ImageVanished`, `ImageNotFound`, and whatever ends the looks */
  async run(): Promise<Image> {
    let pause = this.options.pollMs ?? FIRST_PAUSE_MS;
    for (let looks = 1; ; ++looks) {
      const { image, failure } = await this.look();
      if (image) await this.report(image);
      if (image?.Status === "Available") return image;
      if (image?.Status === "CreateFailed") throw imageError("ImageFailed", "could not be made", image.ImageId);
      if (!image && !failure) this.miss();
      await this.limits.sleep(pauseAfter(failure, this.untilDone(pause)), "DescribeImages").catch((error: unknown) => {
        throw atOutcome(error, { outcome: "unclear", attempts: looks });
      });
      pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS);
    }
  }

  /** The image, if it is listed; or why this look saw nothing. */
  private async look(): Promise<{ image?: Image | undefined; failure?: EcdError }> {
    try {
      const image = await look(this.caller, this.state, this.limits);
      this.renewals = 0;
      return { image };
    } catch (error) {
      const isToRenew = mayRenew(error, this.caller) && ++this.renewals <= MOST_RENEWALS;
      if (isToRenew || isPassing(error, this.limits)) return { failure: error as EcdError };
      throw error;
    }
  }

  /** The pause that is due, or less when the progress so far tells that the image is done before. */
  private untilDone(pause: number): number {
    const percent = percentOf(this.last?.Progress);
    const now = performance.now();
    if (percent === undefined || percent === 100) return pause;
    this.first ??= { percent, at: now };
    const gained = percent - this.first.percent;
    if (gained <= 0) return pause;
    const left = ((100 - percent) * (now - this.first.at)) / gained;
    // An image may stay long at its last percents.
    return Math.min(pause, Math.max(left, pause / 4));
  }

  private miss(): void {
    const { ImageId, RegionId } = this.state;
    const isGone = this.last !== undefined && ++this.misses >= MOST_MISSES;
    if (isGone) throw imageError("ImageVanished", "is gone: it was deleted or its copy cancelled", ImageId);
    if (this.last || performance.now() - this.startedAt <= VISIBLE_WITHIN_MS) return;
    throw imageError("ImageNotFound", `is not in ${RegionId}`, ImageId);
  }

  private async report(image: Image): Promise<void> {
    const isNew = this.last?.Status !== image.Status || this.last.Progress !== image.Progress;
    const hasNewStatus = this.state.status !== image.Status;
    this.last = image;
    this.misses = 0;
    this.state.status = image.Status;
    if (hasNewStatus) await this.options.onState?.({ ...this.state });
    if (!isNew) return;
    const percent = percentOf(image.Progress);
    this.options.onProgress?.({ image, status: image.Status, ...(percent === undefined ? {} : { percent }) });
  }
}

/** An abort with the copy cancelled, or with why it could not be. */
async function cancelled(caller: Caller, { RegionId, ImageId }: WaitState): Promise<AbortError> {
  const details = { operation: "CopyImage", outcome: "unclear" } as const;
  try {
    await caller.call("CancelCopyImage", { RegionId, ImageId }, { deadlineMs: CANCEL_WITHIN_MS });
    return new AbortError("Aborted", `the wait was aborted and the copy ${ImageId} cancelled`, details);
  } catch (error) {
    const code = error instanceof EcdError ? error.code : "unknown";
    const message = `the wait was aborted, but the copy ${ImageId} could not be cancelled (${code}): it may go on`;
    return new AbortError("Aborted", message, details);
  }
}

/** The same for a copy that was aborted before its image was known: it is looked for. */
async function foundAndCancelled(caller: Caller, state: WaitState, error: AbortError): Promise<AbortError> {
  const limits = new Limits(undefined, CANCEL_WITHIN_MS);
  try {
    const making = { caller, job: state.copy!, options: { reconcileMs: CANCEL_WITHIN_MS }, limits };
    const { ImageId } = await reconcile(making);
    return await cancelled(caller, { ...state, ImageId });
  } catch {
    return error;
  }
}

/** The end of the wait for a copy that was accepted: it goes on, unless the image itself came to an end. */
export function afterCopy(error: unknown): unknown {
  const isEnd = error instanceof EcdError && ["ImageFailed", "ImageVanished"].includes(error.code);
  return isEnd ? error : atOutcome(error, { outcome: "unclear", retryable: false });
}

/** Finds the image's ID: at once, or by making the copy. `note` takes what becomes known on the way. */
export type Find = (
  caller: Caller,
  limits: Limits,
  note: (known: Partial<WaitState>) => Promise<void>,
) => Promise<{ ImageId: string; isOurs: boolean }>;

/**
 * Starts a wait: `find` gets the image's ID, then the image is watched in its own region. The state is
 * filled in as things become known. `isCopy`: the wait is the end of a copy, and not a question of its own.
 */
export function startWait(
  ready: () => Promise<Caller>,
  state: WaitState,
  options: WaitOptions,
  find: Find,
  isCopy = true,
): Wait {
  const note = async (known: Partial<WaitState>): Promise<void> => {
    Object.assign(state, known);
    await options.onState?.({ ...state });
  };
  const run = async (): Promise<Image> => {
    // Misuse shows before anything is sent.
    checkMs("pollMs", options.pollMs);
    const caller = await ready();
    const limits = caller.limits(options);
    const mayCancel = (error: unknown): error is AbortError =>
      options.cancelOnAbort === true && error instanceof AbortError;
    await note({});
    const { ImageId, isOurs } = await find(caller, limits, note).catch(async (error: unknown) => {
      const mayBeThere = mayCancel(error) && state.copy !== undefined && error.outcome === "unclear";
      throw mayBeThere ? await foundAndCancelled(caller, state, error) : error;
    });
    delete state.copy;
    await note({ ImageId });
    try {
      return await new Watch(caller, Object.assign(state, { ImageId }), options, limits).run();
    } catch (error) {
      if (mayCancel(error) && isOurs) throw await cancelled(caller, state);
      throw isCopy ? afterCopy(error) : error;
    }
  };
  return Object.assign(run(), { toJSON: () => ({ ...state }) });
}
