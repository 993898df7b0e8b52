// All parameters in a form body: what a page can send to another origin without asking first.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { loadCatalog } from "ecd-wasm/catalog";
import { loadCore } from "ecd-wasm/core";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";
import { isSignedBy, rpcTexts } from "../support/independent_signer.mjs";

const core = await loadCore();
const STS = { ...ACCOUNT, securityToken: "a token/+=" };
const IN_BODY = { credentials: STS, parametersIn: "body" };
const FORM = "application/x-www-form-urlencoded";

const parametersOf = ({ body }) => Object.fromEntries(new URLSearchParams(body));
const secretOf = () => STS;

describe("with HMAC-SHA1", () => {
  const options = { ...IN_BODY, algorithm: "HMAC-SHA1" };

  test("everything is in the body, and the headers are those that need no preflight", () => {
    const signed = core.sign("CopyImage", COPY, options);
    assert.equal(signed.method, "POST");
    assert.equal(signed.url, "https://ecd.cn-hangzhou.aliyuncs.com/");
    const { host: _, ...headers } = signed.headers;
    assert.deepEqual(headers, { accept: "application/json", "content-type": FORM });
    const { Signature, SignatureNonce, Timestamp, ...sent } = parametersOf(signed);
    assert.deepEqual(sent, {
      ...COPY,
      Action: "CopyImage",
      Version: "2020-09-30",
      Format: "JSON",
      AccessKeyId: STS.accessKeyId,
      SecurityToken: STS.securityToken,
      SignatureMethod: "HMAC-SHA1",
      SignatureVersion: "1.0",
    });
    assert.equal(rpcTexts(signed, STS.accessKeySecret).signature, Signature);
    assert.ok(SignatureNonce && Timestamp);
    assert.equal(core.verify(signed, { secretOf }).ok, true);
  });

  test("the signature is that of the same parameters in the query", () => {
    const fixed = { ...options, date: "2026-01-05T08:00:00Z", nonce: "n", trace: true };
    const { trace } = core.sign("CopyImage", COPY, { ...fixed, parametersIn: "query" });
    assert.deepEqual(core.sign("CopyImage", COPY, fixed).trace, trace);
  });

  test("a changed body is refused", () => {
    const signed = core.sign("CopyImage", COPY, options);
    const changed = { ...signed, body: signed.body.replace("Office", "office") };
    assert.equal(core.verify(changed, { secretOf }).code, "SignatureDoesNotMatch");
  });

  test("so do bearers and operations that take nothing else", () => {
    const { url, body } = core.sign(
      "DescribeRegions",
      { RegionId: "cn-hangzhou" },
      { ...options, credentials: { bearerToken: "token" } },
    );
    assert.equal(new URL(url).search, "");
    assert.equal(parametersOf({ body }).BearerToken, "token");
  });
});

test("with ACS3 the operation's parameters are in the body, the signature in the headers", () => {
  for (const algorithm of ["ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"]) {
    const signed = core.sign("CopyImage", COPY, { ...IN_BODY, algorithm });
    assert.equal(new URL(signed.url).search, "");
    assert.deepEqual(parametersOf(signed), COPY);
    assert.ok(isSignedBy(signed, STS.accessKeyId, STS.accessKeySecret, { algorithm }));
  }
});

test("every operation that takes POST can be sent so, and arrives as it would in the query", async () => {
  await loadCatalog(core);
  const params = { RegionId: "cn-hangzhou", Extra: ["a b", { c: "&=+%" }] };
  const names = core.operations().filter((name) => core.describe(name).methods.includes("POST"));
  assert.ok(names.length > 200);
  for (const name of names) {
    const options = {
      credentials: STS,
      algorithm: "HMAC-SHA1",
      profile: "off",
      regionId: "cn-hangzhou",
      method: "POST",
    };
    const [query, body] = ["query", "body"].map((parametersIn) =>
      core.verify(core.sign(name, params, { ...options, parametersIn }), { secretOf }),
    );
    assert.equal(body.ok, true, name);
    assert.deepEqual(body.parameters, query.parameters, name);
  }
});

test("only a POST has a body, and there are two places", () => {
  const build = (options) => () => core.build("CopyImage", COPY, options);
  assert.throws(build({ parametersIn: "body", method: "GET" }), { code: "UnsupportedMethod" });
  for (const parametersIn of ["form", "", null, 5])
    assert.throws(build({ parametersIn }), { code: "InvalidOption" });
  assert.deepEqual(build({ parametersIn: "query" })(), build({})());
});

test("a client sends so and the emulator takes it", async (t) => {
  const emulator = await createEmulator({ port: false });
  t.after(() => emulator.close());
  const sent = [];
  const fetch = (url, init) => (sent.push(url), emulator.fetch(url, init));
  const options = { credentials: ACCOUNT, algorithm: "HMAC-SHA1", parametersIn: "body", fetch };
  const { ImageId } = await new EcdClient(options).copyImage(COPY);
  assert.equal(emulator.images("cn-shenzhen")[0].ImageId, ImageId);
  assert.deepEqual(sent, ["https://ecd.cn-hangzhou.aliyuncs.com/"]);
  const relayed = new EcdClient({
    relay: { url: "https://r.example" },
    parametersIn: "body",
    fetch: fakeFetch({}),
  });
  await assert.rejects(relayed.copyImage(COPY), { code: "InvalidOption" });
});
