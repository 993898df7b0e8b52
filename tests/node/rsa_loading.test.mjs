// `ecd-wasm/rsa` before it is loaded, while it is, and after it trapped. The tests run in this order.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { loadCore } from "ecd-wasm/core";
import { loadRsa } from "ecd-wasm/rsa";
import { runProgram } from "../support/child.mjs";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { codeOf, makeRsaKey } from "../support/rsa.mjs";

const ALGORITHM = "ACS3-RSA-SHA256";
const core = await loadCore();
const { privateKey, publicKey } = makeRsaKey();
const CREDENTIALS = { accessKeyId: "id", accessKeySecret: privateKey };
const OPTIONS = { credentials: CREDENTIALS, algorithm: ALGORITHM, trace: true };
const REQUEST = { method: "GET", url: "https://a.example.com/", headers: {}, body: null };

test("before: RsaNotLoaded, for signing and verifying, and nothing else is touched by it", () => {
  const signed = core.sign("CopyImage", COPY, {
    credentials: { accessKeyId: "id", accessKeySecret: "secret" },
  });
  const isNotLoaded = ({ name, code, message }) => {
    assert.deepEqual([name, code], ["EcdError", "RsaNotLoaded"]);
    assert.match(message, /ecd-wasm\/rsa/);
    return true;
  };
  assert.throws(() => core.sign("CopyImage", COPY, OPTIONS), isNotLoaded);
  assert.throws(
    () => core.signRequest(REQUEST, { ...OPTIONS, action: "A", version: "1" }),
    isNotLoaded,
  );
  // What claims RSA, or is signed by a secret, needs no module to be refused.
  const authorization = signed.headers.authorization.replace("ACS3-HMAC-SHA256", ALGORITHM);
  const claimed = { ...signed, headers: { ...signed.headers, authorization } };
  const bySecret = core.verify(claimed, { secretOf: () => CREDENTIALS });
  assert.equal(bySecret.code, "InvalidSignatureMethod");
  assert.equal(
    core.verify(signed, { secretOf: () => ({ accessKeyId: "id", publicKey }) }).code,
    "InvalidSignatureMethod",
  );
  assert.throws(
    () => core.verify(claimed, { secretOf: () => ({ accessKeyId: "id", publicKey }) }),
    isNotLoaded,
  );
});

test("InvalidCore for what is no core", async () => {
  for (const wrong of [undefined, null, {}, "core"]) {
    await assert.rejects(loadRsa(wrong), { name: "EcdError", code: "InvalidCore" });
  }
});

test("a source that fails is told, and the next call tries again", async () => {
  await assert.rejects(
    loadRsa(core, () => Promise.reject(new Error("no network"))),
    /no network/,
  );
  await assert.rejects(loadRsa(core, new Uint8Array([0, 97, 115, 109])), WebAssembly.CompileError);
  assert.equal(
    codeOf(() => core.sign("CopyImage", COPY, OPTIONS)),
    "RsaNotLoaded",
  );
  await loadRsa(core);
  await Promise.all([loadRsa(core), loadRsa(core)]);
  assert.equal(core.sign("CopyImage", COPY, OPTIONS).trace.signature.length, 512);
});

test("CommonJS", () => {
  const require = createRequire(import.meta.url);
  assert.equal(typeof require("ecd-wasm/rsa").loadRsa, "function");
});

test("a module that traps is replaced, and the core with it goes on", async () => {
  const result = await runProgram(`
    const { readFileSync } = await import("node:fs");
    const { loadCore } = await import("ecd-wasm/core");
    const { loadRsa } = await import("ecd-wasm/rsa");
    const { withMemoryLimit } = await import("./tests/support/doctored_core.mjs");
    const [COPY, options] = ${JSON.stringify([COPY, OPTIONS])};
    const core = await loadCore();
    await loadRsa(core, withMemoryLimit(readFileSync("npm/dist/rsa.wasm"), 64));
    const sign = (key) => {
      const credentials = { ...options.credentials, accessKeySecret: key };
      try {
        return core.sign("CopyImage", COPY, { ...options, credentials }).trace.signature.length;
      } catch ({ code }) {
        return code;
      }
    };
    const key = options.credentials.accessKeySecret;
    print([sign(key), sign("A".repeat(4 << 20)), sign(key), sign("A".repeat(4 << 20)), sign(key)]);
  `);
  assert.deepEqual(result, [512, "CoreFailed", 512, "CoreFailed", 512]);
});
