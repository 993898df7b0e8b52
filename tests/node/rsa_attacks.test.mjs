// What must never come out of RSA: a second signature that holds, a wrong one, a piece of the key.
// ECD_RSA_KEYS: how many keys (8); ECD_RSA_RUNS: how many damaged keys (300); ECD_RSA_SEED repeats a run
// of the latter.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RECORD_INSTANCES, runProgram } from "../support/child.mjs";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { codeOf, exported, makeRsaKey, rsaModule } from "../support/rsa.mjs";

const rsa = await rsaModule();
const keyCount = Number(process.env.ECD_RSA_KEYS ?? 8);
const numRuns = Number(process.env.ECD_RSA_RUNS ?? 300);
const seed = Number(process.env.ECD_RSA_SEED ?? Math.floor(Math.random() * 2 ** 31));
assert.ok([keyCount, numRuns, seed].every(Number.isInteger) && keyCount > 0 && numRuns > 0);

const hex = (number, length) => number.toString(16).padStart(length, "0");

test(`${keyCount} keys: the signature of OpenSSL, and no other spelling of it holds`, (t) => {
  let unreduced = 0;
  for (let i = 0; i < keyCount; ++i) {
    const { privateKey, publicKey, modulus, sign } = makeRsaKey();
    const text = `text ${i}`;
    const signature = sign(text);
    assert.equal(rsa.sign(privateKey, text), signature);
    const holds = (other, of = text) => rsa.check(publicKey, of, other);
    assert.equal(holds(signature), true);
    for (const other of [`00${signature}`, `0000${signature}`, `${signature}00`]) {
      assert.equal(holds(other), false, publicKey);
    }
    // Of some texts the signature plus the modulus is as long as the modulus.
    for (let j = 0; j < 40; ++j) {
      const another = sign(`${text}, ${j}`);
      const sum = BigInt(`0x${another}`) + modulus;
      const isAsLong = sum >> 2048n === 0n;
      assert.equal(holds(hex(sum, isAsLong ? 512 : 514), `${text}, ${j}`), false, publicKey);
      if (isAsLong) ++unreduced;
    }
    for (const number of [0n, 1n, modulus - 1n, modulus, modulus + 1n]) {
      assert.equal(holds(hex(number, 512)), false, publicKey);
    }
  }
  assert.ok(unreduced > 0);
  t.diagnostic(`${unreduced} unreduced signatures as long as the modulus`);
});

test(`${numRuns} damaged keys, seed ${seed}: never a wrong signature`, (t) => {
  const { privateKey, sign } = makeRsaKey();
  const right = sign("text");
  const der = exported(privateKey, { type: "pkcs8", format: "der" });
  let refused = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(8 * der.length - 1), { minLength: 1, maxLength: 3 }),
      (bits) => {
        const damaged = Buffer.from(der);
        for (const bit of bits) damaged[bit >> 3] ^= 1 << (bit & 7);
        let result;
        const code = codeOf(() => (result = rsa.sign(damaged.toString("base64"), "text")));
        if (code) {
          ++refused;
          assert.equal(code, "InvalidPrivateKey");
        } else {
          assert.equal(result, right);
        }
      },
    ),
    { seed, numRuns },
  );
  t.diagnostic(`${refused} refused, ${numRuns - refused} signed right`);
});

test("no piece of the key is left in the memory of either module", async () => {
  const key = makeRsaKey();
  const found = await runProgram(`${RECORD_INSTANCES}
    const { createPrivateKey } = await import("node:crypto");
    const { loadCore } = await import("ecd-wasm/core");
    const { loadRsa } = await import("ecd-wasm/rsa");
    const [COPY, privateKey, publicKey] = ${JSON.stringify([COPY, key.privateKey, key.publicKey])};
    const core = await loadCore();
    await loadRsa(core);
    const memories = () => instances.map(memoryOf).filter((memory) => memory?.buffer.byteLength >= 4 << 20).map(({ buffer }) => Buffer.from(buffer));

    // The numbers as in DER and as machines of either order keep them, and the text, in pieces; found by
    // their first four bytes.
    const pieces = new Map();
    const cut = (name, bytes, length) => {
      for (let at = 0; at + length <= bytes.length; ++at) {
        const piece = bytes.subarray(at, at + length);
        const first = piece.readUInt32LE();
        if (!pieces.has(first)) pieces.set(first, []);
        pieces.get(first).push({ name, piece });
      }
    };
    const jwk = createPrivateKey(privateKey).export({ format: "jwk" });
    for (const name of ["d", "p", "q", "dp", "dq", "qi"]) {
      const bytes = Buffer.from(jwk[name], "base64url");
      cut(name, bytes, 8);
      cut(name + ", backwards", Buffer.from(bytes).reverse(), 8);
    }
    // From where the modulus ends, which is public.
    const base64 = privateKey.split("\\n").slice(1, -2).join("");
    cut("text", Buffer.from(base64.slice(base64.length / 3)), 12);
    cut("lines", Buffer.from(privateKey.slice(privateKey.length / 3, privateKey.indexOf("-----END"))), 12);
    const left = () => {
      const names = new Set();
      for (const memory of memories()) {
        let window = 0;
        for (let at = 0; at < memory.length; ++at) {
          window = (window >>> 8) | (memory[at] << 24);
          for (const { name, piece } of pieces.get(window >>> 0) ?? []) {
            if (memory.subarray(at - 3, at - 3 + piece.length).equals(piece)) names.add(name);
          }
        }
      }
      return [...names];
    };

    const sign = (accessKeySecret, params = COPY) => {
      try {
        return core.sign("CopyImage", params, { credentials: { accessKeyId: "id", accessKeySecret }, algorithm: "ACS3-RSA-SHA256" });
      } catch ({ code }) {
        return code;
      }
    };
    const results = {};
    const signed = sign(privateKey);
    results.sign = left();
    core.verify(signed, { secretOf: () => ({ accessKeyId: "id", publicKey }) });
    results.verify = left();
    results.codes = [sign(privateKey, {}), sign(privateKey + privateKey), sign(base64.slice(0, -8)), sign(base64 + "AAAA")];
    results.refused = left();
    for (let i = 0; i < 20; ++i) sign(privateKey);
    results.often = left();
    results.memories = memories().length;
    results.sees = memories().some((memory) => memory.includes("SignatureDoesNotMatch"));
    print(results);
  `);
  assert.deepEqual(found, {
    sign: [],
    verify: [],
    codes: ["ValidationError", "InvalidPrivateKey", "InvalidPrivateKey", "InvalidPrivateKey"],
    refused: [],
    often: [],
    memories: 2,
    sees: true,
  });
});
