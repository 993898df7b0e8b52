/** `ecd-wasm/forms`: the rules of an operation for form libraries and for forms of a page's own. */
export { bindForm } from "./bind.js";
export type { BoundForm } from "./bind.js";
export { standardSchema } from "./schema.js";
export type { FormOptions, ParamsOf } from "./schema.js";
export type {
  JsonSchemaOptions,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from "./standard.js";
