import type { CopyImageParams } from "../client/index.js";
import { EcdError } from "../core/internal.js";
import type { Core, Field, Locale, Profile } from "../core/internal.js";
import { jsonSchema } from "./json_schema.js";
import type { Side } from "./json_schema.js";
import { withoutEmpty, withValues } from "./spelling.js";
import type { JsonSchemaOptions, StandardResult, StandardSchema } from "./standard.js";

/** Language of the messages, and which documented rules are errors. */
export type FormOptions = { locale?: Locale; profile?: Profile };

/** Parameters by operation, as far as they are typed. */
type KnownParams = { CopyImage: CopyImageParams };

/** The parameters of an operation. */
export type ParamsOf<Name extends string> = Name extends keyof KnownParams
  ? KnownParams[Name]
  : Record<string, unknown>;

/** First line of a JSON Schema by its target. */
const DRAFTS: Record<string, string> = {
  "draft-2020-12": "https://json-schema.org/draft/2020-12/schema",
  "draft-07": "http://json-schema.org/draft-07/schema#",
};

/**
 * The operation's parameters as a schema for form libraries: Standard Schema v1, synchronous, with its JSON
 * Schema part. Only errors are issues; for warnings ask `core.validate`.
 *
 * Forms give texts: one that spells an integer, a number or a boolean is valid for that type, and the value
 * that comes back holds what it spells. An empty text is a field that was left empty: it is not in the
 * value, and an issue where the field is required.
 *
 * @throws EcdError `UnknownOperation`, `InvalidOption`
 */
export function standardSchema<Name extends string>(
  core: Core,
  operation: Name,
  options: FormOptions = {},
): StandardSchema<ParamsOf<Name>> {
  const described = core.describe(operation);
  const root: Field = { type: "object", properties: described.parameters };
  core.validate(operation, {}, options); // ill-formed options are told here, not at the first use

  const validate = (value: unknown): StandardResult<ParamsOf<Name>> => {
    const given = withoutEmpty(root, value) as object;
    const errors = core
      .validate(operation, given, options)
      .filter(({ severity }) => severity === "error");
    if (errors.length === 0) return { value: withValues(root, given) as ParamsOf<Name> };
    return { issues: errors.map(({ message, path }) => ({ message, path })) };
  };

  const toJsonSchema =
    (side: Side) =>
    ({ target }: JsonSchemaOptions): Record<string, unknown> => {
      const $schema = Object.hasOwn(DRAFTS, target) ? DRAFTS[target] : undefined;
      if ($schema) return { $schema, ...jsonSchema(described, side, options) };
      const known = Object.keys(DRAFTS).join(", ");
      throw new EcdError("UnsupportedTarget", `the target must be one of ${known}`);
    };

  return {
    "~standard": {
      version: 1,
      vendor: "ecd-wasm",
      validate,
      jsonSchema: { input: toJsonSchema("input"), output: toJsonSchema("output") },
    },
  };
}
