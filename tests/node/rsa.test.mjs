// ACS3-RSA-SHA256 as a caller sees it: signing, verifying, keys, the client.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { EcdError, loadCore } from "ecd-wasm/core";
import { loadRsa } from "ecd-wasm/rsa";
import { runProgram } from "../support/child.mjs";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { isSignedBy } from "../support/independent_signer.mjs";
import { codeOf, exported, makeRsaKey } from "../support/rsa.mjs";

const ALGORITHM = "ACS3-RSA-SHA256";
const core = await loadCore();
await loadRsa(core);
const KEYS = Object.fromEntries([2048, 3072, 4096].map((bits) => [bits, makeRsaKey(bits)]));
const KEY = KEYS[2048];
const credentialsOf = ({ privateKey }) => ({ accessKeyId: "id", accessKeySecret: privateKey });
const optionsOf = (key, more = {}) => ({
  ...{ credentials: credentialsOf(key), algorithm: ALGORITHM, trace: true },
  ...more,
});
const publicOf = ({ publicKey }) => ({ accessKeyId: "id", publicKey });
const OTHER = {
  method: "POST",
  url: "https://example.cn-hangzhou.aliyuncs.com/v1/things?b=2&a=1",
  headers: { "content-type": "application/json" },
  body: Uint8Array.of(0, 255, 128, 10),
};
const ACTION = { style: "ROA", action: "CreateThing", version: "2021-06-01" };

describe("signing", () => {
  for (const [bits, key] of Object.entries(KEYS)) {
    test(`a key of ${bits} bits: what OpenSSL signs`, () => {
      const signed = core.sign("CopyImage", COPY, optionsOf(key));
      assert.equal(signed.trace.signature, key.sign(signed.trace.stringToSign));
      assert.equal(signed.trace.signature.length, bits / 4);
      assert.match(signed.trace.stringToSign, /^ACS3-RSA-SHA256\n[0-9a-f]{64}$/);
      assert.ok(isSignedBy(signed, "id", key.privateKey, { algorithm: ALGORITHM }));
      const other = core.signRequest(OTHER, optionsOf(key, ACTION));
      assert.ok(isSignedBy(other, "id", key.privateKey, { algorithm: ALGORITHM }));
      assert.equal(other.body, OTHER.body);
    });
  }

  test("gives the same fields as the other algorithms", () => {
    const fixed = { date: "2026-01-05T08:00:00Z", nonce: "n" };
    const keys = { accessKeyId: "id", accessKeySecret: "secret", securityToken: "token" };
    const mac = core.sign("CopyImage", COPY, { credentials: keys, ...fixed });
    const rsa = core.sign("CopyImage", COPY, {
      ...{ credentials: { ...keys, accessKeySecret: KEY.privateKey }, algorithm: ALGORITHM },
      ...fixed,
    });
    const { authorization: _, ...headers } = rsa.headers;
    const { authorization: __, ...macHeaders } = mac.headers;
    assert.deepEqual({ ...rsa, headers }, { ...mac, headers: macHeaders });
    assert.deepEqual(Object.keys(rsa.headers), Object.keys(mac.headers));
  });

  test("a batch: each request by its own text", () => {
    const list = ["a", "b", "c"].map((name) => ({
      ...COPY,
      DestinationDescription: `This is ${name}`,
    }));
    const signed = core.signBatch("CopyImage", list, optionsOf(KEY));
    assert.equal(signed.length, 3);
    for (const one of signed) {
      assert.ok(isSignedBy(one, "id", KEY.privateKey, { algorithm: ALGORITHM }));
    }
    assert.equal(new Set(signed.map(({ trace }) => trace.signature)).size, 3);
    assert.deepEqual(core.signBatch("CopyImage", [], optionsOf(KEY)), []);
    const [bearer] = core.signBatch("CopyImage", list, {
      ...{ credentials: { bearerToken: "token" }, algorithm: ALGORITHM },
    });
    assert.equal(bearer.headers.authorization, undefined);
    assert.throws(
      () => core.signBatch("CopyImage", [COPY, {}], optionsOf(KEY)),
      ({ code, issues }) => code === "ValidationError" && issues.every(({ path }) => path[0] === 1),
    );
  });

  test("keys one after the other, of both kinds", () => {
    const secret = { accessKeyId: "id", accessKeySecret: "secret" };
    for (let i = 0; i < 3; ++i) {
      const mac = core.sign("CopyImage", COPY, { credentials: secret });
      assert.ok(isSignedBy(mac, "id", "secret"));
      for (const key of [KEY, KEYS[3072]]) {
        const rsa = core.sign("CopyImage", COPY, optionsOf(key));
        assert.ok(isSignedBy(rsa, "id", key.privateKey, { algorithm: ALGORITHM }));
      }
    }
  });

  test("both crossings are of one request, whatever a caller's functions answer", () => {
    let asked = 0;
    const endpoint = () => `https://ecd-${++asked}.cn-hangzhou.aliyuncs.com`;
    const signed = core.sign("CopyImage", COPY, optionsOf(KEY, { endpoint }));
    assert.equal(asked, 1);
    assert.ok(isSignedBy(signed, "id", KEY.privateKey, { algorithm: ALGORITHM }));
    const again = core.sign("CopyImage", COPY, optionsOf(KEY));
    assert.notEqual(
      again.headers["x-acs-signature-nonce"],
      core.sign("CopyImage", COPY, optionsOf(KEY)).headers["x-acs-signature-nonce"],
    );
  });

  test("bearers and the anonymous sign nothing, by this algorithm neither", () => {
    for (const credentials of [{ bearerToken: "token" }, "anonymous"]) {
      const { headers } = core.sign("CopyImage", COPY, { credentials, algorithm: ALGORITHM });
      assert.equal(headers.authorization, undefined);
    }
  });

  test("an error stays what it is without RSA", () => {
    const sign = (params, more) => () => core.sign("CopyImage", params, optionsOf(KEY, more));
    assert.throws(sign({}), { name: "ValidationError", operation: "CopyImage" });
    assert.equal(codeOf(sign(COPY, { date: "yesterday" })), "InvalidDate");
    assert.equal(codeOf(sign(COPY, { nonce: "a\nb" })), "InvalidNonce");
    assert.equal(
      codeOf(() => core.sign("Nope", COPY, optionsOf(KEY))),
      "UnknownOperation",
    );
    const signed = { ...OTHER, headers: { authorization: "ACS3-RSA-SHA256 Credential=id" } };
    assert.equal(
      codeOf(() => core.signRequest(signed, optionsOf(KEY, ACTION))),
      "AlreadySigned",
    );
  });
});

describe("private keys", () => {
  const { privateKey } = KEY;
  const sign = (accessKeySecret) => () =>
    core.sign("CopyImage", COPY, optionsOf({ privateKey: accessKeySecret }));
  const base64 = privateKey.split("\n").slice(1, -2);
  const bytes = Buffer.from(base64.join(""), "base64");

  const taken = {
    "PEM, LF": privateKey,
    "PEM, CRLF": privateKey.replaceAll("\n", "\r\n"),
    "PEM without a line break at its end": privateKey.trimEnd(),
    "PEM in one line": privateKey.replaceAll("\n", ""),
    "PEM behind a byte order mark and other lines": `\ufeffa key:\n${privateKey}\nthat was it`,
    "Base64 in one line": base64.join(""),
    "Base64 in lines, LF": base64.join("\n"),
    "Base64 in lines, CRLF": `${base64.join("\r\n")}\r\n`,
    "PKCS#8 with the label of PKCS#1": privateKey.replaceAll("PRIVATE KEY", "RSA PRIVATE KEY"),
  };
  for (const [what, key] of Object.entries(taken)) {
    test(`taken: ${what}`, () => {
      const { trace } = sign(key)();
      assert.equal(trace.signature, KEY.sign(trace.stringToSign));
    });
  }

  const refused = {
    "PKCS#1": exported(privateKey, { type: "pkcs1" }),
    "PKCS#1 with the label of PKCS#8": exported(privateKey, { type: "pkcs1" }).replaceAll(
      "RSA ",
      "",
    ),
    "an encrypted one": exported(privateKey, {
      type: "pkcs8",
      cipher: "aes-256-cbc",
      passphrase: "p",
    }),
    "an encrypted one of the older kind": exported(privateKey, {
      type: "pkcs1",
      cipher: "aes-256-cbc",
      passphrase: "p",
    }),
    "a public key": KEY.publicKey,
    "a public key with the label of a private one": KEY.publicKey.replaceAll("PUBLIC", "PRIVATE"),
    "2,047 bits": makeRsaKey(2047).privateKey,
    "1,024 bits": makeRsaKey(1024).privateKey,
    "two keys": privateKey + KEYS[3072].privateKey,
    "a byte behind its end": Buffer.concat([bytes, Buffer.of(0)]).toString("base64"),
    "a byte missing": bytes.subarray(0, -1).toString("base64"),
    "half of it": bytes.subarray(0, bytes.length / 2).toString("base64"),
    "a secret": "YourAccessKeySecret",
    spaces: "   ",
    "line breaks spelt out": privateKey.replaceAll("\n", "\\n"),
    "DER as text": bytes.toString("latin1"),
  };
  for (const [what, key] of Object.entries(refused)) {
    test(`InvalidPrivateKey: ${what}`, () => {
      assert.throws(sign(key), (error) => {
        assert.ok(error instanceof EcdError);
        assert.deepEqual([error.code, error.outcome], ["InvalidPrivateKey", "not-sent"]);
        for (const part of key.match(/[A-Za-z0-9+/]{12,}/g) ?? []) {
          assert.ok(!error.message.includes(part) && !error.stack.includes(part));
        }
        return true;
      });
    });
  }

  test("other values are ill-formed options", () => {
    for (const key of ["", null, 5, bytes, "\ud800"]) {
      assert.equal(codeOf(sign(key)), "InvalidOption", String(key));
    }
    assert.equal(codeOf(sign(undefined)), "InvalidPrivateKey");
    const { privateKey: accessKeySecret } = KEY;
    assert.equal(
      codeOf(() =>
        core.sign("CopyImage", COPY, optionsOf(KEY, { credentials: { accessKeySecret } })),
      ),
      "InvalidCredentials",
    );
  });

  test("keys of other kinds", async () => {
    const { generateKeyPairSync } = await import("node:crypto");
    const kinds = [
      ["ec", { namedCurve: "P-256" }],
      ["ed25519"],
      ["rsa-pss", { modulusLength: 2048 }],
    ];
    for (const [kind, options] of kinds) {
      const other = generateKeyPairSync(kind, options).privateKey;
      const pem = other.export({ type: "pkcs8", format: "pem" });
      assert.equal(codeOf(sign(pem)), "InvalidPrivateKey", kind);
    }
  });

  test("exponent 3", () => {
    const key = makeRsaKey(2048, { publicExponent: 3 });
    const { trace } = sign(key.privateKey)();
    assert.equal(trace.signature, key.sign(trace.stringToSign));
  });
});

describe("verifying", () => {
  const signed = core.sign("CopyImage", COPY, optionsOf(KEY));
  const { authorization } = signed.headers;
  const verify = (request, options = {}) =>
    core.verify(request, { secretOf: () => publicOf(KEY), ...options });
  const withHeaders = (headers) => ({ ...signed, headers: { ...signed.headers, ...headers } });

  test("what was signed", () => {
    for (const key of Object.values(KEYS)) {
      const asked = [];
      const verdict = core.verify(core.sign("CopyImage", COPY, optionsOf(key)), {
        secretOf: (id) => (asked.push(id), publicOf(key)),
      });
      assert.deepEqual(
        [verdict.ok, verdict.operation, verdict.accessKeyId, verdict.parameters, asked],
        [true, "CopyImage", "id", COPY, ["id"]],
      );
      const other = core.signRequest(OTHER, optionsOf(key, ACTION));
      assert.equal(core.verify(other, { secretOf: () => publicOf(key) }).ok, true);
    }
  });

  test("the public key as PEM or Base64, LF or CRLF", () => {
    const lines = KEY.publicKey.split("\n").slice(1, -2);
    for (const publicKey of [
      ...[KEY.publicKey, KEY.publicKey.replaceAll("\n", "\r\n"), KEY.publicKey.trimEnd()],
      ...[lines.join(""), lines.join("\n")],
    ]) {
      assert.equal(verify(signed, { secretOf: () => ({ accessKeyId: "id", publicKey }) }).ok, true);
    }
  });

  test("an unusable public key is the caller's mistake", () => {
    for (const publicKey of [KEY.privateKey, "key", makeRsaKey(1024).publicKey, undefined]) {
      const secretOf = () => ({ accessKeyId: "id", publicKey });
      assert.equal(
        codeOf(() => verify(signed, { secretOf })),
        "InvalidPublicKey",
      );
    }
    for (const publicKey of ["", null, 5]) {
      const secretOf = () => ({ accessKeyId: "id", publicKey });
      assert.equal(
        codeOf(() => verify(signed, { secretOf })),
        "InvalidOption",
      );
    }
  });

  const now = new Date(Date.parse(signed.headers["x-acs-date"]) + 901_000);
  const refusals = {
    "its date": [signed, "InvalidTimeStamp.Expired", { now }],
    "its key": [signed, "InvalidAccessKeyId.NotFound", { secretOf: () => undefined }],
    "the kind of its key": [
      signed,
      "InvalidSignatureMethod",
      { secretOf: () => credentialsOf(KEY) },
    ],
    "its header list": [withHeaders({ "x-acs-more": "1" }), "IncompleteSignature"],
    "its body": [{ ...signed, body: "x" }, "SignatureDoesNotMatch"],
    "a changed query": [
      { ...signed, url: signed.url.replace("Shanghai", "Beijing") },
      "SignatureDoesNotMatch",
    ],
    "a changed header": [withHeaders({ "x-acs-action": "DeleteImages" }), "SignatureDoesNotMatch"],
    "another's key": [signed, "SignatureDoesNotMatch", { secretOf: () => publicOf(KEYS[3072]) }],
    "a changed signature": [
      withHeaders({ authorization: authorization.replace(/.$/, (c) => (c === "0" ? "1" : "0")) }),
      "SignatureDoesNotMatch",
    ],
    "a longer signature": [
      withHeaders({ authorization: `${authorization}00` }),
      "SignatureDoesNotMatch",
    ],
    "a signature in capitals": [
      withHeaders({ authorization: authorization.replace(/\w+$/, (hex) => hex.toUpperCase()) }),
      "SignatureDoesNotMatch",
    ],
    "a signature that is no hexadecimal number": [
      withHeaders({ authorization: authorization.replace(/\w+$/, "?") }),
      "SignatureDoesNotMatch",
    ],
  };
  for (const [what, [request, code, options]] of Object.entries(refusals)) {
    test(`refused for ${what}: ${code}`, () => {
      const verdict = verify(request, options);
      assert.deepEqual([verdict.ok, verdict.code], [false, code]);
      if (code !== "SignatureDoesNotMatch") return;
      assert.match(verdict.trace.canonicalRequest, /^POST\n/);
      assert.match(verdict.trace.stringToSign, /^ACS3-RSA-SHA256\n[0-9a-f]{64}$/);
      assert.ok(!JSON.stringify(verdict).includes(authorization.slice(-64)));
    });
  }

  test("the refusal of a wrong body names the body, that of a wrong signature the texts", () => {
    assert.match(verify({ ...signed, body: "x" }).message, /x-acs-content-sha256/);
    const { message, trace } = verify({ ...signed, url: `${signed.url}&z=1` });
    assert.ok(message.endsWith(`server string to sign is:${trace.stringToSign}`));
  });

  test("a MAC made with the text of the public key opens nothing", () => {
    for (const algorithm of ["ACS3-HMAC-SHA256", "ACS3-HMAC-SM3", "HMAC-SHA1"]) {
      for (const accessKeySecret of [KEY.publicKey, KEY.publicKey.trimEnd()]) {
        const forged = core.sign("CopyImage", COPY, {
          ...{ credentials: { accessKeyId: "id", accessKeySecret }, algorithm },
        });
        assert.equal(verify(forged).code, "InvalidSignatureMethod");
      }
    }
  });
});

describe("the client", () => {
  test("loads it by itself, and signs by it", async () => {
    const result = await runProgram(
      `const { EcdClient, loadCore } = await import("ecd-wasm");
      const [COPY, credentials, publicKey] = ${JSON.stringify([COPY, credentialsOf(KEY), KEY.publicKey])};
      const sent = [];
      const fetch = async (url, init) => {
        sent.push({ url, ...init, body: init.body ?? null, headers: { ...init.headers, host: new URL(url).host } });
        return { status: 200, headers: new Headers(), text: async () => '{"ImageId":"m-1","RequestId":"R"}' };
      };
      const client = new EcdClient({ credentials, algorithm: "${ALGORITHM}", fetch });
      const results = await Promise.all([client.call("CopyImage", COPY), client.call("CopyImage", COPY)]);
      const core = await loadCore();
      const verdicts = sent.map((request) => core.verify(request, { secretOf: () => ({ accessKeyId: "id", publicKey }) }));
      print({ ids: results.map(({ ImageId }) => ImageId), ok: verdicts.map(({ ok }) => ok) });`,
    );
    assert.deepEqual(result, { ids: ["m-1", "m-1"], ok: [true, true] });
  });

  test("an unusable key: InvalidPrivateKey, nothing sent", async () => {
    let sent = 0;
    const fetch = async () => ++sent;
    const credentials = { accessKeyId: "id", accessKeySecret: "no key" };
    const client = new EcdClient({ credentials, algorithm: ALGORITHM, fetch });
    await assert.rejects(client.call("CopyImage", COPY), {
      code: "InvalidPrivateKey",
      outcome: "not-sent",
    });
    assert.equal(sent, 0);
  });
});
