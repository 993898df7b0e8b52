// docs/emulator.md lists what the emulator really answers and takes.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const page = await read("docs/emulator.md");

/** Names of the rows of a section's table. */
const rowsOf = (section) => {
  const [, text] = page.split(`\n## ${section}\n`);
  const [rows] = text.split("\n## ");
  const cells = [...rows.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w.-]+)/g)].map(([, name]) => name));
};

/** Members of an exported type. */
async function membersOf(path, type) {
  const source = await read(path);
  const [, body] = source.split(`export type ${type} = {\n`);
  return [...body.split("\n};")[0].matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
}

test("every code of the emulator is documented with its status", async () => {
  const source = await read("npm/src/emulator/codes.ts");
  const codes = [...source.matchAll(/^ {2}"?([A-Z][A-Za-z.]+)"?: (\d{3}),$/gm)];
  assert.ok(codes.length >= 25);
  for (const [, code, status] of codes) {
    assert.ok(page.includes(`| \`${code}\` | ${status} |`), `${code} ${status}`);
  }
});

test("every documented code is one that the emulator or the core answers", async () => {
  const signing = await readdir(new URL("../../src/signing", import.meta.url));
  const sources = ["npm/src/emulator/codes.ts", ...signing.map((name) => `src/signing/${name}`)];
  const texts = (await Promise.all(sources.map(read))).join("\n");
  const codes = rowsOf("Error codes");
  assert.ok(codes.length >= 30);
  assert.deepEqual(codes, codes.toSorted());
  for (const code of codes) assert.match(texts, new RegExp(`\\b${code}\\b`), code);
});

for (const [section, path, type] of [
  ["Options", "npm/src/emulator/options.ts", "EmulatorOptions"],
  ["Faults", "npm/src/emulator/fault_rule.ts", "FaultRule"],
]) {
  test(`${section}: the table has every member of ${type} and no other`, async () => {
    const members = await membersOf(path, type);
    assert.ok(members.length >= 10);
    assert.deepEqual(rowsOf(section).toSorted(), members.toSorted());
  });
}

test("the table of operations has every one that is modelled and no other", async () => {
  const source = await read("npm/src/emulator/operations.ts");
  const names = [...source.matchAll(/^ {2}\["(\w+)", /gm)].map(([, name]) => name);
  const rows = [...page.split("\n## What it models\n")[1].matchAll(/^\| ([A-Z]\w+) \|/gm)];
  assert.deepEqual(rows.map(([, name]) => name).toSorted(), names.toSorted());
});
