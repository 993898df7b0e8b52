import type { CopyImageParams, EcdClient, EcdError, Image, Outcome, Progress } from "ecd-wasm";

/** A failure as it is shown. */
export type Failure = {
  code: string;
  message: string;
  outcome: Outcome;
  requestId?: string;
  statusCode?: number;
  recommend?: string;
};

/** The copy the service has accepted. */
export type Accepted = { ImageId: string; RegionId: string; RequestId?: string };

/** How far a copy has come. */
export type JobState =
  | { phase: "idle" }
  | { phase: "sending"; regionId: string }
  | { phase: "waiting"; copy: Accepted; status?: string; percent?: number }
  | { phase: "done"; copy: Accepted; image: Image }
  | { phase: "stopped"; copy: Accepted; failure: Failure }
  | { phase: "cancelled"; copy: Accepted }
  | { phase: "failed"; failure: Failure; copy?: Accepted };

/** The image itself failed: there is nothing left to wait for. */
const FINAL_CODES = ["ImageFailed", "ImageVanished"];

/** One copy at a time, from the first request to the finished image. */
export class CopyJob {
  #state: JobState = { phase: "idle" };
  #stopper = new AbortController();

  /** `changed` is called whenever `state` has changed. */
  constructor(private readonly changed: (state: JobState) => void) {}

  get state(): JobState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.phase === "sending" || this.#state.phase === "waiting";
  }

  /** Copies and waits until the image is available. Nothing is thrown: the state tells. */
  async start(client: EcdClient, params: CopyImageParams): Promise<void> {
    if (this.isRunning) return;
    const RegionId = params.DestinationRegionId;
    this.#set({ phase: "sending", regionId: RegionId });
    this.#stopper = new AbortController();
    try {
      const { ImageId, RequestId } = await client.copyImage(params, {
        signal: this.#stopper.signal,
      });
      await this.#wait(client, {
        ImageId,
        RegionId,
        ...(RequestId === undefined ? {} : { RequestId }),
      });
    } catch (error) {
      this.#set({ phase: "failed", failure: failureOf(error) });
    }
  }

  /** The copy cannot even be asked for. */
  refuse(failure: Failure): void {
    if (!this.isRunning) this.#set({ phase: "failed", failure });
  }

  /** Waits again for a copy whose wait was stopped or failed. */
  async resume(client: EcdClient): Promise<void> {
    const state = this.#state;
    if (this.isRunning || !("copy" in state) || !state.copy) return;
    this.#stopper = new AbortController();
    await this.#wait(client, state.copy);
  }

  /** Ends the request or the wait that runs. The service is not told and goes on with the copy. */
  stop(): void {
    if (this.isRunning) this.#stopper.abort();
  }

  /** Asks the service to end the copy whose wait was stopped. */
  async cancel(client: EcdClient): Promise<void> {
    const state = this.#state;
    if (state.phase !== "stopped") return;
    const { copy } = state;
    const { ImageId, RegionId } = copy;
    try {
      await client.call("CancelCopyImage", { RegionId, ImageId });
      this.#set({ phase: "cancelled", copy });
    } catch (error) {
      this.#set({ phase: "failed", copy, failure: failureOf(error) });
    }
  }

  async #wait(client: EcdClient, copy: Accepted): Promise<void> {
    const { signal } = this.#stopper;
    const onProgress = ({ status, percent }: Progress): void => {
      this.#set({ phase: "waiting", copy, status, ...(percent === undefined ? {} : { percent }) });
    };
    this.#set({ phase: "waiting", copy });
    try {
      const image = await client.waitForImage(copy, { signal, onProgress });
      this.#set({ phase: "done", copy, image });
    } catch (error) {
      const failure = failureOf(error);
      // The client's word is about its last look at the image, not about the copy.
      if (!FINAL_CODES.includes(failure.code)) failure.outcome = "unclear";
      this.#set({ phase: signal.aborted ? "stopped" : "failed", copy, failure });
    }
  }

  #set(state: JobState): void {
    this.#state = state;
    this.changed(state);
  }
}

/** Whether the wait for a copy of this state can be taken up again. */
export function canResume(state: JobState): boolean {
  if (state.phase === "stopped") return true;
  return (
    state.phase === "failed" &&
    state.copy !== undefined &&
    !FINAL_CODES.includes(state.failure.code)
  );
}

function failureOf(error: unknown): Failure {
  const { code, message, outcome, requestId, statusCode, recommend } = error as Partial<EcdError>;
  return {
    code: code ?? "Failed",
    message: message ?? "",
    outcome: outcome ?? "unclear",
    ...(requestId === undefined ? {} : { requestId }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(recommend === undefined ? {} : { recommend }),
  };
}
