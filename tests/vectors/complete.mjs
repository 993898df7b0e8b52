// Fills in the texts of cases that have none yet, by the independent signer. See README.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encode, texts } from "../support/independent_signer.mjs";
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

function signedHeaders({ call, options }, { url, headers, body }) {
  const { accessKeyId, securityToken } = options.credentials;
  return {
    ...headers,
    host: new URL(url).host,
    "x-acs-action": call?.operation ?? options.action,
    "x-acs-version": options.version ?? "2020-09-30",
    "x-acs-date": options.date,
    "x-acs-signature-nonce": options.nonce,
    "x-acs-content-sha256": createHash("sha256").update(body ?? "").digest("hex"),
    ...(securityToken ? { "x-acs-accesskey-id": accessKeyId, "x-acs-security-token": securityToken } : {}),
  };
}

for (const { name, context, signature, error } of readVectors()) {
  if (signature !== undefined || error !== undefined) continue;
  const request = requestOf(context);
  const made = texts(
    { ...request, headers: signedHeaders(context, request) },
    context.options.credentials.accessKeySecret,
  );
  mkdirSync(join(FOLDER, name), { recursive: true });
  writeFileSync(join(FOLDER, name, "canonical-request.txt"), made.canonicalRequest);
  writeFileSync(join(FOLDER, name, "string-to-sign.txt"), made.stringToSign);
  writeFileSync(join(FOLDER, name, "signature.txt"), made.signature);
  console.log(`completed ${name}`);
}
