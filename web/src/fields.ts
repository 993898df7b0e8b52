import type { Constraints, Core, Locale, Parameter, Text } from "ecd-wasm/core";

export const OPERATION = "CopyImage";

/** A parameter of CopyImage, which is the name of its input. */
export type FieldName =
  | "RegionId"
  | "ImageId"
  | "DestinationRegionId"
  | "DestinationImageName"
  | "DestinationDescription";

/** What the form holds. */
export type Values = Record<FieldName, string>;

/** The form from top to bottom: what is copied, and what becomes of it. */
export const GROUPS = [
  { title: "source", names: ["RegionId", "ImageId"] },
  {
    title: "destination",
    names: ["DestinationRegionId", "DestinationImageName", "DestinationDescription"],
  },
] as const satisfies { title: string; names: FieldName[] }[];

export const FIELD_NAMES: readonly FieldName[] = GROUPS.flatMap(({ names }) => [...names]);

/** What the catalog knows of a parameter, in the page's language. */
export type Field = {
  name: FieldName;
  title: string;
  help: string;
  placeholder: string;
  required: boolean;
  /** Takes the ID of a region. */
  isRegion: boolean;
  /** Free text, which gets more than one line. */
  isProse: boolean;
  /** In Unicode characters. */
  maxLength?: number;
};

/** The text in the locale, in English where there is no other. */
export function textIn(locale: Locale, text: Text | undefined): string {
  return text?.[locale] ?? text?.en ?? "";
}

/** Reads the five parameters out of the catalog. @throws EcdError `UnknownOperation` */
export function readFields(core: Core, locale: Locale): Map<FieldName, Field> {
  const { parameters } = core.describe(OPERATION);
  const fields = parameters.filter(isField).map((parameter) => toField(parameter, locale));
  return new Map(fields.map((field) => [field.name, field]));
}

function isField(parameter: Parameter): parameter is Parameter & { name: FieldName } {
  return (FIELD_NAMES as string[]).includes(parameter.name);
}

function toField(parameter: Parameter & { name: FieldName }, locale: Locale): Field {
  const { name, title, description, example, format } = parameter;
  const rules: Constraints = { ...parameter.schema, ...parameter.documented };
  const isRegion = format === "regionId";
  return {
    name,
    title: textIn(locale, title) || name,
    help: textIn(locale, description),
    placeholder: String(example ?? ""),
    required: rules.required === true,
    isRegion,
    isProse: rules.maxLength !== undefined && rules.allowedCharacters === undefined,
    ...(rules.maxLength === undefined ? {} : { maxLength: rules.maxLength }),
  };
}
