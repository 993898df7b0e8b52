// Random requests, calls and parameters: our signatures, names and values are those of the official
// packages, and an independent verifier accepts them. The seed is printed; ECD_DIFFERENTIAL_SEED repeats
// a run, ECD_DIFFERENTIAL_RUNS makes it longer: it is the number of requests in this file and in
// differential_clients.test.mjs together.
//
// Left out is where the official packages and we disagree: tests/support/disagreements.mjs.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { parse } from "node:querystring";
import official from "@alicloud/openapi-core";
import util from "@alicloud/openapi-util";
import fc from "fast-check";
import { loadCatalog } from "ecd-wasm/catalog";
import { loadCore } from "ecd-wasm/core";
import * as any from "../support/arbitraries.mjs";
import { canonicalQuery, encode, isSignedBy } from "../support/independent_signer.mjs";

const core = await loadCore();
await loadCatalog(core);

const seed = Number(process.env.ECD_DIFFERENTIAL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env.ECD_DIFFERENTIAL_RUNS ?? 20_000);
assert.ok(Number.isInteger(seed) && Number.isInteger(runs) && runs > 0);

/** Both have the same functions; the second is what older clients use. */
const OFFICIAL = [official.OpenApiUtil, util.default ?? util];

/** How much of all runs each test has. */
function check(t, share, arbitrary, predicate) {
  const numRuns = Math.ceil(runs * share);
  t.diagnostic(`seed ${seed}, ${numRuns} runs`);
  fc.assert(fc.property(arbitrary, predicate), { seed, numRuns });
}

const HASHES = { "ACS3-HMAC-SHA256": "sha256", "ACS3-HMAC-SM3": "sm3" };
const payloadHash = (algorithm, body) =>
  createHash(HASHES[algorithm])
    .update(body ?? "")
    .digest("hex");

/** The Authorization headers that the official signers make for what we send. */
function officialAuthorizations(signed, query, body, { accessKeyId, accessKeySecret }, algorithm) {
  const { authorization: _, ...headers } = signed.headers;
  const { method, url } = signed;
  const request = { method, pathname: new URL(url).pathname, query, headers };
  const hash = payloadHash(algorithm, body);
  return OFFICIAL.map((one) =>
    one.getAuthorization(request, algorithm, hash, accessKeyId, accessKeySecret),
  );
}

function checkAccepted(signed, { credentials, date }, options = {}) {
  const { accessKeyId, accessKeySecret } = credentials;
  assert.ok(
    isSignedBy(signed, accessKeyId, accessKeySecret, options),
    "the independent verifier accepts it",
  );
  const verdict = core.verify(signed, {
    secretOf: (id) => (id === accessKeyId ? credentials : undefined),
    now: new Date(date),
  });
  assert.equal(verdict.ok, true, JSON.stringify(verdict));
}

const host = fc.constantFrom(
  "ecd.cn-hangzhou.aliyuncs.com",
  "ecs.aliyuncs.com:8443",
  "a.example.com",
);
const urlOf = (host, path, query) => {
  const written = canonicalQuery(Object.entries(query));
  return `https://${host}${path}${written ? `?${written}` : ""}`;
};

test("any request over ACS3: the same signature", (t) => {
  const request = fc.record({
    method: fc.constantFrom("POST", "PUT", "DELETE", "PATCH", "GET", "HEAD"),
    host,
    path: any.pathOf(encode),
    query: any.dictionary(
      any.word.filter((name) => name !== "Signature"),
      any.text,
    ),
    headers: any.headersOf("content-type"),
    body: fc.oneof(fc.constant(null), any.text, fc.uint8Array({ maxLength: 200 })),
    action: any.filled,
    version: any.filled,
    algorithm: fc.constantFrom("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"),
  });
  check(t, 0.26, fc.tuple(request, any.signing), ([given, options]) => {
    const { method, host, path, query, headers, action, version, algorithm } = given;
    const body = method === "GET" || method === "HEAD" ? null : given.body;
    const url = urlOf(host, path, query);
    const signOptions = { ...options, action, version, algorithm };
    const signed = core.signRequest({ method, url, headers, body }, signOptions);
    const { credentials } = options;
    for (const expected of officialAuthorizations(signed, query, body, credentials, algorithm)) {
      assert.equal(signed.headers.authorization, expected);
    }
    assert.equal(new URL(signed.url).pathname, path);
    assert.deepEqual(Object.fromEntries(new URL(signed.url).searchParams), query);
    checkAccepted(signed, options, { algorithm });
  });
});

test("any request in RPC style over HMAC-SHA1: the same signature", (t) => {
  const common = [
    "Action",
    "Version",
    "Timestamp",
    "SignatureNonce",
    "AccessKeyId",
    "SignatureType",
  ];
  common.push("SignatureMethod", "SignatureVersion", "SecurityToken", "Signature", "BearerToken");
  const name = any.name.filter((given) => !common.includes(given));
  const request = fc.record({
    method: fc.constantFrom("GET", "POST"),
    host,
    parameters: any.dictionary(name, any.text),
    form: any.dictionary(name, any.text, 3),
    action: any.filled,
    version: any.filled,
  });
  check(t, 0.15, fc.tuple(request, any.signing), ([given, options]) => {
    const { method, host, parameters, action, version } = given;
    // A name is in the query or in the form.
    const form = Object.entries(given.form).filter(([name]) => !Object.hasOwn(parameters, name));
    const hasForm = method === "POST" && form.length > 0;
    const signed = core.signRequest(
      {
        method,
        url: urlOf(host, "/", parameters),
        headers: hasForm ? { "content-type": "application/x-www-form-urlencoded" } : {},
        body: hasForm ? canonicalQuery(form) : null,
      },
      { ...options, action, version, algorithm: "HMAC-SHA1" },
    );
    const { Signature, ...query } = Object.fromEntries(new URL(signed.url).searchParams);
    for (const [name, value] of Object.entries(parameters)) assert.equal(query[name], value);
    const all = { ...query, ...(hasForm ? Object.fromEntries(form) : {}) };
    const { accessKeySecret } = options.credentials;
    for (const one of OFFICIAL) {
      assert.equal(Signature, one.getRPCSignature(all, method, accessKeySecret));
    }
    checkAccepted(signed, options, { algorithm: "HMAC-SHA1" });
  });
});

test("any request in ROA style over HMAC-SHA1: the same text and signature", (t) => {
  const request = fc.record({
    method: fc.constantFrom("POST", "PUT", "DELETE", "GET"),
    host,
    path: any.pathOf(encode),
    query: any.dictionary(
      any.name.filter((name) => name !== "Signature"),
      any.text.filter((value) => value !== ""),
    ),
    headers: any.headersOf("content-type", "content-md5"),
    body: fc.oneof(fc.constant(null), any.text),
    action: any.filled,
    version: any.filled,
  });
  check(t, 0.15, fc.tuple(request, any.signing), ([given, options]) => {
    const { method, host, path, query, headers, action, version } = given;
    const body = method === "GET" ? null : given.body;
    const scheme = { algorithm: "HMAC-SHA1", style: "ROA" };
    const signed = core.signRequest(
      { method, url: urlOf(host, path, query), headers, body },
      { ...options, ...scheme, action, version, trace: true },
    );
    const { accessKeyId, accessKeySecret } = options.credentials;
    for (const one of OFFICIAL) {
      const text = one.getStringToSign({ method, pathname: path, query, headers: signed.headers });
      assert.equal(signed.trace.stringToSign, text);
      const signature = one.getROASignature(text, accessKeySecret);
      assert.equal(signed.headers.authorization, `acs ${accessKeyId}:${signature}`);
    }
    checkAccepted(signed, options, scheme);
  });
});

test("any parameters: the same names and values on the wire", (t) => {
  check(t, 0.15, any.parameters, (params) => {
    const { url } = core.build("DescribeImages", params, { profile: "off" });
    for (const one of OFFICIAL) {
      assert.equal(new URL(url).search.slice(1), canonicalQuery(Object.entries(one.query(params))));
    }
  });
});

test("any form: the same names and values", (t) => {
  const names = core
    .describe("ModifyTemplate")
    .parameters.filter((parameter) => parameter.in === "formData")
    .map(({ name }) => name);
  assert.ok(names.length > 5);
  check(t, 0.05, any.dictionary(fc.constantFrom(...names), any.value), (params) => {
    const options = { profile: "off", regionId: "cn-hangzhou" };
    const { body, headers } = core.build("ModifyTemplate", params, options);
    for (const one of OFFICIAL) assert.deepEqual(parse(body ?? ""), parse(one.toForm(params)));
    assert.equal(
      headers["content-type"],
      body === null ? undefined : "application/x-www-form-urlencoded",
    );
  });
});

test("any parameter of the style json: the same text", (t) => {
  const name = "PurchaseOptions";
  check(t, 0.05, any.dictionary(any.word, any.jsonValue), (value) => {
    const options = { profile: "off", regionId: "cn-hangzhou" };
    const { url } = core.build("CreateDesktops", { [name]: value }, options);
    for (const one of OFFICIAL) {
      const expected = one.arrayToStringWithSpecifiedStyle(value, name, "json");
      assert.equal(new URL(url).searchParams.get(name), expected);
    }
  });
});

test("any call: the same signature, by POST and by GET", (t) => {
  const given = fc.record({
    params: any.parameters,
    method: fc.constantFrom("POST", "GET"),
    options: any.signing,
    algorithm: fc.constantFrom("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"),
  });
  check(t, 0.1, given, ({ params, method, options, algorithm }) => {
    const signOptions = { ...options, method, algorithm, profile: "off" };
    const signed = core.sign("DescribeImages", params, signOptions);
    const query = official.OpenApiUtil.query(params);
    const { credentials } = options;
    for (const expected of officialAuthorizations(signed, query, null, credentials, algorithm)) {
      assert.equal(signed.headers.authorization, expected);
    }
    checkAccepted(signed, options, { algorithm });
  });
});
