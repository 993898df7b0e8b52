import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCore } from "ecd-wasm/core";
import { loadRsa } from "ecd-wasm/rsa";
import { isSignedBy, verifyingKey } from "../support/independent_signer.mjs";
import { readVectors, runVector } from "../support/vectors.mjs";

const core = await loadCore();
await loadRsa(core);
const vectors = readVectors();

test("there are vectors", () => assert.ok(vectors.length > 50));

for (const vector of vectors) {
  test(`vector ${vector.name}`, () => {
    const result = runVector(core, vector);
    if (vector.error !== undefined) {
      assert.equal(result.error, vector.error.trim());
      return;
    }
    assert.equal(result.trace?.canonicalRequest, vector.canonicalRequest);
    assert.equal(result.trace.stringToSign, vector.stringToSign);
    assert.equal(result.trace.signature, vector.signature);
    const { accessKeyId, accessKeySecret } = vector.context.options.credentials;
    const accepts = isSignedBy(result.signed, accessKeyId, accessKeySecret, vector.context.options);
    assert.ok(accepts, "the independent verifier accepts it");
    const verdict = core.verify(result.signed, {
      secretOf: (id) => verifyingKey({ accessKeyId: id, accessKeySecret }, vector.context.options.algorithm),
      now: new Date(vector.context.options.date),
    });
    assert.equal(verdict.ok, true, JSON.stringify(verdict));
  });
}
