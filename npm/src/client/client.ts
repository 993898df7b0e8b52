import { EcdError, loadInternals, ownValue } from "../core/internal.js";
import { Caller } from "./call.js";
import type { CopyImageParams, CopyImageResult, Wait, WaitOptions } from "./images.js";
import type { CallOptions, ClientOptions, Result } from "./options.js";
import { startWait } from "./wait.js";

/**
 * A client of Elastic Desktop Service. Parameters are checked before anything is sent, requests are
 * signed by the WebAssembly core, errors tell what is known of the outcome.
 */
export class EcdClient {
  // Private to the language, not only to the type: credentials show in no inspect and no JSON.
  #options: ClientOptions | undefined;

  constructor(options: ClientOptions) {
    this.#options = { ...options };
  }

  /**
   * Calls an operation.
   * @throws ValidationError with all broken rules, before anything is sent; ServiceError; TransportError;
   *   TimeoutError; AbortError
   */
  async call(operation: string, params: object, options: CallOptions = {}): Promise<Result> {
    return (await this.#caller()).call(operation, params, options);
  }

  /** Starts the copy of an image into another region; the answer names the image that is being made. */
  async copyImage(params: CopyImageParams, options: CallOptions = {}): Promise<CopyImageResult> {
    const answer = await (await this.#caller()).call("CopyImage", params, options, "ImageId");
    const { ImageId, RequestId } = answer as { ImageId: string; RequestId?: string };
    return { ImageId, ...(RequestId === undefined ? {} : { RequestId }), reused: false };
  }

  /** Waits until an image is available. All questions go to the endpoint of the image's region. */
  waitForImage(image: { RegionId: string; ImageId: string }, options: WaitOptions = {}): Wait {
    const [RegionId, ImageId] = [ownValue(image, "RegionId") as string, ownValue(image, "ImageId") as string];
    const state = { version: 1 as const, RegionId, ImageId };
    return startWait(() => this.#caller(), state, this.#forWait(options), () => Promise.resolve(ImageId));
  }

  /** `copyImage`, then `waitForImage` in the destination region. */
  copyImageAndWait(params: CopyImageParams, options: WaitOptions = {}): Wait {
    const state = { version: 1 as const, RegionId: ownValue(params, "DestinationRegionId") as string };
    return startWait(() => this.#caller(), state, this.#forWait(options), async (limits) => {
      const left = limits.left();
      const copy = await this.copyImage(params, {
        ...(options.signal ? { signal: options.signal } : {}),
        ...(left === Infinity ? {} : { deadlineMs: left }),
      });
      return copy.ImageId;
    });
  }

  /** Forgets the credentials. The core keeps none between calls. Later calls fail. */
  close(): void {
    this.#options = undefined;
  }

  /** The client's deadline bounds a whole wait, not only each of its calls. */
  #forWait(options: WaitOptions): WaitOptions {
    const { deadlineMs } = this.#options ?? {};
    return deadlineMs === undefined ? options : { deadlineMs, ...options };
  }

  async #caller(): Promise<Caller> {
    const core = await loadInternals();
    if (!this.#options) throw new EcdError("Closed", "the client is closed");
    return new Caller(core, this.#options);
  }
}
