import { EcdError } from "../core/internal.js";
import type { Caller } from "./call.js";
import { percentOf } from "./images.js";
import type { Image, Wait, WaitOptions, WaitState } from "./images.js";
import { checkMs } from "./time.js";
import type { Limits } from "./time.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.5;

/** A new image may not be listed at once: how long it may be missing before it was ever seen. */
const VISIBLE_WITHIN_MS = 60_000;

/** The same pause in many clients would make them ask in step. */
function withJitter(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}

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

/** A failure to look says nothing about the image: only what cannot pass ends the wait. */
function isPassing(error: unknown, limits: Limits): boolean {
  if (!(error instanceof EcdError)) return false;
  return error.retryable || (error.code === "Timeout" && limits.left() > 0);
}

function imageError(code: string, what: string, ImageId: string): EcdError {
  return new EcdError(code, `the image ${ImageId} ${what}`, { operation: "DescribeImages", outcome: "refused" });
}

/** Watches one image until it is available. */
class Watch {
  private last: Image | undefined;
  private readonly startedAt = performance.now();

  constructor(
    private readonly caller: Caller,
    private readonly state: WaitState & { ImageId: string },
    private readonly options: WaitOptions,
    private readonly limits: Limits,
  ) {}

  async run(): Promise<Image> {
    let pause = this.options.pollMs ?? FIRST_PAUSE_MS;
    checkMs("pollMs", pause);
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
    } catch (error) {
      if (isPassing(error, this.limits)) return undefined;
      throw error;
    }
    if (!image) return this.missing();
    this.report(image);
    if (image.Status === "Available") return image;
    if (image.Status === "CreateFailed") throw imageError("ImageFailed", "could not be made", image.ImageId);
    return undefined;
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

/**
 * Starts a wait: `find` gets the image's ID (at once, or by making the copy), then the image is watched
 * in its own region. The state is filled in as things become known.
 */
export function startWait(
  ready: () => Promise<Caller>,
  state: WaitState,
  options: WaitOptions,
  find: (limits: Limits) => Promise<string>,
): Wait {
  const run = async (): Promise<Image> => {
    const caller = await ready();
    const limits = caller.limits(options);
    options.onState?.({ ...state });
    const ImageId = await find(limits);
    const known = Object.assign(state, { ImageId });
    options.onState?.({ ...known });
    return new Watch(caller, known, options, limits).run();
  };
  return Object.assign(run(), { toJSON: () => ({ ...state }) });
}
