// The cases of tests/vectors/stages.ndjson, in Node.js.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { loadCatalog } from "ecd-wasm/catalog";
import { loadCore } from "ecd-wasm/core";
import { loadStages, readStages, runStage } from "../support/stages.mjs";

const core = await loadCore();
await loadCatalog(core);
const pkg = { core, EcdClient, stages: await loadStages() };
const cases = readStages();

test("there are stages, and only an endpoint of another product is left out", () => {
  assert.ok(cases.length >= 58);
  const left = cases.filter(({ stage }) => stage === "endpoint").map(({ name }) => name);
  assert.deepEqual(left, ["endpoint-regional"]);
});

for (const one of cases.filter(({ stage }) => stage !== "endpoint")) {
  test(`stage ${one.name}`, async () => {
    const texts = await runStage(pkg, one);
    const names = Object.keys(one.expected);
    assert.ok(names.length > 0);
    for (const name of names) assert.equal(texts[name], one.expected[name], name);
  });
}
