// Runs in a page: this package against @noble/hashes and WebCrypto. Bundled by sign.bench.mjs.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { loadCore } from "ecd-wasm/core";
import { measureAsync } from "./rounds.mjs";
import { asyncSignerOver, CREDENTIALS, PARAMS, signerOver } from "./signers.mjs";

const nonce = () => bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
const secret = utf8ToBytes(CREDENTIALS.accessKeySecret);

const overNoble = signerOver({
  sha256: (text) => bytesToHex(sha256(utf8ToBytes(text))),
  hmac: (text) => bytesToHex(hmac(sha256, secret, utf8ToBytes(text))),
  nonce,
});

async function overWebCrypto() {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return asyncSignerOver({
    sha256: async (text) =>
      bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8ToBytes(text)))),
    hmac: async (text) =>
      bytesToHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8ToBytes(text)))),
    nonce,
  });
}

globalThis.measureSigners = async () => {
  const core = await loadCore();
  return measureAsync(
    {
      "ecd-wasm core.sign": () => core.sign("CopyImage", PARAMS, { credentials: CREDENTIALS }),
      "@noble/hashes": overNoble,
      WebCrypto: await overWebCrypto(),
    },
    { rounds: 15, calls: 500 },
  );
};
