// RSA keys for tests, by node:crypto, and the RSA module without a core.
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { loadRsa } from "ecd-wasm/rsa";

/** A new key: `privateKey` and `publicKey` as PEM, and what OpenSSL signs with it. */
export function makeRsaKey(modulusLength = 2048, options = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength, ...options });
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
    publicKey: publicKey.export({ type: "spki", format: "pem" }),
    modulus: BigInt(
      `0x${Buffer.from(publicKey.export({ format: "jwk" }).n, "base64url").toString("hex")}`,
    ),
    sign: (text) => sign("sha256", Buffer.from(text), privateKey).toString("hex"),
  };
}

/** A key in another wrapping. */
export const exported = (privateKey, options) =>
  createPrivateKey(privateKey).export({ format: "pem", ...options });

/** What `loadRsa` gives a core: `sign(privateKey, text)` and `check(publicKey, text, signature)`. */
export async function rsaModule() {
  let module;
  await loadRsa({ useRsa: (keys) => (module = keys) });
  return module;
}

/** The code that a call fails with; "" when it does not. */
export function codeOf(call) {
  try {
    call();
    return "";
  } catch ({ code }) {
    return code;
  }
}
