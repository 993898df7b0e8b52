// docs/emulator.md lists what the emulator really answers.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

test("every code of the emulator is documented with its status", async () => {
  const source = await read("npm/src/emulator/codes.ts");
  const page = await read("docs/emulator.md");
  const codes = [...source.matchAll(/^ {2}"?([A-Z][A-Za-z.]+)"?: (\d{3}),$/gm)];
  assert.ok(codes.length >= 20);
  for (const [, code, status] of codes) {
    assert.ok(page.includes(`| \`${code}\` | ${status} |`), `${code} ${status}`);
  }
});
