// Fills in the texts of cases that have none yet, by the independent signer. See README.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentHash, encode, roaTexts, rpcTexts, texts } from "../support/independent_signer.mjs";
import { readVectors } from "../support/vectors.mjs";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Name.1.Key: arrays and objects as the service nests them. */
function flatten(value, name, out) {
  if (Array.isArray(value)) value.forEach((item, index) => flatten(item, `${name}.${index + 1}`, out));
  else if (typeof value === "object") {
    for (const [key, member] of Object.entries(value)) flatten(member, name ? `${name}.${key}` : key, out);
  } else out.push([name, String(value)]);
  return out;
}

function requestOf({ call, request, options }) {
  if (request) {
    const body = request.bodyBase64 === undefined ? request.body : Buffer.from(request.bodyBase64, "base64");
    return { ...request, body };
  }
  const origin = options.endpoint ?? `https://ecd.${options.regionId ?? call.parameters.RegionId}.aliyuncs.com`;
  const query = flatten(call.parameters, "", []).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return { method: options.method ?? "POST", url: `${origin}/?${query.join("&")}`, headers: {}, body: null };
}

const tokenHeaders = ({ accessKeyId, securityToken }) =>
  securityToken ? { "x-acs-accesskey-id": accessKeyId, "x-acs-security-token": securityToken } : {};

function acs3({ call, options }, request) {
  const headers = {
    ...request.headers,
    host: new URL(request.url).host,
    "x-acs-action": call?.operation ?? options.action,
    "x-acs-version": options.version ?? "2020-09-30",
    "x-acs-date": options.date,
    "x-acs-signature-nonce": options.nonce,
    "x-acs-content-sha256": contentHash(request.body, options.algorithm),
    ...tokenHeaders(options.credentials),
  };
  return texts({ ...request, headers }, options.credentials.accessKeySecret, options.algorithm);
}

function rpc({ call, options }, request) {
  const { accessKeyId, accessKeySecret, securityToken } = options.credentials;
  const url = new URL(request.url);
  const common = {
    Action: call?.operation ?? options.action,
    Version: options.version ?? "2020-09-30",
    Timestamp: options.date,
    SignatureNonce: options.nonce,
    Format: "JSON",
    AccessKeyId: accessKeyId,
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    ...(securityToken ? { SecurityToken: securityToken } : {}),
  };
  for (const [name, value] of Object.entries(common)) url.searchParams.set(name, value);
  return rpcTexts({ ...request, url: String(url) }, accessKeySecret);
}

function roa({ options }, request) {
  const headers = {
    accept: "application/json",
    ...request.headers,
    date: new Date(options.date).toUTCString(),
    "x-acs-action": options.action,
    "x-acs-version": options.version,
    "x-acs-signature-nonce": options.nonce,
    "x-acs-signature-method": "HMAC-SHA1",
    "x-acs-signature-version": "1.0",
    ...tokenHeaders(options.credentials),
  };
  return roaTexts({ ...request, headers }, options.credentials.accessKeySecret);
}

function complete(context) {
  const request = requestOf(context);
  if (context.options.algorithm !== "HMAC-SHA1") return acs3(context, request);
  return context.options.style === "ROA" ? roa(context, request) : rpc(context, request);
}

for (const { name, context, signature, error } of readVectors()) {
  if (signature !== undefined || error !== undefined) continue;
  const made = complete(context);
  writeFileSync(join(FOLDER, name, "canonical-request.txt"), made.canonicalRequest);
  writeFileSync(join(FOLDER, name, "string-to-sign.txt"), made.stringToSign);
  writeFileSync(join(FOLDER, name, "signature.txt"), made.signature);
  console.log(`completed ${name}`);
}
