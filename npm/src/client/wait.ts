import { AbortError, EcdError } from "../core/internal.js";
import type { Caller } from "./call.js";
import { percentOf } from "./images.js";
import type { Image, Wait, WaitOptions, WaitState } from "./images.js";
import { isPassing, withJitter } from "./passing.js";
import { checkMs } from "./time.js";
import type { Limits } from "./time.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.5;

/** How often in a row a provider may bring a token that has expired. */
const MOST_RENEWALS = 5;

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
  const answer = await caller.call("DescribeImages", params, limits.rest());
  const images = Array.isArray(answer["Images"]) ? (answer["Images"] as Image[]) : [];
  return images.find((image) => image?.ImageId === where.ImageId);
}

function imageError(code: string, what: string, ImageId: string): EcdError {
  return new EcdError(code, `the image ${ImageId} ${what}`, { operation: "DescribeImages", outcome: "refused" });
}

/** Watches one image until it is available. */
class Watch {
  private last: Image | undefined;
  private renewals = 0;
  private readonly startedAt = performance.now();

  constructor(
    private readonly caller: Caller,
    private readonly state: WaitState & { ImageId: string },
    private readonly options: WaitOptions,
    private readonly limits: Limits,
  ) {}

  async run(): Promise<Image> {
    let pause = this.options.pollMs ?? FIRST_PAUSE_MS;
    for (;;) {
      const finished = await this.step();
      if (finished) return finished;
      await this.limits.sleep(withJitter(pause), "DescribeImages");
      pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS);
    }
  }

  /** The image, once it is available. */
  private async step(): Promise<Image | undefined> {
    let image: Image | undefined;
    try {
      image = await look(this.caller, this.state, this.limits);
      this.renewals = 0;
    } catch (error) {
      if (isPassing(error, this.limits) || this.bringsNewToken(error)) return undefined;
      throw error;
    }
    if (!image) return this.missing();
    this.report(image);
    if (image.Status === "Available") return image;
    if (image.Status === "CreateFailed") throw imageError("ImageFailed", "could not be made", image.ImageId);
    return undefined;
  }

  /** A token may expire while one waits: the provider is asked again. */
  private bringsNewToken(error: unknown): boolean {
    const hasExpired = error instanceof EcdError && error.code.startsWith("InvalidSecurityToken");
    return hasExpired && this.caller.renewsCredentials && ++this.renewals <= MOST_RENEWALS;
  }

  private missing(): undefined {
    const { ImageId } = this.state;
    if (this.last) throw imageError("ImageVanished", "is gone: it was deleted or its copy cancelled", ImageId);
    if (performance.now() - this.startedAt > VISIBLE_WITHIN_MS) {
      throw imageError("ImageNotFound", `is not in ${this.state.RegionId}`, ImageId);
    }
    return undefined;
  }

  private report(image: Image): void {
    const isNew = this.last?.Status !== image.Status || this.last.Progress !== image.Progress;
    const hasNewStatus = this.state.status !== image.Status;
    this.last = image;
    this.state.status = image.Status;
    if (hasNewStatus) this.options.onState?.({ ...this.state });
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

/** Finds the image's ID: at once, or by making the copy. `note` takes what becomes known on the way. */
export type Find = (caller: Caller, limits: Limits, note: (known: Partial<WaitState>) => void) => Promise<string>;

/**
 * Starts a wait: `find` gets the image's ID, then the image is watched in its own region. The state is
 * filled in as things become known.
 */
export function startWait(
  ready: () => Promise<Caller>,
  state: WaitState,
  options: WaitOptions,
  find: Find,
): Wait {
  const tell = (): void => options.onState?.({ ...state });
  const run = async (): Promise<Image> => {
    // Misuse shows before anything is sent.
    checkMs("pollMs", options.pollMs);
    const caller = await ready();
    const limits = caller.limits(options);
    tell();
    const ImageId = await find(caller, limits, (known) => {
      Object.assign(state, known);
      tell();
    });
    delete state.copy;
    const known = Object.assign(state, { ImageId });
    tell();
    try {
      return await new Watch(caller, known, options, limits).run();
    } catch (error) {
      const isCancelled = options.cancelOnAbort === true && error instanceof AbortError;
      throw isCancelled ? await cancelled(caller, known) : error;
    }
  };
  return Object.assign(run(), { toJSON: () => ({ ...state }) });
}
