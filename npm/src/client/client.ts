import { EcdError, loadInternals, ownValue } from "../core/internal.js";
import { Caller } from "./call.js";
import type { CopyImageParams, CopyImageResult, Wait, WaitOptions } from "./images.js";
import type { OperationName, ParamsOf, ResultOf } from "./operations.js";
import type { CallOptions, ClientOptions } from "./options.js";
import { readPages } from "./pages.js";
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
   * Calls an operation. Parameters and answer are typed by its name; a name that is not known when
   * compiling takes any object.
   * @throws ValidationError with all broken rules, before anything is sent; ServiceError; TransportError;
   *   TimeoutError; AbortError
   */
  async call<Name extends OperationName | (string & {})>(
    operation: Name,
    params: ParamsOf<Name>,
    options: CallOptions = {},
  ): Promise<ResultOf<Name>> {
    return (await (await this.#caller()).call(operation, params, options)) as ResultOf<Name>;
  }

  /**
   * Reads an operation that answers by pages, one call a page:
   * `for await (const { Images } of client.pages("DescribeImages", params)) …`. It begins at the
   * parameters' own NextToken or PageNumber, if they have one, and asks for a page when it is wanted.
   * `deadlineMs` is for all of it.
   * @throws what `call` throws; EcdError `NotPaged` before anything is sent, `PagingLoop` when a page
   *   names as the next one that was read already
   */
  async *pages<Name extends OperationName | (string & {})>(
    operation: Name,
    params: ParamsOf<Name>,
    options: CallOptions = {},
  ): AsyncGenerator<ResultOf<Name>, void, undefined> {
    const pages = readPages(await this.#caller(), operation, params, options);
    yield* pages as AsyncGenerator<ResultOf<Name>, void, undefined>;
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
    return startWait(() => this.#caller(), state, options, () => Promise.resolve(ImageId));
  }

  /** `copyImage`, then `waitForImage` in the destination region. */
  copyImageAndWait(params: CopyImageParams, options: WaitOptions = {}): Wait {
    const state = { version: 1 as const, RegionId: ownValue(params, "DestinationRegionId") as string };
    return startWait(() => this.#caller(), state, options, async (limits) => {
      const copy = await this.copyImage(params, limits.rest());
      return copy.ImageId;
    });
  }

  /** Forgets the credentials. The core keeps none between calls. Later calls fail. */
  close(): void {
    this.#options = undefined;
  }

  async #caller(): Promise<Caller> {
    const core = await loadInternals();
    if (!this.#options) throw new EcdError("Closed", "the client is closed");
    return new Caller(core, this.#options);
  }
}
