#!/usr/bin/env node
// Makes the catalogs of src/catalog/data from a facts file and supplement.json, and reports what
// changed against the committed ones. The format is described in src/catalog/README.md.
//
//   node scripts/make-catalog.mjs <facts.json> [--check]
//
// --check writes nothing and exits with 1 if a catalog would change; 2 stands for bad input.

import { readFileSync, writeFileSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "catalog", "data");
const CATALOGS = { full: "ecd.ndjson", family: "image_family.ndjson" };

class FactsError extends Error {}
const fail = (where, message) => {
  throw new FactsError(`${where}: ${message}`);
};

// ---------------------------------------------------------------- tables

const CHINESE = "\u4E00-\u9FFF";
const LATIN = ["A-Z", "a-z"];
const NAME_MARKS = ["0-9", ":", "_", "-"];

const STARTS_WITH = new Map([["letter-or-chinese", [...LATIN, CHINESE]]]);

// `letters` is completed below: where the first character may be Chinese, so may the others.
const ALLOWED_CHARACTERS = new Map([
  ["letters (Latin or Chinese) digits : _ -", { letters: [...LATIN, CHINESE], more: NAME_MARKS }],
  ["letters digits : _ -", { letters: LATIN, more: NAME_MARKS }],
]);

// The published regular expressions: what is checked is the set of characters they stand for.
const PATTERNS = new Map([
  [
    "^([^\\x00-\\xff]|[\\w.,;/@\\n-])+$",
    ["0-9", ...LATIN, "_", ".", ",", ";", "/", "@", "\n", "-", "\u0100-\u{10FFFF}"],
  ],
]);

const NUMERIC = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"];
// The order in which constraints are written.
const CONSTRAINTS = [
  "required", ...NUMERIC, "enum", "startsWith", "allowedCharacters", "forbiddenPrefixes",
  "forbiddenSubstrings", "differsFrom", "pattern",
];
const NOT_CONSTRAINTS = ["default", "format", "enumMeta2024"];

// Sources that state what the service's schema says although a person wrote the entry down.
const SCHEMA_BY_HAND = new Set([
  "hand: A; T text",
  "hand: A+T",
  "hand: A,M (schema 0..500); T,M text (max 100, default 10)",
  "hand: M (maxItems 50); T text says 20",
  "hand: M (maxItems 50); T text says 10",
]);
const KNOWN_SOURCE = /^(sdk attribute|meta|text|old text|hand:) ?/;

const TYPES = ["string", "integer", "number", "boolean", "array", "object", "any"];
const FORMATS = ["int32", "int64", "float", "double", "date-time"];
const FIELD_KEYS = new Set([
  "name", "in", "type", "format", "style", "required", "docRequired", "requiredInMeta2024",
  "description", "example", "constraints", "constraintSources", "items", "properties", "notes",
  "nullable", "additionalProperties",
  // Known and not carried: origin of `style`, a reading of the texts, a name inside the SDK.
  "styleFrom", "derivedPattern", "model",
]);

// Region IDs of another service.
const FOREIGN_REGIONS = new Set(["OssBucketRegionId"]);

// ---------------------------------------------------------------- small helpers

const text = (en, zh) => (zh ? { en, zh } : { en });
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// Facts end statements with letters for their sources: "(T, M)", "(G: user guide …)".
const withoutSources = (line) => line.replace(/ \((?:[TMAGP]\b)[^)]*\)/g, "");

// Empty lists, empty objects and undefined say nothing and are left out.
const saysNothing = (value) =>
  value === undefined ||
  (value !== null && typeof value === "object" && Object.keys(value).length === 0);
const compact = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => !saysNothing(value)));

function inOrder(constraints) {
  const present = CONSTRAINTS.filter((key) => constraints[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, constraints[key]]));
}

// ---------------------------------------------------------------- constraints

function charactersOf(key, value, field, where) {
  if (key === "startsWith") {
    return STARTS_WITH.get(value) ?? fail(where, `unknown startsWith text "${value}"`);
  }
  const found = ALLOWED_CHARACTERS.get(value) ?? fail(where, `unknown allowedChars text "${value}"`);
  const chinese = field.constraints.startsWith === "letter-or-chinese";
  return [...new Set([...found.letters, ...(chinese ? [CHINESE] : []), ...found.more])];
}

function isFromSchema(key, source, where) {
  if (!KNOWN_SOURCE.test(source ?? "")) fail(where, `no known source for "${key}": ${source}`);
  if (key === "enum") return false; // an open list in any case
  if (source.startsWith("sdk attribute") || source === "meta 2024-07-09") return true;
  return NUMERIC.includes(key) && SCHEMA_BY_HAND.has(source);
}

function checkValue(key, value, where) {
  const ok = NUMERIC.includes(key) ? Number.isFinite(value)
    : key === "enum" || key.startsWith("forbidden") ? Array.isArray(value) && value.length > 0
      : typeof value === "string";
  if (!ok) fail(where, `bad value of "${key}": ${JSON.stringify(value)}`);
}

// One constraint of the facts into schema or documented.
function addConstraint(into, key, value, field, where) {
  const plain = key.replace(/^documented(.)/, (_, first) => first.toLowerCase());
  const name = plain === "allowedChars" ? "allowedCharacters" : plain;
  if (!CONSTRAINTS.includes(name)) fail(where, `unknown constraint "${key}"`);
  checkValue(plain, value, where);
  const schema = plain === key && isFromSchema(key, field.constraintSources?.[key], where);
  const target = schema ? into.schema : into.documented;
  if (target[name] !== undefined && target[name] !== value) fail(where, `two values of "${name}"`);
  const characters = name === "startsWith" || name === "allowedCharacters";
  target[name] = characters ? charactersOf(plain, value, field, where) : value;
  if (name === "pattern") {
    target.allowedCharacters = PATTERNS.get(value) ?? fail(where, `unknown pattern ${value}`);
  }
}

function checkBounds(constraints, where) {
  for (const kind of ["Length", "imum", "Items"]) {
    const [low, high] = [constraints[`min${kind}`], constraints[`max${kind}`]];
    if (low > high) fail(where, `min${kind} ${low} is above max${kind} ${high}`);
  }
}

function constraintsOf(field, extra, where) {
  const into = { schema: {}, documented: { ...extra?.documented } };
  if (field.required) into.schema.required = true;
  if (field.docRequired) into.documented.required = true;
  for (const [key, value] of Object.entries(field.constraints)) {
    if (!NOT_CONSTRAINTS.includes(key)) addConstraint(into, key, value, field, where);
  }
  checkBounds(into.schema, where);
  checkBounds(into.documented, where);
  return { schema: inOrder(into.schema), documented: inOrder(into.documented) };
}

// ---------------------------------------------------------------- fields

function notesOf(field, extra) {
  const notes = extra?.notes ?? (field.notes ?? []).map(withoutSources);
  const other = field.constraints?.enumMeta2024;
  const values = field.additionalProperties;
  return [
    ...notes,
    ...(other ? [`Values in the metadata of 2024-07-09: ${other.join(", ")}`] : []),
    ...(field.requiredInMeta2024 ? ["Required in the metadata of 2024-07-09"] : []),
    ...(field.nullable ? ["May be null"] : []),
    ...(values ? [`Members have any name; each is of type ${values.format ?? values.type}`] : []),
  ];
}

function formatOf(name, field, context, where) {
  if (context.request && name?.endsWith("RegionId") && !FOREIGN_REGIONS.has(name)) {
    return "regionId";
  }
  const format = field.format ?? field.constraints?.format;
  if (format !== undefined && !FORMATS.includes(format)) fail(where, `unknown format "${format}"`);
  return format;
}

function checkField(field, where) {
  if (!isObject(field)) fail(where, "a field must be an object");
  if (!TYPES.includes(field.type)) fail(where, `unknown type "${field.type}"`);
  if (field.type === "array" && !field.items) fail(where, "an array without items");
  const strange = Object.keys(field).filter((key) => !FIELD_KEYS.has(key));
  if (strange.length) fail(where, `unknown keys ${strange.join(", ")}`);
}

// The facts as corrected by the supplement, where a text was read wrongly.
function corrected(field, correction) {
  const constraints = { ...field.constraints, ...correction?.set };
  for (const key of correction?.drop ?? []) {
    if (!(key in constraints)) fail("supplement", `a correction drops "${key}", which is not there`);
    delete constraints[key];
  }
  return { ...field, constraints };
}

// context: { operation, texts, corrections, request, used }; path is "" for the response itself.
function makeField(name, given, path, context) {
  const where = `${context.operation}${context.request ? "" : " answer"} ${path}`;
  checkField(given, where);
  const correction = context.corrections[path];
  const field = corrected(given, correction);
  const extra = context.texts[path];
  context.used.add(path);
  return compact({
    name,
    in: field.in === "query" ? undefined : field.in,
    type: field.type,
    format: formatOf(name, field, context, where),
    style: field.style === "repeatList" ? undefined : field.style,
    title: extra?.title,
    description: extra?.description ?? (field.description ? text(field.description) : undefined),
    example: field.example,
    default: field.constraints.default,
    ...constraintsOf(field, extra, where),
    items: field.items && makeField(undefined, field.items, `${path}[]`, context),
    properties: membersOf(field, path, context),
    notes: [...notesOf(field, extra), ...(correction?.note ? [correction.note] : [])],
  });
}

function membersOf(field, path, context) {
  const members = Object.entries(field.properties ?? {});
  return members.map(([name, member]) =>
    makeField(name, member, path ? `${path}.${name}` : name, context));
}

// ---------------------------------------------------------------- operations

const authorizationOf = ({ action, accessLevel, resource, confirmed }) =>
  action ? [{
    operation: action,
    accessLevel: accessLevel ?? "",
    resourceType: "*All Resources",
    resource,
    conditionKey: "none",
    associatedOperation: "none",
    confirmed: confirmed === true,
  }] : [];

// A token that the answer does not carry cannot be followed; a page number needs to know the end.
function pagingOf(operation) {
  const has = (name) => operation.parameters.some((parameter) => parameter.name === name);
  const answers = operation.response.properties ?? {};
  if (has("NextToken") && answers.NextToken) return "NextToken";
  if (has("PageNumber") && has("PageSize") && answers.TotalCount) return "PageNumber";
  return undefined;
}

function rulesOf(operation, extra) {
  const rules = extra.rules ?? (operation.rules ?? []).map((rule) => text(withoutSources(rule)));
  const unpublished = text("No documentation page is public; known from the SDK only");
  return operation.publicDoc ? rules : [...rules, unpublished];
}

const errorCodeOf = ({ httpStatus, code, message }) =>
  compact({ status: httpStatus ?? undefined, code, message });

// "RegionId" and "RequestId" mean the same nearly everywhere: one text serves where none is given.
function contextOf(name, request, extra, supplement) {
  const side = request ? "parameters" : "response";
  const common = extra.asOf || extra.summary ? supplement.common[side] : {};
  const corrections = supplement.corrections[name]?.[side] ?? {};
  const texts = { ...common, ...extra[side] };
  return { operation: name, request, texts, corrections, used: new Set(), own: extra[side] ?? {} };
}

function checkUsed(context) {
  for (const path of [...Object.keys(context.own), ...Object.keys(context.corrections)]) {
    if (!context.used.has(path)) {
      fail("supplement.json", `${context.operation} has no field "${path}"`);
    }
  }
}

function checkOperation(operation) {
  const where = `operation ${operation?.name}`;
  if (typeof operation?.name !== "string") fail(where, "no name");
  if (!Array.isArray(operation.parameters)) fail(where, "parameters must be a list");
  if (operation.response?.type !== "object") fail(where, "the response must be an object");
  if (!Array.isArray(operation.methods)) fail(where, "methods must be a list");
  if (!isObject(operation.ram)) fail(where, "ram must be an object");
}

function makeOperation(operation, supplement, asOf) {
  checkOperation(operation);
  const extra = supplement.operations[operation.name] ?? {};
  const request = contextOf(operation.name, true, extra, supplement);
  const answer = contextOf(operation.name, false, extra, supplement);
  const made = {
    name: operation.name,
    summary: extra.summary ?? text(operation.summary),
    description: extra.description,
    methods: [...operation.methods].sort().reverse(), // POST, as the SDKs send, before GET
    strict: extra.strict,
    authorization: authorizationOf(operation.ram),
    rules: rulesOf(operation, extra),
    parameters: operation.parameters.map((field) =>
      makeField(field.name, field, field.name, request)),
    response: makeField(undefined, operation.response, "", answer),
    example: extra.example,
    errorCodes: (operation.errorCodes ?? []).map(errorCodeOf),
    history: extra.history,
    asOf: extra.asOf ?? asOf,
    paging: pagingOf(operation),
  };
  checkUsed(request);
  checkUsed(answer);
  return compact(made);
}

// ---------------------------------------------------------------- service and files

const regionOf = ({ id, nameEn, nameZh, endpoint, vpcEndpoint }) =>
  compact({ id, name: text(nameEn, nameZh), endpoint, vpcEndpoint: vpcEndpoint ?? undefined });

const dateOf = (source) =>
  /\d{4}-\d\d-\d\d/.exec(source)?.[0] ?? fail("facts", `no date in "${source}"`);

function serviceOf(facts, supplement, asOf, operations) {
  const byId = (a, b) => (a.id < b.id ? -1 : 1);
  return {
    catalog: 1,
    product: facts.product,
    version: facts.version,
    title: supplement.service.title,
    style: facts.style,
    endpoint: facts.endpointPattern,
    asOf,
    errorCodesPage: supplement.service.errorCodesPage,
    troubleshootPage: supplement.service.troubleshootPage,
    regions: facts.regions.map(regionOf).sort(byId),
    operations: operations.map(({ name }) => name),
  };
}

function readJson(path, what) {
  let content;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    fail(what, `cannot be read (${error.code})`);
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    return fail(what, `is not JSON (${error.message})`);
  }
}

function checkFacts(facts) {
  const keys = ["product", "version", "style", "endpointPattern"];
  if (!isObject(facts)) fail("facts", "must be an object");
  for (const key of keys) if (typeof facts[key] !== "string") fail("facts", `no text "${key}"`);
  if (facts.product !== "ecd") fail("facts", `product is "${facts.product}", expected "ecd"`);
  for (const key of ["operations", "regions"]) {
    if (!Array.isArray(facts[key]) || !facts[key].length) fail("facts", `no list "${key}"`);
  }
  const names = facts.operations.map((operation) => operation?.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) fail("facts", `operation ${twice} is there twice`);
  if (!isObject(facts.asOf) || !facts.asOf.sdk) fail("facts", `no "asOf.sdk"`);
}

function checkSupplement(supplement, facts) {
  const known = new Set(facts.operations.map(({ name }) => name));
  const named = [supplement.family, Object.keys(supplement.operations),
    Object.keys(supplement.corrections)].flat();
  const gone = named.find((name) => !known.has(name));
  if (gone) fail("supplement.json", `the facts have no operation ${gone}`);
}

function makeCatalogs(facts, supplement) {
  checkFacts(facts);
  checkSupplement(supplement, facts);
  const dates = Object.values(facts.asOf).map(dateOf).sort();
  const asOf = dates[dates.length - 1];
  const made = facts.operations.map((one) => makeOperation(one, supplement, asOf))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const file = (operations) =>
    [serviceOf(facts, supplement, asOf, operations), ...operations]
      .map((line) => `${JSON.stringify(line)}\n`).join("");
  return {
    full: file(made),
    family: file(made.filter(({ name }) => supplement.family.includes(name))),
  };
}

// ---------------------------------------------------------------- report

const parse = (content) =>
  content.split("\n").filter(Boolean).slice(1).map((line) => JSON.parse(line));

// "path schema.maximum" → value, for every constraint of an operation, and the paths themselves.
function flatten(operation) {
  const flat = { parameters: new Set(), constraints: new Map() };
  const visit = (field, path) => {
    flat.parameters.add(path);
    for (const side of ["schema", "documented"]) {
      for (const [key, value] of Object.entries(field[side] ?? {})) {
        flat.constraints.set(`${path} ${side}.${key}`, JSON.stringify(value));
      }
    }
    if (field.items) visit(field.items, `${path}[]`);
    for (const member of field.properties ?? []) visit(member, `${path}.${member.name}`);
  };
  for (const field of operation.parameters ?? []) visit(field, field.name);
  return flat;
}

function compareOperation(before, after, say) {
  const [old, now] = [flatten(before), flatten(after)];
  for (const path of now.parameters) {
    if (!old.parameters.has(path)) say(`parameter added: ${after.name} ${path}`);
  }
  for (const path of old.parameters) {
    if (!now.parameters.has(path)) say(`parameter gone: ${after.name} ${path}`);
  }
  for (const key of new Set([...old.constraints.keys(), ...now.constraints.keys()])) {
    const [from, to] = [old.constraints.get(key) ?? "none", now.constraints.get(key) ?? "none"];
    if (from !== to) say(`constraint changed: ${after.name} ${key}: ${from} → ${to}`);
  }
}

function report(before, after, say) {
  const index = (content) => new Map(parse(content).map((one) => [one.name, one]));
  const [old, now] = [index(before), index(after)];
  for (const name of now.keys()) if (!old.has(name)) say(`operation added: ${name}`);
  for (const name of old.keys()) if (!now.has(name)) say(`operation gone: ${name}`);
  for (const [name, operation] of now) {
    if (old.has(name)) compareOperation(old.get(name), operation, say);
  }
}

function committed(file) {
  try {
    return readFileSync(join(DATA, file), "utf8");
  } catch {
    return ""; // the first time there is none
  }
}

function main(args) {
  const check = args.includes("--check");
  const [factsPath, ...rest] = args.filter((arg) => arg !== "--check");
  if (!factsPath || rest.length) fail("usage", "make-catalog.mjs <facts.json> [--check]");
  const supplement = readJson(join(DATA, "supplement.json"), "supplement.json");
  const made = makeCatalogs(readJson(factsPath, factsPath), supplement);
  report(committed(CATALOGS.full), made.full, (line) => console.log(line));
  let changed = false;
  for (const [key, file] of Object.entries(CATALOGS)) {
    const differs = committed(file) !== made[key];
    changed ||= differs;
    console.log(`${file}: ${differs ? "changed" : "unchanged"}`);
    if (differs && !check) writeFileSync(join(DATA, file), made[key]);
  }
  return check && changed ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FactsError)) throw error;
  console.error(`make-catalog: ${error.message}`);
  process.exitCode = 2;
}
