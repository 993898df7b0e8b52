// What the module's memory holds of a secret, looked for byte by byte: while a key is in use, after
// another has taken its place, and after it was forgotten.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";

// Every instance that is made from here on, the package's among them.
const instances = [];
const OwnInstance = WebAssembly.Instance;
WebAssembly.Instance = class extends OwnInstance {
  constructor(...given) {
    super(...given);
    instances.push(this);
  }
};
after(() => (WebAssembly.Instance = OwnInstance));

const { EcdClient, loadCore } = await import("ecd-wasm");
const { createEmulator } = await import("ecd-wasm/emulator");

const PAGE = 4096;
const EMPTY = Buffer.alloc(PAGE);

/** Whole memory, stack included, of all instances, without pages on which nothing was ever written. */
function memories() {
  const exports = instances.flatMap((one) => Object.values(one.exports));
  return exports
    .filter((one) => one instanceof WebAssembly.Memory)
    .map(({ buffer }) => {
      const pages = Array.from({ length: buffer.byteLength / PAGE }, (_, at) =>
        Buffer.from(buffer, at * PAGE, PAGE),
      );
      return Buffer.concat(pages.filter((page) => !page.equals(EMPTY)));
    });
}

/** Pieces so short that no part of the text can hide between them, and so long that none is there by chance. */
const PIECE = 8;
/** So that of any twelve bytes that are left a piece is looked for. */
const STEP = 4;

/** Whether any piece of the bytes stands anywhere. */
function isFound(bytes) {
  const heaps = memories();
  assert.ok(heaps.length > 0 && bytes.length >= PIECE);
  for (let at = 0; at + PIECE <= bytes.length; at += STEP) {
    const piece = bytes.subarray(at, at + PIECE);
    if (heaps.some((heap) => heap.includes(piece))) return true;
  }
  return false;
}

const xor = (bytes, value) => Buffer.from(bytes.map((byte) => byte ^ value));
/** As a hash function reads a block on a machine with the other order of bytes. */
const swapped = (bytes) => Buffer.from(bytes.subarray(0, bytes.length & ~3)).swap32();

/** The key, both pads, and all in words. */
function formsOf(secret, hash = "sha256") {
  const key = Buffer.from(secret);
  const short = key.length > 64 ? createHash(hash).update(key).digest() : key;
  const forms = [key, short, xor(short, 0x36), xor(short, 0x5c)];
  return [...forms, ...forms.map(swapped)];
}

let count = 0;
/** Texts that nothing else in the process holds. */
const unique = (name, length) =>
  createHash("sha512")
    .update(`${name} ${++count} ${process.hrtime.bigint()}`)
    .digest("hex")
    .repeat(8)
    .slice(0, length);

const REQUEST = {
  method: "POST",
  url: "https://ecd.cn-hangzhou.aliyuncs.com/?a=1",
  headers: {},
  body: "b=2",
};
const SCHEMES = [
  { algorithm: "ACS3-HMAC-SHA256", hash: "sha256" },
  { algorithm: "ACS3-HMAC-SM3", hash: "sm3" },
  { algorithm: "HMAC-SHA1", style: "RPC", hash: "sha1" },
  { algorithm: "HMAC-SHA1", style: "ROA", hash: "sha1" },
];

for (const { hash, ...scheme } of SCHEMES) {
  test(`nothing of key and token is left: ${scheme.algorithm} ${scheme.style ?? ""}`, async () => {
    const core = await loadCore();
    for (const length of [30, 64, 100]) {
      const secret = unique("secret", length);
      const token = unique("token", 800);
      const sign = (credentials) =>
        core.signRequest(REQUEST, {
          ...scheme,
          credentials,
          action: "A",
          version: "1",
          trace: true,
        });
      sign({ accessKeyId: "one", accessKeySecret: secret, securityToken: token });
      // In use, the core holds what the key does to a hash function, not the key.
      for (const form of formsOf(secret, hash)) assert.equal(isFound(form), false, "in use");
      assert.equal(isFound(Buffer.from(token)), true, "the search finds what is there");
      sign({ accessKeyId: "two", accessKeySecret: unique("secret", 30) });
      for (const form of [...formsOf(secret, hash), Buffer.from(token)])
        assert.equal(isFound(form), false, "replaced");
    }
  });
}

test("a bearer token is gone when another credential signs", async () => {
  const core = await loadCore();
  const token = unique("bearer", 300);
  core.signRequest(REQUEST, { credentials: { bearerToken: token }, action: "A", version: "1" });
  assert.equal(isFound(Buffer.from(token)), true);
  core.signRequest(REQUEST, { credentials: "anonymous", action: "A", version: "1" });
  assert.equal(isFound(Buffer.from(token)), false);
});

test("a verified request leaves neither the secret nor its token", async () => {
  const core = await loadCore();
  const credentials = {
    accessKeyId: "one",
    accessKeySecret: unique("secret", 30),
    securityToken: unique("token", 500),
  };
  const request = core.signRequest(REQUEST, { credentials, action: "A", version: "1" });
  core.signRequest(REQUEST, { credentials: "anonymous", action: "A", version: "1" });
  assert.equal(core.verify(request, { secretOf: () => credentials }).ok, true);
  for (const form of [
    ...formsOf(credentials.accessKeySecret),
    Buffer.from(credentials.securityToken),
  ]) {
    assert.equal(isFound(form), false);
  }
});

test("closing a client has the core wipe its copy", async (t) => {
  const account = {
    accessKeyId: "closing",
    accessKeySecret: unique("secret", 40),
    securityToken: unique("token", 400),
  };
  const emulator = await createEmulator({ port: false, accounts: [account] });
  t.after(() => emulator.close());
  const client = new EcdClient({
    regionId: "cn-hangzhou",
    credentials: account,
    endpoint: emulator.url,
    fetch: emulator.fetch,
  });
  await client.call("DescribeRegions", { RegionId: "cn-hangzhou" });
  client.close();
  for (const form of [...formsOf(account.accessKeySecret), Buffer.from(account.securityToken)]) {
    assert.equal(isFound(form), false);
  }
});
