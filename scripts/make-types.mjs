// Makes npm/src/generated/operations.ts, the types of all operations, from src/catalog/data/ecd.ndjson.
// npm/scripts/build.mjs runs it; the file is not committed, for it says nothing that the catalog does not.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The words of `ecd describe`, so that a rule is called the same everywhere. */
async function loadConstraintTexts() {
  const entryPoints = [join(ROOT, "npm/src/cli/page/constraints.ts")];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
  const module = Buffer.from(outputFiles[0].contents).toString("base64");
  return (await import(`data:text/javascript;base64,${module}`)).constraintTexts;
}
const constraintTexts = await loadConstraintTexts();

// ---- comments

/** A text that can stand in a comment: nothing ends it, nothing is a tag. */
const harmless = (text) =>
  text.replace(/\s+/g, " ").replaceAll("*/", "*\\/").replace(/(^|\s)@/g, "$1\\@").replace(/[{}]/g, "\\$&").trim();

const sentence = (text) => (/[.!?:…。]$/.test(text) ? text : `${text}.`);

function comment(lines, indent) {
  if (lines.length === 0) return "";
  const [first] = lines;
  if (lines.length === 1) return `${indent}/** ${first} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

const code = (text) => `\`${text.replaceAll("`", "'").replaceAll("*/", "*\\/").replace(/\s+/g, " ")}\``;

/** What the type does not say: meaning, rules, unit, default, example. */
function fieldLines(field, strict) {
  const rules = constraintTexts(field, "en", strict);
  const requirement = field.schema?.required ? ["Required."]
    : field.documented?.required ? ["Required by the documentation."] : [];
  return [
    ...(field.description ? [sentence(harmless(field.description.en))] : []),
    ...requirement,
    ...(rules.length ? [`Constraints: ${sentence(harmless(rules.join("; ")))}`] : []),
    ...(field.unit ? [`Unit: ${sentence(harmless(field.unit))}`] : []),
    ...(field.default === undefined ? [] : [`Default: ${code(String(field.default))}.`]),
    ...(field.example ? [`Example: ${code(field.example)}.`] : []),
  ];
}

// ---- types

const INDENT = "  ";
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const literals = (values) => values.map((value) => JSON.stringify(String(value))).join(" | ");

/** Documented lists are open: they complete in an editor and refuse nothing. */
function textType(field) {
  const known = field.schema?.enum ?? field.documented?.enum;
  return known ? `${literals(known)} | Text` : "string";
}

const REQUEST = { integer: "Integer", number: "Decimal", boolean: "Flag" };
const ANSWER = { integer: "number", number: "number", boolean: "boolean" };

function typeOf(field, side, indent) {
  switch (field.type) {
    case "string": return textType(field);
    case "array": return `${side.list}<${typeOf(field.items, side, indent)}>`;
    case "object": return field.properties ? membersType(field.properties, side, indent) : "Record<string, unknown>";
    case "any": return "unknown";
    default: return side.scalars[field.type];
  }
}

function membersType(fields, side, indent) {
  const inner = indent + INDENT;
  const members = fields.map((field) => {
    const type = typeOf(field, side, inner);
    const member = side.isRequired(field) ? `${key(field.name)}: ${type}` : `${key(field.name)}?: ${type}${side.orAbsent}`;
    return `${comment(fieldLines(field, side.strict), inner)}${inner}${member};\n`;
  });
  return `{\n${members.join("")}${indent}}`;
}

/** A client may have a region of its own, so RegionId may be left out of a call. */
const fromClient = ({ schema: _, ...field }) => ({ ...field, default: "regionId of the client" });

const request = ({ strict = false }) => ({
  scalars: REQUEST,
  list: "ReadonlyArray",
  orAbsent: " | undefined",
  strict,
  isRequired: ({ schema, documented }) => Boolean(schema?.required || (strict && documented?.required)),
});

/** Answers. The service leaves out what is empty, and nothing says what is always there. */
const answer = { scalars: ANSWER, list: "Array", orAbsent: "", strict: true, isRequired: () => false };

function operationText(operation) {
  const { name, summary, description, parameters, response } = operation;
  const texts = [summary, description].flatMap((text) => (text ? [sentence(harmless(text.en))] : []));
  const given = parameters.map((field) => (field.name === "RegionId" ? fromClient(field) : field));
  const params = membersType(given, request(operation), INDENT.repeat(2));
  const result = membersType(response.properties ?? [], answer, INDENT.repeat(2));
  return `${comment(texts, INDENT)}${INDENT}${name}: {\n    params: ${params};\n    result: ${result};\n  };\n`;
}

const HEADER = `/** Parameters and answers of all operations. Made by scripts/make-types.mjs; changes are overwritten. */

/** A safe integer, a BigInt or decimal digits. */
export type Integer = number | bigint | \`\${bigint}\`;

/** A number, or its decimal digits. */
export type Decimal = number | bigint | \`\${number}\`;

export type Flag = boolean | "true" | "false";

/** Any text; beside literals, so that editors still complete those. */
export type Text = string & Record<never, never>;

/** Operations by name: what a call takes (\`params\`) and what it answers (\`result\`). */
export interface Operations {
`;

/** Writes the file. */
export function makeTypes() {
  const lines = readFileSync(join(ROOT, "src/catalog/data/ecd.ndjson"), "utf8").trimEnd().split("\n").slice(1);
  const text = `${HEADER}${lines.map((line) => operationText(JSON.parse(line))).join("")}}\n`;
  const folder = join(ROOT, "npm/src/generated");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "operations.ts"), text);
}
