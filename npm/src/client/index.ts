/** `ecd-wasm`: the client, and all of `ecd-wasm/core`. */
export * from "../core/index.js";
export { EcdClient } from "./client.js";
export type { Operations } from "../generated/operations.js";
export type { OperationName, ParamsOf, ResultOf } from "./operations.js";
export type { CopyJob } from "./copy_job.js";
export type {
  CopyAndWaitOptions, CopyImageParams, CopyImageResult, CopyOptions, Image, Progress, Wait, WaitOptions, WaitState,
} from "./images.js";
export type {
  CallOptions, ClientOptions, CredentialsSource, DirectOptions, Dispatcher, ProvidedCredentials, RelayAddress, RelayedOptions,
  Result,
} from "./options.js";
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./hooks.js";
export type { CopyEvent, CopyResult, CopyToRegionsOptions } from "./regions.js";
