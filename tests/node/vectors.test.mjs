import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCore } from "ecd-wasm/core";
import { loadRsa } from "ecd-wasm/rsa";
import { isSignedBy, verifyingKey } from "../support/independent_signer.mjs";
import { expectedVerdict, readVectors, runVector, signedRequestText } from "../support/vectors.mjs";

const core = await loadCore();
await loadRsa(core);
const vectors = readVectors();

test("there are vectors of every scheme", () => {
  assert.ok(vectors.length >= 120);
  const signed = vectors.filter(({ signature }) => signature !== undefined);
  const of = (algorithm, style = "RPC") =>
    signed.filter(({ context: { options } }) => {
      const { algorithm: its = "ACS3-HMAC-SHA256", style: own = "RPC" } = options;
      return its === algorithm && own === style;
    }).length;
  assert.ok(of("ACS3-HMAC-SHA256") >= 50 && of("ACS3-HMAC-SHA256", "ROA") >= 10);
  assert.ok(of("ACS3-HMAC-SM3") + of("ACS3-HMAC-SM3", "ROA") >= 5);
  assert.ok(of("ACS3-RSA-SHA256") >= 7 && of("ACS3-RSA-SHA256", "ROA") >= 1);
  assert.ok(of("HMAC-SHA1") >= 15 && of("HMAC-SHA1", "ROA") >= 10);
  const unsigned = vectors.filter(
    ({ error, signature }) => error === undefined && signature === undefined,
  );
  assert.ok(unsigned.length >= 10);
});

for (const vector of vectors) {
  test(`vector ${vector.name}`, () => {
    const { trace, signed, error } = runVector(core, vector);
    if (vector.error !== undefined) {
      assert.equal(error, vector.error.trim());
      return;
    }
    assert.equal(error, undefined);
    const { canonicalRequest = "", stringToSign = "", signature = "" } = vector;
    assert.equal(trace.canonicalRequest, canonicalRequest);
    assert.equal(trace.stringToSign, stringToSign);
    assert.equal(trace.signature, signature);
    assert.equal(signedRequestText(signed), vector.signedRequest);

    const { options } = vector.context;
    const { accessKeyId, accessKeySecret } = options.credentials;
    const verdict = core.verify(signed, {
      secretOf: () => verifyingKey(options.credentials, options.algorithm),
      now: new Date(options.date),
    });
    assert.equal(verdict.code, expectedVerdict(vector));
    if (accessKeyId === undefined) return;
    const accepts = isSignedBy(signed, accessKeyId, accessKeySecret, options);
    assert.ok(accepts, "the independent verifier accepts it");
  });
}
