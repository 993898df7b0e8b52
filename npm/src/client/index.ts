/** `ecd-wasm`: the client, and all of `ecd-wasm/core`. */
export * from "../core/index.js";
export { EcdClient } from "./client.js";
export type { Operations } from "../generated/operations.js";
export type { OperationName, ParamsOf, ResultOf } from "./operations.js";
export type { CopyImageParams, CopyImageResult, Image, Progress, Wait, WaitOptions, WaitState } from "./images.js";
export type {
  CallOptions, ClientOptions, CredentialsSource, ProvidedCredentials, RequestEvent, ResponseEvent, Result,
} from "./options.js";
