// The places where the official packages and we disagree really are such, and docs/signing.md names them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadCatalog } from "ecd-wasm/catalog";
import { loadCore } from "ecd-wasm/core";
import { disagreements } from "../support/disagreements.mjs";

const core = await loadCore();
await loadCatalog(core);
const page = readFileSync(new URL("../../docs/signing.md", import.meta.url), "utf8");
const entries = Object.entries(disagreements(core));

for (const [name, { theirs, ours }] of entries) {
  test(`disagreement ${name}`, async () => {
    const [their, known] = theirs;
    const [our, expected] = ours;
    assert.deepEqual(await their(), known, "what comes out there");
    assert.deepEqual(await our(), expected, "what comes out here");
    assert.notDeepEqual(known, expected);
    assert.ok(page.includes(`| \`${name}\` |`), "docs/signing.md names it");
  });
}

test("docs/signing.md names no other", () => {
  const [, section] = page.split("\n## Where the npm packages differ\n");
  const named = [...section.split("\n## ")[0].matchAll(/^\| `([a-z-]+)` \|/gm)];
  assert.deepEqual(named.map(([, name]) => name).sort(), entries.map(([name]) => name).sort());
});
