/**
 * The interfaces Standard Schema v1 and Standard JSON Schema v1 as https://standardschema.dev has them
 * (@standard-schema/spec 1.1, MIT), as far as this package fills them: written out here, so that its types
 * need no other package. tests/node/forms_types.test.mjs holds them against the published ones.
 */

/** One broken rule, as form libraries read it. */
export type StandardIssue = {
  readonly message: string;
  readonly path: readonly (string | number)[];
};

/** What `validate` answers: the value, or what is wrong. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** Which draft of JSON Schema is asked for: `draft-2020-12` or `draft-07`. */
export type JsonSchemaOptions = {
  readonly target: "draft-2020-12" | "draft-07" | (string & {});
  readonly libraryOptions?: Record<string, unknown> | undefined;
};

/** What form libraries, routers and generators take as a schema. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Never a promise. */
    readonly validate: (value: unknown) => StandardResult<Output>;
    readonly jsonSchema: {
      /** What may be given: texts may spell integers and booleans. @throws EcdError `UnsupportedTarget` */
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      /** What `validate` answers. @throws EcdError `UnsupportedTarget` */
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}
