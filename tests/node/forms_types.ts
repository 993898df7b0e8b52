// Compiled by forms_types.test.mjs, without the DOM library and with it: what the types promise.
import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { Core } from "ecd-wasm/core";
import { bindForm, standardSchema } from "ecd-wasm/forms";
import type { BoundForm, FormOptions, StandardSchema } from "ecd-wasm/forms";

declare const core: Core;

type Same<A, B> = [A, B] extends [B, A] ? true : false;
const yes = <_ extends true>(): void => undefined;

// It is what the published interfaces ask for, and libraries infer its types.
const copy = standardSchema(core, "CopyImage", { locale: "zh", profile: "schema" });
export const schema: StandardSchemaV1 = copy;
export const json: StandardJSONSchemaV1 = copy;
type Copy = StandardSchemaV1.InferInput<typeof copy>;
yes<
  Same<
    keyof Copy,
    | "RegionId"
    | "ImageId"
    | "DestinationRegionId"
    | "DestinationImageName"
    | "DestinationDescription"
  >
>();
yes<Same<StandardJSONSchemaV1.InferOutput<typeof copy>, Copy>>();

// An operation whose parameters are not typed.
const other: StandardSchema<Record<string, unknown>> = standardSchema(core, "Other" as string);
const result = other["~standard"].validate({});
export const path: readonly (string | number)[] | undefined = result.issues?.[0]?.path;
if (!result.issues) yes<Same<typeof result.value, Record<string, unknown>>>();

// @ts-expect-error there are two languages
export const wrong: FormOptions = { locale: "fr" };

// Without the DOM library a form is any object; with it, a form.
declare const form: Parameters<typeof bindForm>[0];
export const bound: BoundForm = bindForm(form, core, "CopyImage");
type HasDom = typeof globalThis extends { HTMLFormElement: unknown } ? true : false;
yes<Same<typeof form extends { elements: unknown } ? true : false, HasDom>>();
