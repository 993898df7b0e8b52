// Random calls through the official clients, caught before they reach a socket: `verify` accepts what
// they send, and `signRequest` signs the same. Seed and length as in differential.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadCore } from "ecd-wasm/core";
import * as any from "../support/arbitraries.mjs";
import { canonicalQuery, encode } from "../support/independent_signer.mjs";
import { sentByCore, sentByPopRoa, sentByPopRpc } from "../support/official_requests.mjs";

const core = await loadCore();
const seed = Number(process.env.ECD_DIFFERENTIAL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env.ECD_DIFFERENTIAL_RUNS ?? 20_000);
assert.ok(Number.isInteger(seed) && Number.isInteger(runs) && runs > 0);

const HOST = "ecd.cn-hangzhou.aliyuncs.com";

/** Set by every signer for itself; the rest of the headers are given to ours as they were sent. */
const OWN_HEADERS = [
  "authorization",
  "x-acs-action",
  "x-acs-version",
  "x-acs-date",
  "x-acs-signature-nonce",
];
OWN_HEADERS.push("x-acs-content-sha256", "x-acs-accesskey-id", "x-acs-security-token", "date");
OWN_HEADERS.push("x-acs-signature-method", "x-acs-signature-version", "content-length");

async function check(t, share, arbitrary, predicate) {
  const numRuns = Math.ceil(runs * share);
  t.diagnostic(`seed ${seed}, ${numRuns} runs`);
  await fc.assert(fc.asyncProperty(arbitrary, predicate), { seed, numRuns });
}

/** What `verify` finds in a request that an official client sent just now. */
function verified(sent, { accessKeyId, accessKeySecret }) {
  const verdict = core.verify(sent, {
    secretOf: (id) => (id === accessKeyId ? { accessKeyId, accessKeySecret } : undefined),
  });
  assert.equal(verdict.ok, true, JSON.stringify(verdict));
  return verdict;
}

/** Whether a name stands in the query and in the form: `verify` takes each name once. */
function namesOneTwice({ url, headers, body }) {
  const isForm = headers["content-type"] === "application/x-www-form-urlencoded";
  const form = new URLSearchParams(isForm ? Buffer.from(body ?? []).toString() : "");
  const names = [...new URL(url).searchParams.keys(), ...form.keys()];
  return new Set(names).size < names.length;
}

/** The same request, signed by us with the same date and nonce. */
function signedAgain(sent, call, options) {
  const kept = Object.entries(sent.headers).filter(([name]) => !OWN_HEADERS.includes(name));
  const { body } = sent;
  return core.signRequest(
    {
      method: sent.method,
      url: sent.url,
      headers: Object.fromEntries(kept),
      body: body === null || body.length === 0 ? null : new Uint8Array(body),
    },
    { credentials: call.credentials, action: call.action, version: call.version, ...options },
  );
}

const common = { credentials: any.credentials, action: any.filled, version: any.filled };
const query = any.dictionary(
  any.word.filter((name) => name !== "Signature"),
  any.text.filter((value) => value !== ""),
);

test("@alicloud/openapi-core over ACS3", async (t) => {
  const call = fc.record({
    ...common,
    query,
    method: fc.constantFrom("POST", "PUT", "DELETE"),
    pathname: any.pathOf(encode),
    content: fc.oneof(
      fc.record({
        reqBodyType: fc.constant("json"),
        body: any.dictionary(any.word, any.jsonValue, 3),
      }),
      fc.record({
        reqBodyType: fc.constant("formData"),
        body: any.dictionary(any.word, any.value, 3),
      }),
      fc.record({ reqBodyType: fc.constant("byte"), body: any.text }),
      fc.record({ reqBodyType: fc.constant("json"), body: fc.constant(undefined) }),
    ),
    signatureAlgorithm: fc.constantFrom("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"),
  });
  await check(t, 0.02, call, async ({ content, ...given }) => {
    const style = given.pathname === "/" ? "RPC" : "ROA";
    const sent = await sentByCore({ host: HOST, style, ...given, ...content });
    if (namesOneTwice(sent)) {
      const verdict = core.verify(sent, { secretOf: () => given.credentials });
      assert.equal(verdict.code, "InvalidParameter");
    } else {
      assert.equal(verified(sent, given.credentials).operation, given.action);
    }
    const signed = signedAgain(sent, given, {
      algorithm: given.signatureAlgorithm,
      date: sent.headers["x-acs-date"],
      nonce: sent.headers["x-acs-signature-nonce"],
    });
    assert.equal(signed.headers.authorization, sent.headers.authorization);
    const { authorization: _, ...theirs } = sent.headers;
    for (const [name, value] of Object.entries(theirs)) assert.equal(signed.headers[name], value);
  });
});

test("@alicloud/openapi-core over HMAC-SHA1, in RPC style", async (t) => {
  const names = ["Action", "Version", "Format", "Timestamp"];
  const call = fc.record({
    ...common,
    query: any.dictionary(
      any.word.filter((name) => !names.includes(name)),
      any.text,
    ),
    body: fc.option(
      any.dictionary(
        any.word.map((name) => `Form${name}`),
        any.value,
        3,
      ),
      {
        nil: undefined,
      },
    ),
  });
  await check(t, 0.01, call, async (given) => {
    const fixed = { method: "POST", style: "RPC", pathname: "/", reqBodyType: "formData" };
    const sent = await sentByCore({ host: HOST, signatureAlgorithm: "v2", ...fixed, ...given });
    verified(sent, given.credentials);
    const { searchParams } = new URL(sent.url);
    const { Signature, ...theirs } = Object.fromEntries(searchParams);
    const { Timestamp: date, SignatureNonce: nonce } = theirs;
    const unsigned = { ...sent, url: `https://${HOST}/?${canonicalQuery(Object.entries(theirs))}` };
    const signed = signedAgain(unsigned, given, { algorithm: "HMAC-SHA1", date, nonce });
    assert.deepEqual(Object.fromEntries(new URL(signed.url).searchParams), {
      ...theirs,
      Signature,
    });
  });
});

test("@alicloud/openapi-core over HMAC-SHA1, in ROA style", async (t) => {
  const call = fc.record({
    ...common,
    query,
    method: fc.constantFrom("POST", "PUT", "DELETE"),
    pathname: any.pathOf(encode),
    body: fc.option(any.dictionary(any.word, any.jsonValue, 3), { nil: undefined }),
  });
  await check(t, 0.01, call, async (given) => {
    const fixed = { style: "ROA", reqBodyType: "json", signatureAlgorithm: "v2" };
    const sent = await sentByCore({ host: HOST, ...fixed, ...given });
    assert.equal(verified(sent, given.credentials).operation, given.action);
    const signed = signedAgain(sent, given, {
      ...{ algorithm: "HMAC-SHA1", style: "ROA" },
      date: new Date(sent.headers.date),
      nonce: sent.headers["x-acs-signature-nonce"],
    });
    assert.equal(signed.headers.authorization, sent.headers.authorization);
  });
});

test("@alicloud/pop-core in RPC style", async (t) => {
  // It capitalises every name, and flattens lists alone.
  const name = any.word.map((given) => `P${given}`);
  const value = fc.oneof(
    any.text,
    fc.array(fc.oneof(any.text, any.dictionary(name, any.text, 2)), { maxLength: 3 }),
  );
  const call = fc.record({
    ...common,
    action: any.filled.map((action) => `A${action}`),
    parameters: any.dictionary(name, value),
    method: fc.constantFrom("GET", "POST"),
  });
  await check(t, 0.03, call, async (given) => {
    const sent = await sentByPopRpc({ host: HOST, ...given });
    const { operation } = verified(sent, given.credentials);
    assert.equal(operation, given.action);
    const isPost = given.method === "POST";
    const written = isPost ? String(sent.body) : new URL(sent.url).search.slice(1);
    const { Signature, ...theirs } = Object.fromEntries(new URLSearchParams(written));
    const { Timestamp: date, SignatureNonce: nonce } = theirs;
    // Ours puts everything into the query: over HMAC-SHA1 that is signed as a form is.
    const url = `https://${HOST}/?${canonicalQuery(Object.entries(theirs))}`;
    const unsigned = { method: given.method, url, headers: {}, body: null };
    const signed = signedAgain(unsigned, given, { algorithm: "HMAC-SHA1", date, nonce });
    assert.deepEqual(Object.fromEntries(new URL(signed.url).searchParams), {
      ...theirs,
      Signature,
    });
  });
});

test("@alicloud/pop-core in ROA style", async (t) => {
  const call = fc.record({
    ...common,
    query,
    method: fc.constantFrom("POST", "PUT", "DELETE", "GET"),
    path: any.pathOf(encode),
    headers: any.headersOf("content-type"),
    body: any.text,
  });
  await check(t, 0.02, call, async (given) => {
    const headers = Object.fromEntries(
      Object.entries(given.headers).filter(([name]) => name !== "Accept"),
    );
    const sent = await sentByPopRoa({ host: HOST, ...given, headers });
    verified(sent, given.credentials);
  });
});
