// Every way to break a rule of a field, with the issue that it must cause.
import fc from "fast-check";
import { isIn, rulesOf, textOf } from "./parameters.mjs";

const WRONG_TYPES = {
  string: [1, true, [], {}],
  integer: ["many", "1e3", "", 1.5, 2 ** 53, NaN, true, [1]],
  number: ["many", "1e3", "1.", Infinity, 1e21, {}],
  boolean: ["yes", "TRUE", 1, [true]],
  array: [{}, "a", 1],
  object: [[], "a", 1],
  any: [],
};
const TOO_WIDE = {
  int32: [2 ** 31, -(2 ** 31) - 1, "2147483648"],
  int64: [2n ** 63n, -(2n ** 63n) - 1n, "9223372036854775808"],
};

/** Of text, so that one that is too long, or whose characters are wrong, is nothing else as well. */
function sample(rules, length, seed) {
  return fc.sample(textOf(rules, length), { numRuns: 1, seed })[0];
}

const OUTSIDE = [..."1_-,@. !é~"];

/** A character that `ranges` leave out and `others` have, if there is one. */
const outside = (ranges, others) =>
  OUTSIDE.find((character) => !isIn(character, ranges) && others.every((other) => isIn(character, other)));

function* textMistakes(rules, broken, seed) {
  const { minLength, maxLength, startsWith, allowedCharacters } = broken;
  const free = { ...rules, required: false };
  const inside = Math.max(rules.length[0], 2);
  if (minLength > 1 || (minLength === 1 && !rules.required)) {
    yield { code: "minLength", value: sample(free, minLength - 1, seed) };
  }
  if (maxLength !== undefined) yield { code: "maxLength", value: sample(free, maxLength + 1, seed) };
  const start = startsWith && outside(startsWith, rules.allowed);
  if (start) yield { code: "startsWith", value: start + sample(free, inside, seed) };
  const others = rules.allowed.filter((ranges) => ranges !== allowedCharacters);
  const stranger = allowedCharacters && outside(allowedCharacters, others);
  if (stranger) yield { code: "allowedCharacters", value: sample(free, inside, seed) + stranger };
  for (const prefix of broken.forbiddenPrefixes ?? []) {
    yield { code: "forbiddenPrefix", value: prefix + sample(free, 1, seed) };
  }
  for (const substring of broken.forbiddenSubstrings ?? []) {
    yield { code: "forbiddenSubstring", value: sample(free, 1, seed) + substring };
  }
}

function* boundMistakes({ minimum, maximum }) {
  if (minimum !== undefined) yield { code: "minimum", value: minimum - 1 };
  if (maximum !== undefined) yield { code: "maximum", value: maximum + 1 };
}

function* itemMistakes({ minItems, maxItems }, valid) {
  const items = (count) => Array.from({ length: count }, () => valid[0]);
  if (minItems > 0) yield { code: "minItems", value: items(minItems - 1) };
  if (maxItems !== undefined) yield { code: "maxItems", value: items(maxItems + 1) };
}

function* enumMistakes(field, rules, broken, seed) {
  if (!broken.enum) return;
  const known = new Set(broken.enum.map(String));
  const isNumber = field.type === "integer" || field.type === "number";
  const [least, most] = rules.value;
  const free = { ...rules, values: [], required: true };
  const candidates = field.type === "boolean" ? [true, false]
    : isNumber ? Array.from({ length: 2000 }, (_, i) => Math.max(least, 0) + i).filter((number) => number <= most)
    : fc.sample(textOf(free), { numRuns: 20, seed });
  const value = candidates.find((candidate) => !known.has(String(candidate)));
  if (value !== undefined) yield { code: "enum", value, open: true };
}

function* sideMistakes(field, side, valid, seed) {
  const rules = rulesOf(field);
  const broken = field[side] ?? {};
  if (broken.required) {
    yield { code: "required", value: undefined };
    if (field.type === "string") yield { code: "required", value: "" };
  }
  if (field.type === "string") yield* textMistakes(rules, broken, seed);
  if (field.type === "array") yield* itemMistakes(broken, valid);
  yield* boundMistakes(broken);
  yield* enumMistakes(field, rules, broken, seed);
}

/**
 * {code, side, value}: what to put in the field's place (undefined: nothing) and what is then wrong.
 * `side` tells which profiles say so; `open` rules are never more than warnings. `valid` is a value
 * that keeps all rules.
 */
export function* mistakesOf(field, valid, seed) {
  for (const value of WRONG_TYPES[field.type]) {
    // An empty text is missing where something is required.
    if (value === "" && rulesOf(field).required) continue;
    // What no request can hold is wrong in every profile.
    const isSendable = typeof value !== "number" || (Number.isFinite(value) && !String(value).includes("e"));
    yield { code: "type", side: isSendable ? "schema" : "safety", value };
  }
  for (const value of TOO_WIDE[field.format] ?? []) yield { code: "format", side: "schema", value };
  if (field.format === "date-time") yield { code: "format", side: "documented", value: "yesterday" };
  if (field.format === "regionId") {
    yield { code: "pattern", side: "safety", value: "evil.example/#" };
    yield { code: "unknownRegion", side: "documented", value: "xx-nowhere", open: true };
  }
  for (const side of ["schema", "documented"]) {
    for (const mistake of sideMistakes(field, side, valid, seed)) yield { side, ...mistake };
  }
}
