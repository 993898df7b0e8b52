// Fills in the texts of cases that have none yet, by the independent signer. See README.md.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  canonicalQuery,
  contentHash,
  encode,
  roaTexts,
  rpcTexts,
  texts,
} from "../support/independent_signer.mjs";
import { readVectors, signedRequestText } from "../support/vectors.mjs";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Name.1.Key: arrays and objects as the service nests them. Of one name the last counts. */
function flatten(value, name, out) {
  if (Array.isArray(value)) {
    value.forEach((item, index) => flatten(item, `${name}.${index + 1}`, out));
  } else if (typeof value === "object") {
    for (const [key, member] of Object.entries(value)) {
      flatten(member, name ? `${name}.${key}` : key, out);
    }
  } else out[name] = String(value);
  return out;
}

function requestOf({ call, request, options }) {
  if (request) {
    const { bodyBase64, body = null, ...rest } = request;
    return { ...rest, body: bodyBase64 === undefined ? body : Buffer.from(bodyBase64, "base64") };
  }
  const origin =
    options.endpoint ?? `https://ecd.${options.regionId ?? call.parameters.RegionId}.aliyuncs.com`;
  const query = canonicalQuery(Object.entries(flatten(call.parameters, "", {})));
  const headers = { accept: "application/json" };
  return { method: options.method ?? "POST", url: `${origin}/?${query}`, headers, body: null };
}

/** As it is sent: path and query strictly encoded, header names in lower case, values without space around. */
function onTheWire({ method, url, headers, body }) {
  const { origin, pathname, searchParams } = new URL(url);
  const path = pathname.split("/").map((part) => encode(decodeURIComponent(part)));
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]);
  return {
    method,
    url: withQuery(origin + path.join("/"), searchParams),
    headers: { ...Object.fromEntries(lower), host: new URL(url).host },
    body,
  };
}

function withQuery(url, pairs) {
  const query = canonicalQuery(pairs);
  return query ? `${url}?${query}` : url;
}

const tokenHeaders = ({ accessKeyId, securityToken, bearerToken }) => ({
  ...(securityToken
    ? { "x-acs-accesskey-id": accessKeyId, "x-acs-security-token": securityToken }
    : {}),
  ...(bearerToken ? { "x-acs-bearer-token": bearerToken } : {}),
});

const isSigned = ({ credentials }) => credentials.accessKeyId !== undefined;
const actionOf = ({ call, options }) => call?.operation ?? options.action;
const versionOf = ({ options }) => options.version ?? "2020-09-30";

function acs3(context, given) {
  const { options } = context;
  const { credentials, algorithm = "ACS3-HMAC-SHA256" } = options;
  const { bearerToken } = credentials;
  const isRpc = options.style !== "ROA";
  const { origin, pathname, searchParams } = new URL(given.url);
  if (bearerToken && isRpc) searchParams.set("SignatureType", "BEARERTOKEN");
  const request = {
    ...given,
    url: withQuery(origin + pathname, searchParams),
    headers: {
      ...given.headers,
      "x-acs-action": actionOf(context),
      "x-acs-version": versionOf(context),
      "x-acs-date": options.date,
      "x-acs-signature-nonce": options.nonce,
      "x-acs-content-sha256": contentHash(given.body, algorithm),
      ...tokenHeaders(credentials),
      ...(bearerToken && !isRpc ? { "x-acs-signature-type": "BEARERTOKEN" } : {}),
    },
  };
  if (!isSigned(options)) return { request };
  const made = texts(request, credentials.accessKeySecret, algorithm);
  request.headers.authorization =
    `${algorithm} Credential=${credentials.accessKeyId},` +
    `SignedHeaders=${made.signedHeaders},Signature=${made.signature}`;
  return { ...made, request };
}

function rpc(context, given) {
  const { options } = context;
  const { accessKeyId, accessKeySecret, securityToken, bearerToken } = options.credentials;
  const { origin, pathname, searchParams } = new URL(given.url);
  const common = {
    Action: actionOf(context),
    Version: versionOf(context),
    Timestamp: options.date,
    SignatureNonce: options.nonce,
    Format: searchParams.get("Format") ?? "JSON",
    ...(bearerToken ? { SignatureType: "BEARERTOKEN", BearerToken: bearerToken } : {}),
    ...(isSigned(options)
      ? { AccessKeyId: accessKeyId, SignatureMethod: "HMAC-SHA1", SignatureVersion: "1.0" }
      : {}),
    ...(securityToken ? { SecurityToken: securityToken } : {}),
  };
  for (const [name, value] of Object.entries(common)) searchParams.set(name, value);
  const request = { ...given, url: withQuery(origin + pathname, searchParams) };
  if (!isSigned(options)) return { request };
  const made = rpcTexts(request, accessKeySecret);
  searchParams.set("Signature", made.signature);
  return { ...made, request: { ...request, url: withQuery(origin + pathname, searchParams) } };
}

function roa(context, given) {
  const { options } = context;
  const { accessKeyId, accessKeySecret, bearerToken } = options.credentials;
  const headers = {
    ...given.headers,
    accept: given.headers.accept || "application/json",
    date: new Date(options.date).toUTCString(),
    "x-acs-action": actionOf(context),
    "x-acs-version": versionOf(context),
    "x-acs-signature-nonce": options.nonce,
    ...tokenHeaders(options.credentials),
    ...(bearerToken ? { "x-acs-signature-type": "BEARERTOKEN" } : {}),
  };
  const request = { ...given, headers };
  if (!isSigned(options)) return { request };
  headers["x-acs-signature-method"] = "HMAC-SHA1";
  headers["x-acs-signature-version"] = "1.0";
  const made = roaTexts(request, accessKeySecret);
  headers.authorization = `acs ${accessKeyId}:${made.signature}`;
  return { ...made, request };
}

function complete(context) {
  const given = onTheWire(requestOf(context));
  if (context.options.algorithm !== "HMAC-SHA1") return acs3(context, given);
  return context.options.style === "ROA" ? roa(context, given) : rpc(context, given);
}

for (const { name, context, error, signedRequest } of readVectors()) {
  if (signedRequest !== undefined || error !== undefined) continue;
  const made = complete(context);
  const files = {
    "canonical-request.txt": made.canonicalRequest,
    "string-to-sign.txt": made.stringToSign,
    "signature.txt": made.signature,
    "signed-request.txt": signedRequestText(made.request),
  };
  for (const [file, text] of Object.entries(files)) {
    const path = join(FOLDER, name, file);
    // What is there stays: it was published.
    if (text !== undefined && !existsSync(path)) writeFileSync(path, text);
  }
  console.log(`completed ${name}`);
}
