// Catalog texts are data from outside: a wrong one is refused with line and reason, and changes nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadInternals } from "../../npm/dist/internal.js";

const core = await loadInternals();
const good = readFileSync(new URL("../../src/catalog/data/ecd.ndjson", import.meta.url));
const lines = good.toString().trimEnd().split("\n");
const { sizes, ...service } = JSON.parse(lines[0]);

const bytes = (text) => new TextEncoder().encode(text);
// The header gets the sizes of the lines; what is given as a text stays as it is.
const textOf = (header, ...operations) => {
  const lines = operations.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  const sizes = lines.map((line) => Buffer.byteLength(line));
  return [typeof header === "string" ? header : JSON.stringify({ sizes, ...header }), ...lines].join("\n");
};
const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);
const header = (changes) => textOf({ ...service, ...changes });

function assertStillWorks() {
  assert.equal(core.operations().length, 9);
  assert.equal(core.regions().length, 24);
  assert.ok(core.validate("CopyImage", {}).length > 0);
  assert.ok(core.build("DescribeRegions", { RegionId: "cn-hangzhou" }).url);
}

const REFUSED = {
  "no text": ["", /line 1: the text is empty/],
  "half a service line": [lines[0].slice(0, 40), /line 1: JSON text not valid at byte 41/],
  "cut off between lines": [lines.slice(0, 100).join("\n"), /line 101: does not end where "sizes" says/],
  "one line too many": [`${good}{}\n`, /line 297: has no size in line 1/],
  "another version": [header({ catalog: 2 }), /line 1: "catalog" must be the format version 1/],
  "a version in words": [header({ catalog: "1" }), /line 1: "catalog"/],
  "no version": [header({ catalog: undefined }), /line 1: "catalog"/],
  "a list": ["[]", /line 1: "catalog"/],
  "a null": ["null", /line 1: "catalog"/],
  "a product that is no text": [header({ product: 1 }), /line 1: "product" must be a text/],
  "regions that are no list": [header({ regions: {} }), /line 1: "regions" must be a list/],
  "a region that is no object": [header({ regions: ["cn-hangzhou"] }), /line 1: "id" must be a text/],
  "no regions, of another product": [header({ regions: undefined, product: "ecs" }), /line 1: has no "regions"/],
  "no regions, of another version": [header({ regions: [], version: "2030-01-01" }), /line 1: has no "regions"/],
  "sizes that are no list": [header({ sizes: 1 }), /line 1: "sizes" must be a list/],
  "a size that is none": [header({ sizes: [-1] }), /line 1: "sizes" must be a list of sizes/],
  "a size beyond the end": [header({ sizes: [4_000_000_000] }), /line 2: does not end/],
  "a size in the middle of a line": [textOf({ ...service, sizes: [5] }, { name: "A" }), /line 2: does not end/],
  "a line without a size": [textOf({ ...service, sizes: [] }, { name: "A" }), /line 2: has no size in line 1/],
  "lines out of order": [textOf(service, { name: "B" }, { name: "A" }), /line 3: is not sorted: A/],
  "an operation twice": [textOf(service, { name: "A" }, { name: "A" }), /line 3: is not sorted: A/],
  "a line that begins otherwise": [textOf(service, { title: "A" }), /line 2: does not begin with the name/],
  "a name of other characters": [textOf(service, { name: "A\u0000" }), /line 2: does not begin with the name/],
  "a name without an end": [textOf(service, '{"name":"A'), /line 2: does not begin with the name/],
  "deep": [`{"catalog":1,"x":${deep(100)}}`, /line 1: JSON text deeper than 64 levels/],
  "very deep": [`{"catalog":1,"x":${deep(1_000_000)}}`, /line 1: JSON text deeper than 64 levels/],
  "a byte order mark in the middle": [lines[0].replace('{"catalog"', '{\uFEFF"catalog"'), /line 1: JSON text not valid/],
};

for (const [name, [text, reason]] of Object.entries(REFUSED)) {
  test(`refused: ${name}`, () => {
    assert.throws(() => core.loadCatalog(bytes(text)), { code: "BadCatalog", message: reason });
    assertStillWorks();
  });
}

test("refused: bytes that are no UTF-8", () => {
  const broken = bytes(header({}));
  broken[broken.length - 3] = 0xff;
  assert.throws(() => core.loadCatalog(broken), { code: "BadCatalog", message: /line 1: JSON text not valid/ });
  assertStillWorks();
});

test("refused: enormous ones", () => {
  for (const size of [(8 << 20) + 1, 512 << 20]) {
    assert.throws(() => core.loadCatalog(new Uint8Array(size)), { code: "BadCatalog", message: /too large/ });
    assertStillWorks();
  }
  assert.throws(() => core.loadCatalog(new Uint8Array(8 << 20)), { code: "BadCatalog", message: /line 1/ });
  assertStillWorks();
});

test("refused: cut off anywhere in the service line or at a line's end", () => {
  const first = Buffer.byteLength(lines[0]);
  for (let length = 0; length < first; length += 97) {
    assert.throws(() => core.loadCatalog(good.subarray(0, length)), { code: "BadCatalog" });
  }
  for (let count = 1; count < lines.length; count += 13) {
    assert.throws(() => core.loadCatalog(bytes(lines.slice(0, count).join("\n"))), { code: "BadCatalog" });
  }
  assertStillWorks();
});

// Operations are read when they are first used, and so is what is wrong with them told.
const LINES = {
  '{"name":"Aa"}': /"methods" must be a list with at least one method/,
  '{"name":"Aa",': /JSON text not valid at byte 14/,
  '{"name":"Aa","methods":["POST"],"parameters":{}}': /"parameters" must be a list/,
  '{"name":"Aa","methods":["POST"],"parameters":[[]]}': /"field" must be an object/,
  '{"name":"Aa","methods":["POST"],"parameters":[{"type":"string"}]}': /"name" must be a text/,
  '{"name":"Aa","methods":["POST"],"parameters":[{"name":"P","type":"text"}]}': /"type"/,
  '{"name":"Aa","methods":["POST"],"parameters":[{"name":"P","schema":{"maxLength":1e300}}]}': /"maxLength" must be a count/,
  '{"name":"Aa","methods":["POST"],"parameters":[{"name":"P","schema":{"minimum":"1"}}]}': /"minimum" must be a number/,
  '{"name":"Aa","methods":["POST"],"parameters":[{"name":"P","schema":{"maximum":1e3}}]}': /"maximum" must be a number without an exponent/,
  [`{"name":"Aa","methods":["POST"],"x":${deep(64)}}`]: /deeper than 64 levels/,
};

test("refused when it is used: an operation that is wrong; the others are not touched", () => {
  for (const [line, reason] of Object.entries(LINES)) {
    const fine = '{"name":"Ab","methods":["POST"],"parameters":[]}';
    core.loadCatalog(bytes(textOf(service, line, fine)));
    const refusal = { code: "BadCatalog", message: /^catalog line 2: / };
    for (const use of [() => core.describe("Aa"), () => core.validate("Aa", {}), () => core.build("Aa", {})]) {
      assert.throws(use, refusal);
      assert.throws(use, { message: reason });
    }
    assert.deepEqual(core.validate("Ab", {}), []);
    assert.ok(core.validate("CopyImage", {}).length > 0);
  }
});
