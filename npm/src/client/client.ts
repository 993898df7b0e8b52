import { EcdError, loadInternals, ownValue } from "../core/internal.js";
import { Caller } from "./call.js";
import { Copies } from "./copies.js";
import { newCopyJob } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import type { CopyAndWaitOptions, CopyImageParams, CopyImageResult, CopyOptions, Wait, WaitOptions, WaitState } from "./images.js";
import { reconcile } from "./make_copy.js";
import type { OperationName, ParamsOf, ResultOf } from "./operations.js";
import type { CallOptions, ClientOptions } from "./options.js";
import { readPages } from "./pages.js";
import { copyToRegions } from "./regions.js";
import type { CopyResult, CopyToRegionsOptions } from "./regions.js";
import { startWait } from "./wait.js";
import { readWaitState } from "./wait_state.js";

/**
 * A client of Elastic Desktop Service. Parameters are checked before anything is sent, requests are
 * signed by the WebAssembly core, errors tell what is known of the outcome.
 */
export class EcdClient {
  // Private to the language, not only to the type: credentials show in no inspect and no JSON.
  #options: ClientOptions | undefined;
  #caller: Caller | undefined;
  readonly #copies: Copies;

  constructor(options: ClientOptions) {
    this.#options = { ...options };
    this.#copies = new Copies(this.#options);
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
    return (await (await this.#ready()).call(operation, params, options)) as ResultOf<Name>;
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
    const pages = readPages(await this.#ready(), operation, params, options);
    yield* pages as AsyncGenerator<ResultOf<Name>, void, undefined>;
  }

  /**
   * Starts the copy of an image into another region, exactly one whatever the network does; the answer
   * names the image that is being made. After an unclear outcome the destination region is asked whether
   * the copy is there. Calls for the same copy at the same time share one, those of other clients of the
   * same service and account in this process too.
   * @throws ValidationError before anything is sent; EcdError, of which `outcome` tells whether the copy
   *   may have been made; `ImageExists`, `SeveralCopies`
   */
  async copyImage(params: CopyImageParams, options: CopyOptions = {}): Promise<CopyImageResult> {
    const caller = await this.#ready();
    await caller.check("CopyImage", params);
    const job = newCopyJob(params, options.tagDescription === true, this.#options?.regionId);
    return this.#copies.copy({ caller, job, options, limits: caller.limits(options) });
  }

  /** Waits until an image is available. All questions go to the endpoint of the image's region. */
  waitForImage(image: { RegionId: string; ImageId: string }, options: WaitOptions = {}): Wait {
    const [RegionId, ImageId] = [ownValue(image, "RegionId") as string, ownValue(image, "ImageId") as string];
    const state = { version: 1 as const, RegionId, ImageId };
    const find = () => Promise.resolve({ ImageId, isOurs: true });
    return startWait(() => this.#ready(), state, options, find, false);
  }

  /**
   * `copyImage`, then `waitForImage` in the destination region. `onState` is called before anything is
   * sent, once the parameters are found right: what it is given can be resumed in another process.
   */
  copyImageAndWait(params: CopyImageParams, options: CopyAndWaitOptions = {}): Wait {
    const copy = newCopyJob(params, options.tagDescription === true, this.#options?.regionId);
    const state: WaitState = { version: 1, RegionId: copy.params.DestinationRegionId, copy };
    const ready = async (): Promise<Caller> => {
      const caller = await this.#ready();
      await caller.check("CopyImage", params);
      return caller;
    };
    return startWait(ready, state, options, async (caller, limits, note) => {
      const onJob = (job: CopyJob) => (job === copy ? undefined : note({ copy: job }));
      const { ImageId, reused, existed } = await this.#copies.copy({ caller, job: copy, options, limits }, onJob);
      if (reused) state.reused = true;
      return { ImageId, isOurs: existed !== true };
    });
  }

  /**
   * Goes on with a wait that was written down, e.g. by another process. One that had no ImageId yet looks
   * for the copy, as after an unclear outcome: nothing is ever sent again.
   * @throws EcdError `InvalidState`, and what the wait would throw
   */
  resume(json: WaitState, options: WaitOptions & { reconcileMs?: number } = {}): Wait {
    const state = readWaitState(json);
    return startWait(() => this.#ready(), state, options, async (caller, limits) => {
      if (state.copy === undefined) return { ImageId: state.ImageId!, isOurs: true };
      return { ...(await reconcile({ caller, job: state.copy, options, limits })), isOurs: true };
    });
  }

  /**
   * The same copy into several regions, a few at a time. There is one result for each, in their order; a
   * region's failure is in its result. With `ifExists: "reuse"` it can be run again.
   * @throws EcdError `InvalidOption`
   */
  copyImageToRegions(
    params: Omit<CopyImageParams, "DestinationRegionId">,
    regionIds: readonly string[],
    options: CopyToRegionsOptions = {},
  ): Promise<CopyResult[]> {
    return copyToRegions(this, params, regionIds, options);
  }

  /** Forgets the credentials, of which the core wipes its copy. Later calls fail. */
  close(): void {
    this.#caller?.forgetKey();
    this.#options = undefined;
    this.#caller = undefined;
  }

  async #ready(): Promise<Caller> {
    const core = await loadInternals();
    if (!this.#options) throw new EcdError("Closed", "the client is closed");
    return (this.#caller ??= new Caller(core, this.#options));
  }
}
