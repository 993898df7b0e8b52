// Parameters of any operation, generated from its description: all of them keep every rule, the
// documentation's too, and are spelt in all the ways that the wire allows.
import fc from "fast-check";

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const WIDTH = { int32: 2n ** 31n, int64: 2n ** 63n };

/** What both sides of a field state: the stricter bound, the characters that both allow. */
export function rulesOf({ schema = {}, documented = {} }) {
  const stated = (name) => [schema[name], documented[name]].filter((value) => value !== undefined);
  const most = (name) => stated(name).reduce((a, b) => Math.min(a, b), Infinity);
  const least = (name) => stated(name).reduce((a, b) => Math.max(a, b), -Infinity);
  return {
    required: stated("required").length > 0,
    length: [Math.max(least("minLength"), 0), most("maxLength")],
    items: [Math.max(least("minItems"), 0), most("maxItems")],
    value: [least("minimum"), most("maximum")],
    values: stated("enum").flat(),
    startsWith: stated("startsWith"),
    allowed: stated("allowedCharacters"),
    prefixes: stated("forbiddenPrefixes").flat(),
    substrings: stated("forbiddenSubstrings").flat(),
    differsFrom: documented.differsFrom,
  };
}

export function isIn(character, ranges) {
  return ranges.some((range) => {
    const [first, , last = first] = [...range];
    return character >= first && character <= last && character.length <= last.length;
  });
}

/** A character out of ranges: one of each kind is enough. */
function characterIn(lists) {
  const some = (range) => {
    const [first, , last = first] = [...range];
    const [low, high] = [first.codePointAt(0), last.codePointAt(0)];
    const inside = fc.integer({ min: low, max: high }).filter((code) => code < 0xd800 || code > 0xdfff);
    return inside.map((code) => String.fromCodePoint(code));
  };
  const [ranges = [" -~", "\0-\u{10ffff}"], ...others] = lists;
  return fc.oneof(...ranges.map(some)).filter((character) => others.every((other) => isIn(character, other)));
}

function isAllowed(text, { prefixes, substrings }) {
  return !prefixes.some((prefix) => text.startsWith(prefix)) && !substrings.some((each) => text.includes(each));
}

/** A text that keeps the rules; `length` in characters, else any that they allow. */
export function textOf(rules, length) {
  const [least, most] = rules.length;
  const min = length ?? Math.max(least, rules.required ? 1 : 0);
  const max = length ?? Math.min(most, min + 12);
  const rest = characterIn(rules.allowed);
  const first = characterIn([...rules.startsWith, ...rules.allowed]);
  const long = (shortest, longest) =>
    fc.tuple(first, fc.array(rest, { minLength: shortest - 1, maxLength: longest - 1 }))
      .map(([start, others]) => start + others.join(""));
  if (max === 0) return fc.constant("");
  const text = min === 0 ? fc.oneof({ weight: 1, arbitrary: fc.constant("") }, { weight: 9, arbitrary: long(1, max) }) : long(min, max);
  return text.filter((each) => isAllowed(each, rules));
}

function dates() {
  const [min, max] = [new Date("1971-01-01T00:00:00Z"), new Date("2100-01-01T00:00:00Z")];
  return fc.date({ min, max, noInvalidDate: true }).map((date) => `${date.toISOString().slice(0, 19)}Z`);
}

function strings(field, context) {
  const rules = rulesOf(field);
  if (field.format === "regionId") return fc.constantFrom(...context.regions);
  if (rules.values.length > 0) return fc.constantFrom(...rules.values.map(String));
  if (field.format === "date-time") return dates();
  return textOf(rules);
}

/** A number, a BigInt (JSON text has none) or its digits. */
function integers(field, { isJson }) {
  const { value: [least, most], values } = rulesOf(field);
  const width = WIDTH[field.format] ?? WIDTH.int64;
  const min = least === -Infinity ? -width : BigInt(least);
  const max = most === Infinity ? width - 1n : BigInt(most);
  const numbers = values.length > 0 ? fc.constantFrom(...values.map(BigInt)) : fc.bigInt({ min, max });
  return fc.tuple(numbers, fc.integer({ min: 0, max: 2 })).map(([number, spelling]) => {
    const isSafe = number <= SAFE && number >= -SAFE;
    if (spelling === 0 && isSafe) return Number(number);
    return spelling === 1 && !isJson ? number : String(number);
  });
}

/** Hundredths: JavaScript spells none of them with an exponent. */
function decimals(field) {
  const { value: [least, most] } = rulesOf(field);
  const [min, max] = [Math.max(least, -1e6), Math.min(most, 1e6)].map((bound) => Math.round(bound * 100));
  return fc.tuple(fc.integer({ min, max }), fc.boolean())
    .map(([hundredths, asText]) => (asText ? (hundredths / 100).toString() : hundredths / 100));
}

function lists(field, context) {
  const [least, most] = rulesOf(field).items;
  const minLength = Math.max(least, context.complete ? 1 : 0);
  return fc.array(values(field.items, context), { minLength, maxLength: Math.min(most, minLength + 2) });
}

/** A value of a field. With `complete` nothing optional is left out and no list is empty. */
export function values(field, context) {
  const inner = field.style === "json" ? { ...context, isJson: true } : context;
  switch (field.type) {
    case "string": return strings(field, inner);
    case "integer": return integers(field, inner);
    case "number": return decimals(field);
    case "boolean": return fc.constantFrom(true, false, "true", "false");
    case "array": return lists(field, inner);
    case "object": return members(field.properties ?? [], inner);
    default: return fc.jsonValue();
  }
}

function members(fields, context) {
  const model = Object.fromEntries(fields.map((field) => [field.name, values(field, context)]));
  const required = fields.filter((field) => context.complete || rulesOf(field).required);
  const record = fc.record(model, { requiredKeys: required.map(({ name }) => name), noNullPrototype: true });
  return record.filter((object) =>
    fields.every((field) => {
      const { differsFrom } = rulesOf(field);
      return differsFrom === undefined || object[field.name] !== object[differsFrom];
    }),
  );
}

/** Parameters of an operation. `regions` are the ids of the service's. */
export function parametersOf(operation, { regions, complete = false }) {
  return members(operation.parameters, { regions, complete, isJson: false });
}
