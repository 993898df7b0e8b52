// Others' vectors of RSASSA-PKCS1-v1_5 with SHA-256, over the compiled module: Wycheproof's, and NIST's
// of the Cryptographic Algorithm Validation Program (package python3-cryptography-vectors of Debian).
import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { rsaModule } from "../support/rsa.mjs";
import { noWycheproof, wycheproof } from "../support/wycheproof.mjs";

const rsa = await rsaModule();
const bytes = (hex) => Buffer.from(hex, "hex");

const PUBLISHED = readFileSync(new URL("../vectors/published-rsa.ndjson", import.meta.url), "utf8");
for (const line of PUBLISHED.trimEnd().split("\n")) {
  const { name, input, expected } = JSON.parse(line);
  test(`published: ${name}${expected.error ? `, ${expected.error}` : ""}`, () => {
    const sign = () => rsa.sign(input.accessKeySecret, input.stringToSign);
    if (expected.error) return assert.throws(sign, { code: expected.error });
    assert.equal(sign(), expected.signature);
  });
}

for (const [bits, expected] of [
  [2048, 259],
  [4096, 258],
]) {
  const verifying = `rsa_signature_${bits}_sha256_test`;
  test(`Wycheproof: ${verifying}`, { skip: noWycheproof(verifying) }, (t) => {
    const cases = wycheproof(verifying);
    for (const { group, test: one } of cases) {
      const holds = rsa.check(group.publicKeyPem, bytes(one.msg), one.sig);
      // "acceptable" is one without the NULL in the digest's algorithm, which OpenSSL refuses as well.
      assert.equal(holds, one.result === "valid", `${one.tcId}: ${one.comment}`);
    }
    assert.ok(cases.length >= expected);
    t.diagnostic(`${cases.length} signatures`);
  });
}

for (const [bits, expected] of [
  [2048, 10],
  [4096, 8],
]) {
  const signing = `rsa_pkcs1_${bits}_sig_gen_test`;
  test(`Wycheproof: ${signing}`, { skip: noWycheproof(signing) }, (t) => {
    const all = wycheproof(signing);
    const cases = all.filter(({ group }) => group.sha === "SHA-256");
    for (const { group, test: one } of cases) {
      const key = bytes(group.privateKeyPkcs8).toString("base64");
      assert.equal(rsa.sign(key, bytes(one.msg)), one.sig, `${one.tcId}: ${one.comment}`);
      assert.equal(rsa.check(group.keyPem, bytes(one.msg), one.sig), true);
    }
    assert.ok(cases.length >= expected);
    const others = new Set(all.map(({ group }) => group.sha).filter((sha) => sha !== "SHA-256"));
    const left = all.length - cases.length;
    t.diagnostic(`${cases.length} signed; left out: ${left} of ${[...others].join(", ")}`);
  });
}

const CAVP = "/usr/lib/python3/dist-packages/cryptography_vectors/asymmetric/RSA/FIPS_186-2/";

/** Its paragraphs with SHA-256: Msg, S, and of the lines before, n and e. */
function readCavp(name) {
  const known = {};
  const found = [];
  for (const line of readFileSync(CAVP + name, "utf8").split(/\r?\n/)) {
    const [, key, value] = /^\[?(\w+) = (.*?)\]?$/.exec(line.trim()) ?? [];
    if (!key) continue;
    known[key] = value;
    // The last line that a case needs.
    if (key === (name.startsWith("SigVer") ? "Result" : "S") && known.SHAAlg === "SHA256") {
      found.push({ ...known });
    }
  }
  return found;
}

/** SubjectPublicKeyInfo of a modulus and an exponent in hexadecimal digits. */
function publicKeyOf({ n, e }) {
  const base64url = (hex) => bytes(hex.replace(/^(00)+/, "")).toString("base64url");
  const even = e.length % 2 ? `0${e}` : e;
  const key = { kty: "RSA", n: base64url(n), e: base64url(even) };
  return createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" });
}

for (const [name, expected] of [
  ["SigVer15_186-3.rsp", { checked: 54, tooShort: 36 }],
  ["SigGen15_186-2.rsp", { checked: 30, tooShort: 20 }],
  ["SigGen15_186-3.rsp", { checked: 30, tooShort: 20 }],
]) {
  const skip = existsSync(CAVP + name) ? false : `no ${CAVP}${name}`;
  test(`NIST CAVP: ${name}`, { skip }, (t) => {
    const counts = { checked: 0, tooShort: 0 };
    for (const one of readCavp(name)) {
      const check = () => rsa.check(publicKeyOf(one), bytes(one.Msg), one.S.toLowerCase());
      if (Number(one.mod) < 2048) {
        assert.throws(check, { code: "InvalidPublicKey" });
        ++counts.tooShort;
        continue;
      }
      assert.equal(check(), (one.Result ?? "P").startsWith("P"), `${one.mod}: ${one.Result}`);
      ++counts.checked;
    }
    assert.deepEqual(counts, expected);
    t.diagnostic(`${counts.checked} checked; ${counts.tooShort} of keys below 2,048 bits, refused`);
  });
}
