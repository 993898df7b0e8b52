// The declarations compile strictly, without the DOM, and say what a call takes and answers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DECLARATIONS = "npm/dist/types/generated/operations.d.ts";

test("calls are typed by the operation's name", (context) => {
  const started = performance.now();
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const { status, stdout } = spawnSync(tsc, ["-p", "tests/types"], { cwd: ROOT, encoding: "utf8" });
  context.diagnostic(`tsc --noEmit took ${((performance.now() - started) / 1000).toFixed(2)} s`);
  assert.equal(status, 0, stdout);
});

test("a client takes the fetch and the dispatchers of Node.js and of undici", () => {
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const project = ["-p", "tests/types/node.json"];
  const { status, stdout } = spawnSync(tsc, project, { cwd: ROOT, encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("every operation has its types, every parameter what the type does not say", () => {
  const text = readFileSync(join(ROOT, DECLARATIONS), "utf8");
  const names = [...text.matchAll(/^ {4}(\w+): \{$/gm)].map(([, name]) => name);
  const lines = readFileSync(join(ROOT, "src/catalog/data/ecd.ndjson"), "utf8").trimEnd().split("\n");
  assert.deepEqual(names, lines.slice(1).map((line) => JSON.parse(line).name));
  const copyImage = text.slice(text.indexOf("\n    CopyImage: {"), text.indexOf("\n    CreateADConnectorDirectory: {"));
  assert.match(copyImage, /Required\..*\n.*Constraints: 2 to 128 characters; .*\n.*Example: `Office_Shanghai`\./);
  assert.match(copyImage, /must not start with http:\/\/, https:\/\//);
});
