// docs/signing.md against what there is: the files and cases it names, and the list of published vectors.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { readStages } from "../support/stages.mjs";
import { readVectors } from "../support/vectors.mjs";

const ROOT = new URL("../../", import.meta.url);
const FACTS = new URL("../shared/facts/signature-vectors.json", ROOT);
const noFacts = existsSync(FACTS)
  ? false
  : "the list of published vectors is not beside the project";

const page = readFileSync(new URL("docs/signing.md", ROOT), "utf8");
const section = (title) => page.split(`\n${title}\n`)[1].split("\n## ")[0];
const vectors = readVectors();
const stages = readStages();

/** Those that this module reproduces: it refuses the keys of the others. */
const rsa = readFileSync(new URL("tests/vectors/published-rsa.ndjson", ROOT), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter(({ expected }) => expected.error === undefined);

/** Published name → case. */
const cases = new Map([
  ...rsa.map((one) => [one.name, one]),
  ...stages.map((one) => [one.name, one]),
  ...vectors
    .filter(({ context }) => context.published)
    .map((vector) => [vector.context.published, vector]),
]);

/** The names of the rows of "Not reproduced, on purpose". */
function leftOut() {
  const rows = section("## Published vectors").matchAll(/^\| (`[^|]+) \|/gm);
  return [...rows].flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
}

test("every file that the page names is there", () => {
  const named = [...page.matchAll(/`((?:src|tests|npm|docs)\/[\w./-]+)`/g)].map(([, path]) => path);
  assert.ok(named.length > 30);
  for (const path of named) assert.ok(existsSync(new URL(path, ROOT)), path);
});

test("every case that pins a decision is there", () => {
  const known = new Set([...vectors.map(({ name }) => name), ...stages.map(({ name }) => name)]);
  const rows = section("## Where sources disagree").match(/^\| .* \|$/gm);
  const decisions = rows.filter((row) => !/^\| (?:point|---) \|/.test(row));
  assert.ok(decisions.length >= 29);
  for (const row of decisions) {
    const [pins] = row.split(" | ").slice(-1);
    const names = [...pins.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    assert.ok(names.length > 0 || pins.includes("tests/"), row);
    for (const name of names) assert.ok(known.has(name), `${name} of ${row}`);
  }
});

test("what is left out is no case", () => {
  const names = leftOut();
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(!cases.has(name), name);
});

/** The published outcome of a vector as its case has it. */
const STAGE_TEXTS = {
  acs3: ({ canonicalRequest, ...expected }) => ({
    ...expected,
    canonicalRequestWithoutPayloadLine: canonicalRequest.replace(/\n[^\n]*$/, ""),
  }),
  hash: ({ hex }) => ({ signature: hex }),
  hmac: ({ hex, base64 }) => ({ signature: hex ?? base64 }),
  parameters: ({ query }, published) => {
    const values = Object.fromEntries(new URLSearchParams(query));
    if (typeof published.output !== "string") return { output: values };
    const [[, written] = []] = [...new URLSearchParams(query)];
    const forms = [query, query.replace(/^Value=/, ""), written];
    return { output: forms.find((form) => form === published.output) };
  },
  path: ({ path }) => ({ output: path }),
  endpoint: ({ host }) => ({ output: host }),
  retryAfter: ({ milliseconds }) => ({ output: milliseconds && Number(milliseconds) }),
};

function outcomeOf(one, published) {
  if (one.stage)
    return (STAGE_TEXTS[one.stage] ?? ((expected) => expected))(one.expected, published);
  const { canonicalRequest, stringToSign, signature, signedRequest } = one;
  return {
    ...{ canonicalRequest, stringToSign, signature, canonicalQueryString: canonicalRequest },
    hashedCanonicalRequest: stringToSign.split("\n")[1],
    authorization: signedRequest.match(/^authorization: (.*)$/m)?.[1],
  };
}

test("each published vector is a case, or left out by name", { skip: noFacts }, () => {
  const published = JSON.parse(readFileSync(FACTS, "utf8"));
  assert.equal(published.length, 77);
  const without = new Set(leftOut());
  for (const { name, expected } of published) {
    if (without.delete(name)) continue;
    const one = cases.get(name);
    assert.ok(one, `${name} is neither a case nor named in docs/signing.md`);
    const outcome = outcomeOf(one, expected);
    // The Authorization header of a single stage is its signature once more.
    const { authorization, ...texts } = expected;
    if (!one.stage) assert.equal(outcome.authorization, authorization, name);
    for (const [text, value] of Object.entries(texts)) {
      assert.deepEqual(outcome[text], value, `${name}: ${text}`);
    }
    cases.delete(name);
  }
  assert.deepEqual([...without], [], "left out, and not published");
  assert.deepEqual([...cases.keys()], [], "cases that nobody published");
});
