// How long a signed CopyImage takes: this package, validation included, against the official signer
// and one written by hand over node:crypto that makes the same headers and URL. Run it on a quiet
// machine: node tests/bench/sign.bench.mjs
import { createHash, createHmac, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { loadCore } from "ecd-wasm/core";
import { measure, print } from "./rounds.mjs";

const { OpenApiUtil } = createRequire(import.meta.url)("@alicloud/openapi-core");
const core = await loadCore();

const credentials = { accessKeyId: "LTAI5tExampleExample", accessKeySecret: "secretsecretsecretsecretsecret" };
const params = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2****",
  DestinationImageName: "Office_Shanghai",
  DestinationDescription: "This is a test.",
  DestinationRegionId: "cn-shenzhen",
};

const isoSeconds = () => `${new Date().toISOString().slice(0, 19)}Z`;
const EMPTY_HASH = createHash("sha256").update("").digest("hex");

function official() {
  const headers = {
    host: "ecd.cn-hangzhou.aliyuncs.com",
    "x-acs-version": "2020-09-30",
    "x-acs-action": "CopyImage",
    "x-acs-date": isoSeconds(),
    "x-acs-signature-nonce": randomBytes(16).toString("hex"),
    "x-acs-content-sha256": EMPTY_HASH,
    accept: "application/json",
  };
  const request = { method: "POST", pathname: "/", query: OpenApiUtil.query(params), headers };
  headers.Authorization = OpenApiUtil.getAuthorization(
    request, "ACS3-HMAC-SHA256", EMPTY_HASH, credentials.accessKeyId, credentials.accessKeySecret,
  );
  return request;
}

const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

function byHand() {
  const query = Object.keys(params).sort().map((name) => `${encode(name)}=${encode(params[name])}`).join("&");
  const headers = {
    host: `ecd.${params.RegionId}.aliyuncs.com`,
    "x-acs-action": "CopyImage",
    "x-acs-content-sha256": sha256(""),
    "x-acs-date": isoSeconds(),
    "x-acs-signature-nonce": randomBytes(16).toString("hex"),
    "x-acs-version": "2020-09-30",
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = `POST\n/\n${query}\n${lines}\n${names.join(";")}\n${headers["x-acs-content-sha256"]}`;
  const signature = createHmac("sha256", credentials.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${credentials.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  headers.accept = "application/json";
  return { method: "POST", url: `https://${headers.host}/?${query}`, headers, body: null };
}

const request = byHand();
const unsigned = { method: request.method, url: request.url, headers: {}, body: null };
const named = { credentials, action: "CopyImage", version: "2020-09-30" };
const batch = Array.from({ length: 100 }, () => params);

const times = measure({
  "ecd-wasm core.sign": () => core.sign("CopyImage", params, { credentials }),
  "@alicloud/openapi-core query+getAuthorization": official,
  "by hand over node:crypto": byHand,
  "ecd-wasm core.signRequest": () => core.signRequest(unsigned, named),
  "ecd-wasm core.validate": () => core.validate("CopyImage", params),
});
print("Sign one CopyImage", times, "ecd-wasm core.sign");

const batches = measure(
  {
    "ecd-wasm core.signBatch": () => core.signBatch("CopyImage", batch, { credentials }),
    "by hand over node:crypto": () => batch.forEach(byHand),
  },
  { calls: 40 },
);
print("Sign 100 CopyImage at once", batches, "ecd-wasm core.signBatch");
