/** What npm/scripts/build.mjs puts in place: the compiled core. */

/** The functions of src/wasm/core_bindings.cpp. Each takes the size of its frame, answers an address. */
type CoreFunctions = Record<
  | "input" | "loadCatalog" | "names" | "describe" | "service" | "validate" | "validateParameter"
  | "validateReceived" | "build" | "useKey" | "forgetKey" | "sign" | "signBatch" | "signRequest" | "readClaim" | "verify" | "compare" | "readAnswer"
  | "outcomeOfFailure" | "nextAttempt" | "tokensAfterSuccess",
  (size: number) => number
>;

declare module "#core-glue" {
  type Options = {
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  };
  /** Emscripten's factory. Its functions are in the given object when it returns. */
  const create: (options: Options & Partial<CoreFunctions>) => Promise<unknown>;
  export default create;
}

declare module "#catalog-text" {
  /** A catalog text (src/catalog/README.md) of the operations that the core does not bring along. */
  export const text: string;
}

declare module "#core-bytes" {
  /** core.wasm, deflated, in Base64. */
  export const wasm: string;
  /** The catalog of the image family, deflated, in Base64. */
  export const catalog: string;
  export const version: string;
}
