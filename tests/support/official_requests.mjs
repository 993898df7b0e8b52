// What the official clients send, caught in the HTTP library that they share: no socket is opened.
import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";
import core from "@alicloud/openapi-core";
import pop from "@alicloud/pop-core";

const { default: CoreClient, $OpenApiUtil } = core;
const httpx = createRequire(createRequire(import.meta.url).resolve("@alicloud/pop-core"))("httpx");

const bytesOf = async (data) =>
  data === undefined || data === null
    ? null
    : typeof data === "string" || data instanceof Uint8Array
      ? Buffer.from(data)
      : buffer(data);

/** The request that `call` sends: {method, url, headers, body}, header names in lower case. */
async function caught(call) {
  const { request } = httpx;
  let sent;
  httpx.request = async (url, options) => {
    sent = { url, options };
    throw new Error("caught");
  };
  try {
    await call().catch(() => undefined);
  } finally {
    httpx.request = request;
  }
  if (!sent) throw new Error("the official client sent nothing");
  const { method = "GET", headers, data } = sent.options;
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    method,
    url: sent.url,
    headers: Object.fromEntries(own),
    body: await bytesOf(data),
  };
}

/** A call of @alicloud/openapi-core: over ACS3, or with `signatureAlgorithm: "v2"` over HMAC-SHA1. */
export function sentByCore({ host, credentials, signatureAlgorithm, ...call }) {
  const { query, body, headers, ...description } = call;
  const client = new CoreClient(
    new $OpenApiUtil.Config({
      ...credentials,
      endpoint: host,
      protocol: "https",
      signatureAlgorithm,
    }),
  );
  return caught(() =>
    client.callApi(
      new $OpenApiUtil.Params({
        protocol: "HTTPS",
        authType: "AK",
        bodyType: "json",
        ...description,
      }),
      new $OpenApiUtil.OpenApiRequest({ query, body, headers }),
      {},
    ),
  );
}

/** A call of @alicloud/pop-core in RPC style: everything in the query of a GET, or in the form of a POST. */
export function sentByPopRpc({ host, credentials, version, action, parameters, method }) {
  const client = new pop.RPCClient({
    ...credentials,
    endpoint: `https://${host}`,
    apiVersion: version,
  });
  return caught(() => client.request(action, parameters, { method }));
}

/** A call of @alicloud/pop-core in ROA style. */
export function sentByPopRoa({ host, credentials, version, method, path, query, headers, body }) {
  const client = new pop.ROAClient({
    ...credentials,
    endpoint: `https://${host}`,
    apiVersion: version,
  });
  return caught(() => client.request(method, path, query, body, headers));
}
