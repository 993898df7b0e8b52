import type { Field } from "../core/internal.js";
import { UsageError } from "./cli_errors.js";
import type { Context, Flags } from "./command.js";
import { readText } from "./text_file.js";

/** The flag of every command that takes parameters. */
export const PARAMS_FLAG = {
  params: {
    type: "string",
    value: "FILE",
    help: "parameters as a JSON object; - reads them from stdin",
  },
} as const satisfies Flags;

/** A text, or the members of a nested parameter, or the texts of one that was given several times. */
type Given = string[] | Map<string, Given>;

/** Puts `Tag.1.Key` in its place. */
function place(root: Map<string, Given>, name: string, value: string): void {
  const steps = name.split(".");
  const last = steps.pop()!;
  let node = root;
  for (const step of steps) {
    const next = node.get(step) ?? new Map<string, Given>();
    if (!(next instanceof Map))
      throw new UsageError(`--${name}: ${step} is given as a whole as well`);
    node.set(step, next);
    node = next;
  }
  const there = node.get(last) ?? [];
  if (there instanceof Map) throw new UsageError(`--${name}: its members are given as well`);
  node.set(last, [...there, value]);
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // The parser's message quotes the value, which may be a password.
    throw new UsageError(`${name}: this is not JSON text`);
  }
}

/** One text as the type says. What does not spell that type stays a text: the core names what is wrong. */
function scalar(field: Field | undefined, value: string): unknown {
  if (field?.type === "integer" && /^-?\d+$/.test(value)) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);
  }
  if (field?.type === "number" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (field?.type === "boolean" && /^(true|false)$/.test(value)) return value === "true";
  return value;
}

/** Texts of one name: one, or for an array each an element. */
function fromTexts(name: string, field: Field | undefined, texts: string[]): unknown {
  const [first = ""] = texts;
  if (texts.length === 1 && field?.type === "array" && first.trimStart().startsWith("["))
    return parseJson(name, first);
  if (field?.type === "array") return texts.map((each) => fromTexts(name, field.items, [each]));
  if (texts.length > 1) throw new UsageError(`--${name} is given twice`);
  if (field?.type === "object") return parseJson(name, first);
  return scalar(field, first);
}

/** The name of a member as it is written on the command line. */
function memberName(name: string, key: string): string {
  return name === "" ? key : `${name}.${key}`;
}

function fromMembers(name: string, field: Field | undefined, members: Map<string, Given>): unknown {
  const entries = [...members];
  if (field?.type === "array" && entries.every(([key]) => /^[1-9]\d*$/.test(key))) {
    entries.sort(([a], [b]) => Number(a) - Number(b));
    return entries.map(([key, given]) => valueOf(memberName(name, key), field.items, given));
  }
  const values = entries.map(([key, given]) => {
    const member = field?.properties?.find((each) => each.name === key);
    return [key, valueOf(memberName(name, key), member, given)];
  });
  return Object.fromEntries(values);
}

function valueOf(name: string, field: Field | undefined, given: Given): unknown {
  return given instanceof Map ? fromMembers(name, field, given) : fromTexts(name, field, given);
}

/** The JSON object of a file, `-` being stdin. */
async function readObject(
  path: string,
  context: Pick<Context, "stdin" | "signal">,
): Promise<object> {
  const value = parseJson("--params", await readText(path, context, "--params: "));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError("--params: this is not a JSON object");
}

/**
 * The parameters of a call: those of `--params`, and over them those given by name, as the types of
 * the catalog read them. @throws UsageError
 */
export async function readParameters(
  fields: readonly Field[],
  context: Pick<Context, "parameters" | "stdin" | "signal"> & {
    values: { params?: string | undefined };
  },
): Promise<object> {
  const root = new Map<string, Given>();
  for (const [name, value] of context.parameters) place(root, name, value);
  const { params } = context.values;
  const base = params === undefined ? {} : await readObject(params, context);
  return {
    ...base,
    ...(fromMembers("", { type: "object", properties: [...fields] }, root) as object),
  };
}
