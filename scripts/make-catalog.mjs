#!/usr/bin/env node
// Makes the catalogs of src/catalog/data from a facts file and supplement.json, and reports what
// changed against the committed ones. The format is described in src/catalog/README.md.
//   node scripts/make-catalog.mjs <facts.json> [--check] [--data FOLDER]
// --check writes nothing and exits with 1 if a catalog would change; 2 stands for bad input. FOLDER
// stands in for src/catalog/data.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { catalogText } from "./catalog_lines.mjs";
import { report } from "./catalog_report.mjs";

const DATA = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "catalog", "data");
const CATALOGS = { full: "ecd.ndjson", family: "image_family.ndjson" };
class FactsError extends Error {}
function fail(where, message) {
  throw new FactsError(`${where}: ${message}`);
}

// ---- tables

const CHINESE = "\u4E00-\u9FFF";
const LATIN = ["A-Z", "a-z"];
const MARKS = ["0-9", ":", "_", "-"];

// What the facts say about characters, and the published regular expressions: what is checked is
// the set of characters they stand for.
const CHARACTERS = new Map([
  ["letter-or-chinese", [...LATIN, CHINESE]],
  ["letters (Latin or Chinese) digits : _ -", [...LATIN, CHINESE, ...MARKS]],
  ["letters digits : _ -", [...LATIN, ...MARKS]],
  ["^([^\\x00-\\xff]|[\\w.,;/@\\n-])+$",
    [...LATIN, "0-9", "_", ".", ",", ";", "/", "@", "\n", "-", "\u0100-\u{10FFFF}"]],
]);

const NUMERIC = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"];
// The order in which constraints are written.
const CONSTRAINTS = [
  "required", ...NUMERIC, "enum", "startsWith", "allowedCharacters", "forbiddenPrefixes",
  "forbiddenSubstrings", "differsFrom", "pattern",
];
const NOT_CONSTRAINTS = ["default", "format", "enumMeta2024"];

// Sources that state what the service's schema says although a person wrote the entry down.
const SCHEMA_BY_HAND = /^hand: (A[,;+]|M \(maxItems )/;
const KNOWN_SOURCE = /^(sdk attribute|meta|text|old text|hand:) ?/;

const TYPES = ["string", "integer", "number", "boolean", "array", "object"];
const FORMATS = ["int32", "int64", "float", "double", "date-time"];
const FIELD_KEYS = new Set([
  "name", "in", "type", "format", "style", "required", "docRequired", "requiredInMeta2024",
  "description", "example", "constraints", "constraintSources", "items", "properties", "notes",
  "nullable", "additionalProperties",
  // Known and not carried: origin of `style`, a reading of the texts, a name inside the SDK.
  "styleFrom", "derivedPattern", "model",
]);

const FOREIGN_REGIONS = new Set(["OssBucketRegionId"]); // of another service

// ---- small helpers

const text = (en, zh) => (zh ? { en, zh } : { en });
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// Facts end statements with letters for their sources: "(T, M)", "(G: user guide …)".
const withoutSources = (line) => line.replace(/ \((?:[TMAGP]\b)[^)]*\)/g, "");

// Empty lists, empty objects and undefined say nothing and are left out, but for these.
const ALWAYS = ["authorization", "parameters"];
const says = (value) =>
  typeof value === "object" ? Object.keys(value ?? {}).length > 0 : value !== undefined;
const compact = (object) => Object.fromEntries(
  Object.entries(object).filter(([key, value]) => ALWAYS.includes(key) || says(value)));
const inOrder = (constraints) =>
  compact(Object.fromEntries(CONSTRAINTS.map((key) => [key, constraints[key]])));

// ---- constraints

function charactersOf(value, field, where) {
  const found = CHARACTERS.get(value) ?? fail(where, `unknown text about characters: ${value}`);
  // Where the first character may be Chinese, "letters" mean Chinese ones too.
  const chinese = field.constraints.startsWith === "letter-or-chinese";
  return chinese && value.startsWith("letters ") ? [...LATIN, CHINESE, ...MARKS] : found;
}

function isFromSchema(key, source, where) {
  if (!KNOWN_SOURCE.test(source ?? "")) fail(where, `no known source for "${key}": ${source}`);
  if (key === "enum") return false; // an open list in any case
  if (source.startsWith("sdk attribute") || source === "meta 2024-07-09") return true;
  return NUMERIC.includes(key) && SCHEMA_BY_HAND.test(source);
}

function checkValue(key, value, where) {
  const list = key === "enum" || key.startsWith("forbidden");
  const ok = list ? Array.isArray(value) && value.length > 0
    : NUMERIC.includes(key) ? Number.isFinite(value) : typeof value === "string";
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
  target[name] = characters ? charactersOf(value, field, where) : value;
  if (name === "pattern") target.allowedCharacters = charactersOf(value, field, where);
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
  for (const side of ["schema", "documented"]) checkBounds(into[side], where);
  return { schema: inOrder(into.schema), documented: inOrder(into.documented) };
}

// ---- fields

function notesOf(field, extra) {
  const notes = extra?.notes ?? (field.notes ?? []).map(withoutSources);
  const other = field.constraints.enumMeta2024;
  const values = field.additionalProperties;
  return [
    ...notes,
    ...(other ? [`Values in the metadata of 2024-07-09: ${other.join(", ")}`] : []),
    ...(field.requiredInMeta2024 ? ["Required in the metadata of 2024-07-09"] : []),
    ...(field.nullable ? ["May be null"] : []),
    ...(values ? [`Members have any name; each is ${values.format ?? values.type}`] : []),
  ];
}

function formatOf(name, field, context, where) {
  const isRegion = context.request && name?.endsWith("RegionId") && !FOREIGN_REGIONS.has(name);
  if (isRegion) return "regionId";
  const format = field.format ?? field.constraints?.format;
  if (format !== undefined && !FORMATS.includes(format)) fail(where, `unknown format "${format}"`);
  return format;
}

function checkField(field, where) {
  if (!isObject(field)) fail(where, "a field must be an object");
  if (!TYPES.includes(field.type)) fail(where, `unknown type "${field.type}"`);
  if (field.type === "array" && !field.items) fail(where, "an array without items");
  const strange = Object.keys(field).find((key) => !FIELD_KEYS.has(key));
  if (strange) fail(where, `unknown key "${strange}"`);
}

// The facts as corrected by the supplement, where a text was read wrongly.
function corrected(field, correction) {
  const constraints = { ...field.constraints, ...correction?.set };
  for (const key of correction?.drop ?? []) {
    if (!(key in constraints)) fail("supplement.json", `a correction drops "${key}": not there`);
    delete constraints[key];
  }
  return { ...field, constraints };
}

// Every answer has a RequestId; what one looks like is told where the texts are written by hand.
const exampleOf = (field, path, { request, byHand }) =>
  (path === "RequestId" && !request && !byHand ? undefined : field.example);

// context: see contextOf; path is "" for the response itself.
function makeField(name, given, path, context) {
  const where = `${context.operation}${context.request ? "" : " answer"} ${path}`;
  checkField(given, where);
  const correction = context.corrections[path];
  const extra = context.texts[path];
  const field = corrected(given, correction);
  context.unused.delete(path);
  return compact({
    name,
    type: field.type,
    format: formatOf(name, field, context, where),
    example: exampleOf(field, path, context),
    in: field.in === "query" ? undefined : field.in,
    style: field.style === "repeatList" ? undefined : field.style,
    title: extra?.title,
    description: extra?.description ?? (field.description ? text(field.description) : undefined),
    default: field.constraints.default,
    ...constraintsOf(field, extra, where),
    items: field.items && makeField(undefined, field.items, `${path}[]`, context),
    properties: Object.entries(field.properties ?? {}).map(([key, member]) =>
      makeField(key, member, path ? `${path}.${key}` : key, context)),
    notes: [...notesOf(field, extra), ...(correction?.note ? [correction.note] : [])],
  });
}

// ---- operations

const NO_RESOURCES = {
  resourceType: "*All Resources", resource: "*", conditionKey: "none", associatedOperation: "none",
};
const authorizationOf = ({ action, accessLevel, resource, confirmed }) => (action ? [
  { operation: action, accessLevel: accessLevel ?? "", ...NO_RESOURCES, resource, confirmed },
] : []);

// A token that the answer does not carry cannot be followed; a page number needs to know the end.
function pagingOf(operation) {
  const has = (name) => operation.parameters.some((parameter) => parameter.name === name);
  const answers = operation.response.properties ?? {};
  if (has("NextToken") && answers.NextToken) return "NextToken";
  const numbered = has("PageSize") && answers.TotalCount;
  return numbered ? ["PageNumber", "PageNum"].find(has) : undefined;
}

const UNPUBLISHED = "No documentation page is public; known from the SDKs only";
function rulesOf(operation, extra) {
  const rules = extra.rules ?? (operation.rules ?? []).map((rule) => text(withoutSources(rule)));
  return operation.publicDoc ? rules : [...rules, text(UNPUBLISHED)];
}

// "RegionId" and "RequestId" mean the same nearly everywhere: one text serves where none is given.
function contextOf(name, side, extra, supplement) {
  const byHand = name in supplement.operations;
  const common = byHand ? supplement.common[side] : {};
  const corrections = supplement.corrections[name]?.[side] ?? {};
  const own = new Set([...Object.keys(extra[side] ?? {}), ...Object.keys(corrections)]);
  const texts = { ...common, ...extra[side] };
  const request = side === "parameters";
  return { operation: name, request, byHand, texts, corrections, unused: own };
}

function checkOperation(operation) {
  const { name, summary, parameters, methods, response, ram } = operation;
  if (typeof summary !== "string") fail(name, "no summary");
  if (!Array.isArray(parameters)) fail(name, "parameters must be a list");
  if (!Array.isArray(methods)) fail(name, "methods must be a list");
  if (response?.type !== "object") fail(name, "the response must be an object");
  if (!isObject(ram)) fail(name, "ram must be an object");
}

// Whether a call changes nothing, so that it may be sent again: by its name, which the service keeps to,
// but for tickets, which open a session.
const isRead = (name) => /^(Describe|List|Query|Get)/.test(name) && !name.endsWith("Ticket");

function makeOperation(operation, supplement, asOf) {
  checkOperation(operation);
  const extra = supplement.operations[operation.name] ?? {};
  const request = contextOf(operation.name, "parameters", extra, supplement);
  const answer = contextOf(operation.name, "response", extra, supplement);
  const made = {
    name: operation.name,
    methods: [...operation.methods].sort().reverse(), // POST, as the SDKs send, before GET
    authorization: authorizationOf(operation.ram),
    asOf: extra.asOf ?? asOf,
    summary: extra.summary ?? text(operation.summary),
    description: extra.description,
    strict: extra.strict,
    read: isRead(operation.name) || undefined,
    rules: rulesOf(operation, extra),
    parameters: operation.parameters.map((field) =>
      makeField(field?.name, field, field?.name, request)),
    response: makeField(undefined, operation.response, "", answer),
    example: extra.example,
    errorCodes: (operation.errorCodes ?? []).map(({ httpStatus, code, message }) =>
      compact({ status: httpStatus ?? undefined, code, message })),
    history: extra.history,
    paging: pagingOf(operation),
  };
  for (const path of [...request.unused, ...answer.unused]) {
    fail("supplement.json", `${operation.name} has no field "${path}"`);
  }
  return compact(made);
}

// ---- service and files

const regionOf = ({ id, nameEn, nameZh, endpoint, vpcEndpoint }) =>
  compact({ id, name: text(nameEn, nameZh), endpoint, vpcEndpoint: vpcEndpoint ?? undefined });

const by = (key) => (a, b) => (a[key] < b[key] ? -1 : 1);
function serviceOf(facts, { service }, asOf, all) {
  const { product, version, style, endpointPattern: endpoint, regions } = facts;
  const { title, ...pages } = service;
  return {
    catalog: 1, product, version, title, style, endpoint, asOf, ...pages,
    regions: regions.map(regionOf).sort(by("id")),
    allOperations: all,
  };
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return fail(path, error.code ? `cannot be read (${error.code})` : error.message);
  }
}

function checkList(facts, key, id) {
  if (!Array.isArray(facts[key]) || !facts[key].length) fail("facts", `no list "${key}"`);
  const ids = facts[key].map((one) => one?.[id]);
  const bad = ids.findIndex((one, at) => typeof one !== "string" || ids.indexOf(one) !== at);
  if (bad >= 0) fail("facts", `${key}[${bad}].${id} is missing or there twice: ${ids[bad]}`);
}

function checkFacts(facts) {
  if (!isObject(facts)) fail("facts", "must be an object");
  const missing = ["product", "version", "style", "endpointPattern"].find((key) => !facts[key]);
  if (missing) fail("facts", `no text "${missing}"`);
  if (facts.product !== "ecd") fail("facts", `product is "${facts.product}", expected "ecd"`);
  checkList(facts, "operations", "name");
  checkList(facts, "regions", "id");
}

function checkSupplement(supplement, facts) {
  const { family, operations, corrections } = supplement;
  const known = new Set(facts.operations.map(({ name }) => name));
  const gone = [...family, ...Object.keys({ ...operations, ...corrections })]
    .find((name) => !known.has(name));
  if (gone) fail("supplement.json", `the facts have no operation ${gone}`);
}

function makeCatalogs(facts, supplement) {
  checkFacts(facts);
  checkSupplement(supplement, facts);
  const [asOf] = /^\d{4}-\d\d-\d\d/.exec(facts.asOf?.sdk) ?? fail("facts", "no date in asOf.sdk");
  const made = facts.operations.map((one) => makeOperation(one, supplement, asOf));
  made.sort(by("name"));
  const file = (operations, all) =>
    catalogText(serviceOf(facts, supplement, asOf, all), operations.map((one) => JSON.stringify(one)));
  const family = made.filter(({ name }) => supplement.family.includes(name));
  return { full: file(made), family: file(family, made.map(({ name }) => name)) };
}

// ---- the command

// Nothing the first time.
const committed = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

function optionsOf(args) {
  const usage = "make-catalog.mjs <facts.json> [--check] [--data FOLDER]";
  try {
    const options = { check: { type: "boolean" }, data: { type: "string", default: DATA } };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return positionals.length === 1 ? { ...values, facts: positionals[0] } : fail("usage", usage);
  } catch {
    return fail("usage", usage);
  }
}

function main(args) {
  const { check, data, facts } = optionsOf(args);
  const made = makeCatalogs(readJson(facts), readJson(join(data, "supplement.json")));
  for (const line of report(committed(join(data, CATALOGS.full)), made.full)) console.log(line);
  const files = Object.entries(CATALOGS).map(([key, file]) => ({ path: join(data, file), content: made[key] }));
  const changed = files.filter(({ path, content }) => committed(path) !== content);
  for (const { path, content } of changed) {
    console.log(`${basename(path)}: ${check ? "would change" : "written"}`);
    if (!check) writeFileSync(path, content);
  }
  if (!changed.length) console.log("nothing changed");
  return check && changed.length ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FactsError)) throw error;
  console.error(`make-catalog: ${error.message}`);
  process.exitCode = 2;
}
