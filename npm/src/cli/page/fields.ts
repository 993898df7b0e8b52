import type { Field, Locale } from "../../core/internal.js";
import type { Output } from "../output.js";
import { wrap } from "../text_width.js";
import { constraintTexts } from "./constraints.js";
import { inLanguage, WORDS } from "./words.js";

/** How fields are written. */
export type FieldStyle = {
  out: Output;
  locale: Locale;
  width: number;
  strict: boolean;
  isRequest: boolean;
};

const INDENT = "  ";

/** `array of string` */
function typeOf({ type, items }: Field): string {
  return type === "array" && items ? `array of ${items.type}` : type;
}

function requirement(field: Field, { locale, strict }: FieldStyle): string {
  const words = WORDS[locale];
  if (field.schema?.required || (strict && field.documented?.required)) return words.required;
  return field.documented?.required ? words.requiredByDocumentation : words.optional;
}

/** `Example: cn-hangzhou`, and so on, for what a field has. */
function details(field: Field, { locale, strict }: FieldStyle): string[] {
  const words = WORDS[locale];
  const rules = constraintTexts(field, locale, strict);
  const labelled: [string, unknown][] = [
    [words.constraints, rules.length > 0 ? rules.join("; ") : undefined],
    [words.unit, field.unit],
    [words.defaultValue, field.default],
    [words.example, field.example],
  ];
  return labelled.flatMap(([label, value]) =>
    value === undefined
      ? []
      : [`${label}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`],
  );
}

function ownLines(name: string, field: Field, style: FieldStyle): string[] {
  const { out, locale, width, isRequest } = style;
  const kind = isRequest ? `${typeOf(field)}, ${requirement(field, style)}` : typeOf(field);
  const texts = [inLanguage(field.description, locale), ...details(field, style)].filter(
    (text) => text !== "",
  );
  const lines = texts.flatMap((text) => wrap(text, width - 2 * INDENT.length));
  return [
    `${INDENT}${out.paint(["bold", "cyan"], name)}  ${out.paint("dim", kind)}`,
    ...lines.map((line) => INDENT + INDENT + line),
  ];
}

/** Fields with their members, each under its full name: `Tag.N.Key` as parameters are given, `Images[].Name` as answers are read. */
export function fieldLines(fields: readonly Field[], style: FieldStyle, prefix = ""): string[] {
  return fields.flatMap((field) => {
    const name = prefix + (field.name ?? "");
    const members =
      field.type === "array" ? (field.items?.properties ?? []) : (field.properties ?? []);
    const inside =
      field.type !== "array" ? `${name}.` : style.isRequest ? `${name}.N.` : `${name}[].`;
    return [...ownLines(name, field, style), ...fieldLines(members, style, inside)];
  });
}
