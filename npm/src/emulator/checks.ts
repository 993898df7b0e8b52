import { isPlainObject } from "../core/internal.js";

/**
 * What is wrong with a value, as the rest of a sentence that begins with its name; undefined:
 * nothing. It never repeats the value, which may be a secret.
 */
export type Check = (value: unknown) => string | undefined;

/** @param what completes "must be …" */
export function must(what: string, fits: (value: unknown) => boolean): Check {
  return (value) => (fits(value) ? undefined : ` must be ${what}`);
}

/** An object with these members; an undefined one counts as left out. */
export function record(
  members: Record<string, Check>,
  { required = [], open = false }: { required?: readonly string[]; open?: boolean } = {},
): Check {
  return (value) => {
    if (!isPlainObject(value)) return " must be an object";
    const missing = required.find((name) => value[name] === undefined);
    if (missing !== undefined) return `.${missing} is missing`;
    return firstWrong(Object.entries(value), ([name, member]) => {
      const check = Object.hasOwn(members, name) ? members[name] : undefined;
      if (check === undefined) return open ? undefined : `.${name} is not known`;
      const wrong = member === undefined ? undefined : check(member);
      return wrong && `.${name}${wrong}`;
    });
  };
}

/** An object whose members all pass one check, whatever their names. */
export function mapOf(check: Check): Check {
  return (value) => {
    if (!isPlainObject(value)) return " must be an object";
    return firstWrong(Object.entries(value), ([name, member]) => {
      const wrong = check(member);
      return wrong && `.${name}${wrong}`;
    });
  };
}

export function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return " must be a list";
    return firstWrong([...value.entries()], ([i, item]) => {
      const wrong = check(item);
      return wrong && `[${i}]${wrong}`;
    });
  };
}

function firstWrong<Item>(
  items: readonly Item[],
  check: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const wrong = check(item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

export const TEXT = must("a text", (value) => typeof value === "string");
export const FILLED_TEXT = must(
  "a text that is not empty",
  (v) => typeof v === "string" && v !== "",
);
export const BOOLEAN = must("true or false", (value) => typeof value === "boolean");
export const TRUE = must("true", (value) => value === true);
export const COUNT = must("an integer from 0", (value) => isInteger(value) && value >= 0);
export const POSITIVE = must("an integer from 1", (value) => isInteger(value) && value >= 1);
export const MILLISECONDS = must(
  "a number of milliseconds from 0",
  (value) => typeof value === "number" && value >= 0 && value < Infinity,
);
export const FUNCTION = must("a function", (value) => typeof value === "function");

/** One of some texts. */
export function oneOf(...choices: string[]): Check {
  return must(`one of ${choices.join(", ")}`, (value) => choices.includes(value as string));
}
