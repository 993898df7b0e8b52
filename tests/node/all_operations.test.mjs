// Walks all operations: what keeps the rules passes and is on the wire as the official client has it;
// each rule broken in turn is reported with its code and place, as each profile wants it.
//   ECD_WALK_RUNS  sets of parameters per operation, default 50
//   ECD_WALK_SEED  repeats a run
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { loadCore } from "ecd-wasm/core";
import { loadCatalog } from "ecd-wasm/catalog";
import { mistakesOf } from "../support/mistakes.mjs";
import { parametersOf } from "../support/parameters.mjs";

const { OpenApiUtil } = createRequire(import.meta.url)("@alicloud/openapi-core");
const core = await loadCore();
await loadCatalog(core);

const numRuns = Number(process.env.ECD_WALK_RUNS ?? 50);
const seed = Number(process.env.ECD_WALK_SEED ?? Date.now() % 2 ** 31);
console.log(`ECD_WALK_SEED=${seed}`);

const operations = core.operations().map((name) => core.describe(name));
const regions = core.regions().map(({ id }) => id);
const shown = (value) => JSON.stringify(value, (_, each) =>
  typeof each === "bigint" ? `${each}n` : Number.isFinite(each) || typeof each !== "number" ? each : String(each));

// ---- on the wire

/** The parameters as the product's official client hands them to its core. */
function official({ parameters }, params) {
  const isLeftOut = (field) => field?.in === "host"; // only chooses the endpoint
  const entries = Object.entries(params).flatMap(([name, value]) => {
    const field = parameters.find((each) => each.name === name);
    if (isLeftOut(field)) return [];
    return [[name, field?.style === "json" ? JSON.stringify(value) : value]];
  });
  return OpenApiUtil.query(Object.fromEntries(entries));
}

function onTheWire({ url, body }) {
  const pairs = [...new URL(url).searchParams, ...new URLSearchParams(body ?? "")];
  const wire = Object.fromEntries(pairs);
  assert.equal(Object.keys(wire).length, pairs.length, "a name is there twice");
  return wire;
}

function assertPlaces({ parameters }, request) {
  const body = new URLSearchParams(request.body ?? "");
  for (const name of new Set([...body.keys()].map((key) => key.split(".")[0]))) {
    assert.equal(parameters.find((field) => field.name === name)?.in, "formData", name);
  }
  for (const name of new Set([...new URL(request.url).searchParams.keys()].map((key) => key.split(".")[0]))) {
    assert.equal(parameters.find((field) => field.name === name)?.in, undefined, name);
  }
}

function checkSet(operation, params) {
  const { name } = operation;
  assert.deepEqual(core.validate(name, params, { profile: "documented" }), []);
  const request = core.build(name, params, { regionId: "cn-hangzhou", method: operation.methods[0] });
  assert.deepEqual(onTheWire(request), { ...official(operation, params) });
  if (request.method === "POST") assertPlaces(operation, request);
}

// ---- broken rules

/** Every field below `fields` with its path and the value that stands there. */
function* placesOf(fields, object, path = []) {
  for (const field of fields) yield* placesOfField(field, object[field.name], [...path, field.name]);
}

function* placesOfField(field, value, path) {
  yield { field, path, value };
  if (field.type === "array") yield* placesOfField(field.items, value[0], [...path, 0]);
  if (field.type === "object") yield* placesOf(field.properties ?? [], value, path);
}

/** The object with `value` at `path`, or without what was there; nothing else is copied or changed. */
function changed(object, [step, ...rest], value) {
  const copy = Array.isArray(object) ? [...object] : { ...object };
  if (rest.length > 0) copy[step] = changed(object[step], rest, value);
  else if (value === undefined) delete copy[step];
  else copy[step] = value;
  return copy;
}

const onWire = (path) => path.map((step) => (typeof step === "number" ? step + 1 : step)).join(".");

/** What a profile makes of a broken rule. */
function severityIn(profile, { side, open }, { strict }) {
  if (side === "safety") return "error";
  if (profile === "off") return undefined;
  if (side === "schema" && !open) return "error";
  if (profile === "schema") return undefined;
  const isError = profile === "documented" || strict === true;
  return isError && !open ? "error" : "warning";
}

function checkMistake(operation, params, path, mistake, fieldOf) {
  const { name } = operation;
  const { code, side, value } = mistake;
  const wrong = changed(params, path, value);
  const says = `${name} ${onWire(path)} ${side} ${code} ${shown(value)?.slice(0, 200)}`;
  const isHere = (issue) => shown(issue.path) === shown(path);
  // What the schema refused is not said again with the documentation's words.
  const bySchema = core.validate(name, wrong, { profile: "schema" }).filter((issue) => isHere(issue));
  if (side === "documented" && bySchema.length > 0) return false;
  for (const profile of ["default", "documented", "schema", "off"]) {
    const issues = core.validate(name, wrong, { profile });
    const found = issues.find((issue) => isHere(issue) && issue.code === code);
    assert.equal(found?.severity, severityIn(profile, mistake, operation), `${says} in ${profile}: ${shown(issues)}`);
    assert.ok(issues.every((issue) => shown(issue.path).startsWith(shown(path).slice(0, -1))), `${says}: ${shown(issues)}`);
    if (found) assert.ok(found.message.length > 5 && !/\{|undefined/.test(found.message), found.message);
    const alone = core.validateParameter(name, onWire(path), value, { params: wrong, profile });
    assert.deepEqual(alone, issues, `${says}: validateParameter`);
  }
  return true;
}

function checkMistakes(operation) {
  const complete = parametersOf(operation, { regions, complete: true });
  const [params] = fc.sample(complete, { numRuns: 1, seed });
  assert.deepEqual(core.validate(operation.name, params, { profile: "documented" }), [], shown(params));
  const counts = { reported: 0, shadowed: 0 };
  for (const { field, path, value } of placesOf(operation.parameters, params)) {
    // An item of a list cannot be missing.
    const isItem = typeof path.at(-1) === "number";
    for (const mistake of mistakesOf(field, value, seed)) {
      if (isItem && mistake.value === undefined) continue;
      ++counts[checkMistake(operation, params, path, mistake) ? "reported" : "shadowed"];
    }
  }
  return counts;
}

const sum = { reported: 0, shadowed: 0, sets: 0 };

for (const operation of operations) {
  test(`${operation.name}: what keeps the rules passes, and is sent as the official client sends it`, () => {
    const check = (params) => { checkSet(operation, params); ++sum.sets; };
    fc.assert(fc.property(parametersOf(operation, { regions }), check), { numRuns, seed });
  });
  test(`${operation.name}: each rule broken in turn is reported`, () => {
    const { reported, shadowed } = checkMistakes(operation);
    sum.reported += reported;
    sum.shadowed += shadowed;
  });
}

test("all of them", (context) => {
  context.diagnostic(`${sum.sets} sets, ${sum.reported} broken rules, ${sum.shadowed} more that a stricter rule hides`);
  assert.equal(operations.length, 295);
  assert.ok(sum.reported > 10_000);
});
