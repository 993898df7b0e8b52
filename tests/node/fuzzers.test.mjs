// The fuzzers themselves run in scripts/test.sh; here, that none of the core's calls escapes them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

function callsIn(path) {
  const code = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  return new Set(Array.from(code.matchAll(/&Core::(\w+)/g), ([, name]) => name));
}

test("every call of the core is fuzzed", () => {
  const calls = callsIn("src/wasm/core_bindings.cpp");
  assert.ok(calls.size > 10);
  assert.deepEqual(callsIn("tests/fuzz/frame_fuzz.cpp"), calls);
});
