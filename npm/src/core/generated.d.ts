/** What npm/scripts/build.mjs puts in place: the compiled modules. */

declare module "#core-glue" {
  const create: import("./instance.js").Glue<import("./core_module.js").CoreFunction>;
  export default create;
}

declare module "#rsa-glue" {
  const create: unknown;
  export default create;
}

declare module "#catalog-text" {
  /** A catalog text (src/catalog/README.md) of the operations that the core does not bring along. */
  export const text: string;
}

declare module "#rsa-bytes" {
  /** rsa.wasm, deflated, in Base64. */
  export const wasm: string;
}

declare module "#core-bytes" {
  /** core.wasm, deflated, in Base64. */
  export const wasm: string;
  /** The catalog of the image family, deflated, in Base64. */
  export const catalog: string;
  export const version: string;
}
