// The rules of an operation in the words of other validators: as much as each can say, errors only,
// numbers and booleans as such (this package takes their spellings as text too).
import Ajv from "ajv";
import * as v from "valibot";
import { z } from "zod";
import { rulesOf } from "../support/parameters.mjs";

const INT32 = [-(2 ** 31), 2 ** 31 - 1];
const isWhole = ({ type }) => type === "integer";
const finite = (bound) => (Number.isFinite(bound) ? bound : undefined);

/** First character, characters and forbidden beginnings as one regular expression. */
function patternOf(field) {
  const { startsWith, allowed, prefixes } = rulesOf(field);
  if (field.format === "regionId") return "^[a-z]{2,10}(-[a-z0-9]{1,20}){0,4}$";
  if (startsWith.length + allowed.length + prefixes.length === 0) return undefined;
  const set = (ranges) => `[${ranges.map((range) => (range === "-" ? "\\-" : range)).join("")}]`;
  const first = startsWith[0] ? set(startsWith[0]) : "";
  const rest = allowed[0] ? set(allowed[0]) : "[^]";
  return `^${prefixes.length > 0 ? `(?!${prefixes.join("|")})` : ""}${first}${rest}*$`;
}

function numbersOf(field) {
  const { value: [least, most] } = rulesOf(field);
  const [low, high] = field.format === "int32" ? INT32 : [-Infinity, Infinity];
  return [finite(Math.max(least, low)), finite(Math.min(most, high))];
}

const defined = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
const isRequired = (field) => rulesOf(field).required;

function jsonSchema(field) {
  const { length: [minLength, maxLength], items: [minItems, maxItems] } = rulesOf(field);
  const [minimum, maximum] = numbersOf(field);
  switch (field.type) {
    case "string": return defined({ type: "string", minLength, maxLength: finite(maxLength), pattern: patternOf(field) });
    case "integer":
    case "number": return defined({ type: field.type, minimum, maximum });
    case "array": return defined({ type: "array", items: jsonSchema(field.items), minItems, maxItems: finite(maxItems) });
    case "object": return {
      type: "object",
      properties: Object.fromEntries(field.properties.map((each) => [each.name, jsonSchema(each)])),
      required: field.properties.filter(isRequired).map(({ name }) => name),
      additionalProperties: false,
    };
    default: return { type: field.type };
  }
}

const shapeOf = (field, make, optional) => Object.fromEntries(field.properties.map((each) =>
  [each.name, isRequired(each) ? make(each) : optional(make(each))]));

function zodSchema(field) {
  const { length: [minLength, maxLength], items: [minItems, maxItems] } = rulesOf(field);
  const [least, most] = numbersOf(field);
  const bounded = (schema, low, high) => {
    const above = low === undefined || low === 0 && !isWhole(field) ? schema : schema.min(low);
    return high === undefined ? above : above.max(high);
  };
  const pattern = patternOf(field);
  switch (field.type) {
    case "string": {
      const text = bounded(z.string(), minLength, finite(maxLength));
      return pattern ? text.regex(new RegExp(pattern, "u")) : text;
    }
    case "integer": return bounded(z.number().int(), least, most);
    case "number": return bounded(z.number(), least, most);
    case "boolean": return z.boolean();
    case "array": return bounded(z.array(zodSchema(field.items)), minItems, finite(maxItems));
    default: return z.strictObject(shapeOf(field, zodSchema, (schema) => schema.optional()));
  }
}

function valibotSchema(field) {
  const { length: [minLength, maxLength], items: [minItems, maxItems] } = rulesOf(field);
  const [least, most] = numbersOf(field);
  const pattern = patternOf(field);
  const pipe = (schema, ...actions) => {
    const stated = actions.filter(Boolean);
    return stated.length > 0 ? v.pipe(schema, ...stated) : schema;
  };
  const if_ = (bound, action) => (bound !== undefined && Number.isFinite(bound) ? action(bound) : undefined);
  switch (field.type) {
    case "string":
      return pipe(v.string(), if_(minLength || undefined, v.minLength), if_(maxLength, v.maxLength),
        pattern && v.regex(new RegExp(pattern, "u")));
    case "integer": return pipe(v.number(), v.integer(), if_(least, v.minValue), if_(most, v.maxValue));
    case "number": return pipe(v.number(), if_(least, v.minValue), if_(most, v.maxValue));
    case "boolean": return v.boolean();
    case "array":
      return pipe(v.array(valibotSchema(field.items)), if_(minItems || undefined, v.minLength), if_(maxItems, v.maxLength));
    default: return v.strictObject(shapeOf(field, valibotSchema, v.optional));
  }
}

/** {name: function of parameters → whether they are valid} */
export function otherValidators({ parameters }) {
  const whole = { type: "object", properties: parameters };
  const ajv = new Ajv({ allErrors: true }).compile(jsonSchema(whole));
  const [ofZod, ofValibot] = [zodSchema(whole), valibotSchema(whole)];
  return {
    "ajv, compiled": (params) => ajv(params),
    zod: (params) => ofZod.safeParse(params).success,
    valibot: (params) => v.safeParse(ofValibot, params).success,
  };
}
