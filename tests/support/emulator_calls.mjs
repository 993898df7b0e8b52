// What the emulator's tests share: requests signed by the independent signer, also such as the core
// would refuse to build, and calls in process or over HTTP.
import { createHash, randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { encode, texts } from "./independent_signer.mjs";

export const ACCOUNT = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
export const PAGE_EXAMPLE = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2****",
  DestinationImageName: "Office_Shanghai",
  DestinationDescription: "This is a test.",
  DestinationRegionId: "cn-shenzhen",
};

const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** {ImageId: ["a", "b"]} → [["ImageId.1", "a"], ["ImageId.2", "b"]] */
function flatten(params) {
  return Object.entries(params).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((item, i) => [`${name}.${i + 1}`, String(item)])
      : [[name, String(value)]],
  );
}

/** A signed ACS3 request; `form` puts the parameters into the body, `headers` are added. */
export function sign(action, params, options = {}) {
  const { endpoint = "http://127.0.0.1", method = "POST", account = ACCOUNT } = options;
  const { path = "/", form = false, version = "2020-09-30", date = new Date(), nonce } = options;
  const pairs = flatten(params).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const query = form || pairs.length === 0 ? "" : `?${pairs.join("&")}`;
  const body = form ? pairs.join("&") : (options.body ?? null);
  const headers = {
    host: options.host ?? new URL(endpoint).host,
    "x-acs-action": action,
    "x-acs-version": version,
    "x-acs-date": date.toISOString().replace(/\.\d+/, ""),
    "x-acs-signature-nonce": nonce ?? randomBytes(16).toString("hex"),
    "x-acs-content-sha256": sha256(body ?? ""),
    ...(form && { "content-type": "application/x-www-form-urlencoded" }),
    ...(account.securityToken && { "x-acs-security-token": account.securityToken }),
    ...options.headers,
  };
  const request = { method, url: `${endpoint}${path}${query}`, headers, body };
  const { signature, signedHeaders } = texts(request, account.accessKeySecret);
  headers.authorization =
    `ACS3-HMAC-SHA256 Credential=${account.accessKeyId},` +
    `SignedHeaders=${signedHeaders},Signature=${signature}`;
  return request;
}

/** Sends a request through the emulator's own fetch; gives status, headers and decoded body. */
export async function send(emulator, { url, ...init }) {
  const response = await emulator.fetch(url, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Signs at the emulator's time and sends. */
export function call(emulator, action, params, options = {}) {
  const request = sign(action, params, {
    endpoint: emulator.url,
    date: emulator.clock.now(),
    ...options,
  });
  return send(emulator, request);
}

/** Sends over a real connection, the Host header as given. */
export function sendOverHttp(emulator, { method, url, headers, body }) {
  const { pathname, search } = new URL(url);
  const { hostname, port } = new URL(emulator.url);
  return new Promise((resolve, reject) => {
    const target = { hostname, port, path: pathname + search, method, headers, setHost: false };
    const request = httpRequest({ ...target, agent: false }, async (response) => {
      try {
        let text = "";
        for await (const part of response.setEncoding("utf8")) text += part;
        resolve({ status: response.statusCode, headers: response.headers, text });
      } catch (error) {
        reject(error);
      }
    });
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}
