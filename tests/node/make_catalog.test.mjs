// scripts/make-catalog.mjs on small facts of its own: what it writes, what it reports, what it refuses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/make-catalog.mjs", import.meta.url));
const data = mkdtempSync(join(tmpdir(), "ecd-make-catalog-test-"));
after(() => rmSync(data, { recursive: true, force: true }));

const parameter = (name, constraints = {}, sources = {}) =>
  ({ name, in: "query", type: "string", constraints, constraintSources: sources });
const operation = (name, ...parameters) => ({
  name,
  summary: `What ${name} does`,
  methods: ["GET", "POST"],
  publicDoc: true,
  ram: {},
  parameters,
  response: { type: "object", properties: { RequestId: { type: "string", constraints: {} } } },
});
const length = (maximum) => parameter("Name", { maxLength: maximum }, { maxLength: "text" });
const factsOf = (...operations) => ({
  product: "ecd",
  version: "2020-09-30",
  style: "RPC",
  endpointPattern: "ecd.{regionId}.aliyuncs.com",
  asOf: { sdk: "2026-01-05 somewhere" },
  regions: [{ id: "cn-hangzhou", nameEn: "Hangzhou", nameZh: "杭州", endpoint: "ecd.cn-hangzhou.aliyuncs.com" }],
  operations,
});
const BEFORE = factsOf(operation("Stays", length(10), parameter("Old")), operation("Goes"));
const AFTER = factsOf(operation("Comes"), operation("Stays", { ...length(12), required: true }, parameter("New")));
const CHANGES = [
  "operation added: Comes",
  "operation gone: Goes",
  "parameter of Stays added: New",
  "parameter of Stays gone: Old",
  "constraint changed: Stays Name documented.maxLength: 10 → 12",
  "constraint changed: Stays Name schema.required: none → true",
];
const FILES = ["ecd.ndjson", "image_family.ndjson"];

writeFileSync(join(data, "supplement.json"), JSON.stringify({
  service: { title: { en: "Desktops", zh: "桌面" } },
  family: ["Stays"],
  common: { parameters: {}, response: {} },
  corrections: {},
  operations: {},
}));

function make(facts, ...flags) {
  const path = join(data, "facts.json");
  writeFileSync(path, typeof facts === "string" ? facts : JSON.stringify(facts));
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, path, "--data", data, ...flags], { encoding: "utf8" });
  return { status, lines: stdout.trimEnd().split("\n"), stderr };
}
const catalogs = () => FILES.map((name) => readFileSync(join(data, name), "utf8"));

test("what changed is reported: operations and parameters that came and went, constraints", () => {
  const first = make(BEFORE);
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(first.lines, [
    "operation added: Goes", "operation added: Stays", "ecd.ndjson: written", "image_family.ndjson: written",
  ]);
  assert.deepEqual(make(BEFORE, "--check"), { status: 0, lines: ["nothing changed"], stderr: "" });

  const before = catalogs();
  const checked = make(AFTER, "--check");
  assert.equal(checked.status, 1);
  assert.deepEqual(checked.lines.slice(0, -2).sort(), CHANGES.sort());
  assert.deepEqual(checked.lines.slice(-2), FILES.map((name) => `${name}: would change`));
  assert.deepEqual(catalogs(), before);

  const written = make(AFTER);
  assert.equal(written.status, 0);
  assert.deepEqual(written.lines.slice(0, -2).sort(), CHANGES.sort());
  assert.deepEqual(make(AFTER).lines, ["nothing changed"]);
});

test("each catalog has its operations, sorted, with the sizes of their lines", () => {
  make(AFTER);
  const names = catalogs().map((text) => {
    const [first, ...lines] = text.trimEnd().split("\n");
    assert.deepEqual(JSON.parse(first).sizes, lines.map((line) => Buffer.byteLength(line)));
    return lines.map((line) => JSON.parse(line).name);
  });
  assert.deepEqual(names, [["Comes", "Stays"], ["Stays"]]);
});

test("facts that it does not understand are refused, and nothing is written", () => {
  make(BEFORE);
  const before = catalogs();
  const [stays, goes] = BEFORE.operations;
  const refused = {
    "no JSON": ["{", /facts\.json: /],
    "another product": [{ ...BEFORE, product: "ecs" }, /product is "ecs"/],
    "no regions": [{ ...BEFORE, regions: [] }, /no list "regions"/],
    "an operation twice": [factsOf(stays, stays), /operations\[1\]\.name is missing or there twice/],
    "an operation of the supplement is gone": [factsOf(goes), /the facts have no operation Stays/],
    "an unknown type": [factsOf(stays, operation("New", { ...parameter("A"), type: "text" })), /New A: unknown type "text"/],
    "an unknown key": [factsOf(stays, operation("New", { ...parameter("A"), colour: "red" })), /unknown key "colour"/],
    "an unknown source": [factsOf(stays, operation("New", parameter("A", { maxLength: 1 }))), /no known source for "maxLength"/],
    "bounds the wrong way round": [
      factsOf(stays, operation("New", parameter("A", { minLength: 2, maxLength: 1 }, { minLength: "text", maxLength: "text" }))),
      /minLength 2 is above maxLength 1/,
    ],
    "a sentence about characters that is not known": [
      factsOf(stays, operation("New", parameter("A", { allowedChars: "runes" }, { allowedChars: "text" }))),
      /unknown text about characters: runes/,
    ],
  };
  for (const [what, [facts, reason]] of Object.entries(refused)) {
    const { status, stderr } = make(facts);
    assert.equal(status, 2, what);
    assert.match(stderr, reason);
  }
  assert.deepEqual(catalogs(), before);
});
