// Hashes and HMAC in WebAssembly, against the same vectors as tests/cpp/primitives_test.cpp. The
// module for tests (tests/wasm) exports them; the package has no use for them by themselves.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { loadStages } from "../support/stages.mjs";

const DEBIAN = "/usr/lib/python3/dist-packages/cryptography_vectors";
const WYCHEPROOF = new URL("../../../shared/vectors/wycheproof/", import.meta.url);
const noDebian = existsSync(DEBIAN) ? false : "python3-cryptography-vectors is not installed";
const noWycheproof = existsSync(WYCHEPROOF) ? false : "no Wycheproof vectors beside the project";

const { hexDigest, hexMac } = await loadStages();
const bytes = (hex) => Buffer.from(hex, "hex");

/** The lines "name = value" of a file in NIST's form: [[name, value]]. */
function readFields(file) {
  const text = readFileSync(`${DEBIAN}/${file}`, "utf8");
  return [...text.matchAll(/^(\w+) = (\w+)\r?$/gm)].map(([, name, value]) => [name, value]);
}

/** [{Len, Msg, MD, …}]: a case ends with its digest. */
function readCases(file) {
  const cases = [];
  let one = {};
  for (const [name, value] of readFields(file)) {
    one[name] = value;
    if (name !== "MD") continue;
    cases.push(one);
    one = {};
  }
  return cases;
}

for (const [file, hash, count] of [
  ["hashes/SHA1/SHA1ShortMsg.rsp", "SHA-1", 65],
  ["hashes/SHA1/SHA1LongMsg.rsp", "SHA-1", 64],
  ["hashes/SHA2/SHA256ShortMsg.rsp", "SHA-256", 65],
  ["hashes/SHA2/SHA256LongMsg.rsp", "SHA-256", 64],
  ["hashes/SM3/oscca.txt", "SM3", 6],
]) {
  test(`digests of ${file}`, { skip: noDebian }, () => {
    const cases = readCases(file);
    assert.equal(cases.length, count);
    for (const { Len, Msg, MD } of cases) {
      // A message of no bits is written as 00.
      assert.equal(hexDigest(hash, bytes(Len === "0" ? "" : Msg)), MD);
    }
  });
}

for (const [file, hash] of [
  ["hashes/SHA1/SHA1Monte.rsp", "SHA-1"],
  ["hashes/SHA2/SHA256Monte.rsp", "SHA-256"],
]) {
  test(`digests of digests of ${file}`, { skip: noDebian }, () => {
    // "The Secure Hash Algorithm Validation System", section 6.4.
    let seed;
    let checked = 0;
    for (const [name, value] of readFields(file)) {
      if (name === "Seed") seed = bytes(value);
      if (name !== "MD") continue;
      const last = [seed, seed, seed];
      for (let i = 0; i < 1000; i++) {
        last.push(bytes(hexDigest(hash, Buffer.concat(last))));
        last.shift();
      }
      seed = last[2];
      assert.equal(seed.toString("hex"), value, `COUNT = ${checked}`);
      checked++;
    }
    assert.equal(checked, 100);
  });
}

for (const [file, hash, count] of [
  ["HMAC/rfc-2202-sha1.txt", "SHA-1", 7],
  ["HMAC/rfc-4231-sha256.txt", "SHA-256", 6],
]) {
  test(`HMAC of ${file}`, { skip: noDebian }, () => {
    const cases = readCases(file);
    assert.equal(cases.length, count);
    for (const { Key, Msg, MD } of cases) assert.equal(hexMac(hash, bytes(Key), bytes(Msg)), MD);
  });
}

for (const [file, hash, count] of [
  ["hmac_sha1_test.json", "SHA-1", 170],
  ["hmac_sha256_test.json", "SHA-256", 174],
  ["hmac_sm3_test.json", "SM3", 174],
]) {
  test(`HMAC of Wycheproof's ${file}`, { skip: noWycheproof }, () => {
    const { testGroups } = JSON.parse(readFileSync(new URL(file, WYCHEPROOF), "utf8"));
    const tests = testGroups.flatMap((group) => group.tests);
    assert.equal(tests.length, count);
    for (const { tcId, key, msg, tag, result } of tests) {
      const mac = hexMac(hash, bytes(key), bytes(msg));
      // A shorter tag is the beginning of the whole one.
      assert.equal(mac.startsWith(tag), result === "valid", `tcId ${tcId}`);
    }
  });
}
