// The signature schemes once more, written from the documentation over node:crypto and WHATWG URL,
// sharing nothing with the core: a second witness. It works from the wire, as a server does.
import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";

/** Hash of the body and of the canonical request, by scheme. */
const HASHES = { "ACS3-HMAC-SHA256": "sha256", "ACS3-HMAC-SM3": "sm3", "ACS3-RSA-SHA256": "sha256" };
const DEFAULT = "ACS3-HMAC-SHA256";
const RSA = "ACS3-RSA-SHA256";

const hex = (hash, data) => createHash(hash).update(data).digest("hex");

/** RFC 3986: encodeURIComponent keeps five characters too many. */
export const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const byBytes = ([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Sorted by name, then by value, in the order of UTF-8 bytes. */
export function canonicalQuery(pairs) {
  return [...pairs]
    .sort((a, b) => byBytes(a, b) || byBytes([a[1]], [b[1]]))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

const lowerCased = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));

/** PKCS#8, whatever lines stand around its Base64. */
const privateKeyOf = (text) =>
  createPrivateKey({
    key: Buffer.from(text.replace(/-----[^-]+-----/g, ""), "base64"),
    format: "der",
    type: "pkcs8",
  });

/** What `secretOf` answers for a key pair: the public half of an RSA key, or the secret itself. */
export const verifyingKey = ({ accessKeyId, accessKeySecret }, algorithm) =>
  algorithm === RSA
    ? { accessKeyId, publicKey: createPublicKey(privateKeyOf(accessKeySecret)).export({ type: "spki", format: "pem" }) }
    : { accessKeyId, accessKeySecret };

const acs3Signature = (text, secret, algorithm) =>
  algorithm === RSA
    ? sign("sha256", Buffer.from(text), privateKeyOf(secret)).toString("hex")
    : createHmac(HASHES[algorithm], secret).update(text).digest("hex");

/** The hash that ACS3 wants in x-acs-content-sha256. */
export const contentHash = (body, algorithm = DEFAULT) => hex(HASHES[algorithm] ?? "sha256", body ?? "");

/** The three texts of a signature over a request as it is on the wire, and the names that are signed. */
export function texts({ method, url, headers, body }, secret, algorithm = DEFAULT) {
  const { pathname, search } = new URL(url);
  const lower = lowerCased(headers);
  const names = Object.keys(lower)
    .filter((name) => name.startsWith("x-acs-") || name === "host" || name === "content-type")
    .sort();
  const canonicalRequest = [
    method,
    pathname,
    canonicalQuery(new URLSearchParams(search)),
    ...names.map((name) => `${name}:${lower[name]}`),
    "",
    names.join(";"),
    contentHash(body, algorithm),
  ].join("\n");
  const hash = HASHES[algorithm];
  const stringToSign = `${algorithm}\n${hex(hash, canonicalRequest)}`;
  const signature = acs3Signature(stringToSign, secret, algorithm);
  return { canonicalRequest, stringToSign, signature, signedHeaders: names.join(";") };
}

/** RPC with HMAC-SHA1: `url` and a form body hold all parameters; a Signature among them is left out. */
export function rpcTexts({ method, url, headers, body }, secret) {
  const isForm = /^application\/x-www-form-urlencoded/i.test(lowerCased(headers)["content-type"] ?? "");
  const pairs = [...new URLSearchParams(new URL(url).search), ...new URLSearchParams(isForm ? String(body) : "")];
  const canonicalRequest = canonicalQuery(pairs.filter(([name]) => name !== "Signature"));
  const stringToSign = `${method}&%2F&${encode(canonicalRequest)}`;
  const signature = createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64");
  return { canonicalRequest, stringToSign, signature };
}

/** ROA with HMAC-SHA1. */
export function roaTexts({ method, url, headers }, secret) {
  const { pathname, search } = new URL(url);
  const lower = lowerCased(headers);
  const first = ["accept", "content-md5", "content-type", "date"].map((name) => lower[name] ?? "");
  const own = Object.keys(lower).filter((name) => name.startsWith("x-acs-")).sort();
  const query = [...new URLSearchParams(search)]
    .sort(byBytes)
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join("&");
  const resource = query ? `${pathname}?${query}` : pathname;
  const stringToSign = [method, ...first, ...own.map((name) => `${name}:${lower[name]}`), resource].join("\n");
  const signature = createHmac("sha1", secret).update(stringToSign).digest("base64");
  return { canonicalRequest: "", stringToSign, signature };
}

/** Whether a signed request would be accepted: its signature, computed anew from the wire. */
export function isSignedBy(request, accessKeyId, secret, { algorithm = DEFAULT, style = "RPC" } = {}) {
  if (algorithm !== "HMAC-SHA1") {
    const { signature, signedHeaders } = texts(request, secret, algorithm);
    return (
      request.headers["x-acs-content-sha256"] === contentHash(request.body, algorithm) &&
      request.headers.authorization ===
        `${algorithm} Credential=${accessKeyId},SignedHeaders=${signedHeaders},Signature=${signature}`
    );
  }
  if (style === "ROA") {
    return request.headers.authorization === `acs ${accessKeyId}:${roaTexts(request, secret).signature}`;
  }
  const sent = new URL(request.url).searchParams;
  return sent.get("AccessKeyId") === accessKeyId && sent.get("Signature") === rpcTexts(request, secret).signature;
}
