// The service's three official clients for Node.js, unchanged, behind one function: how a program that
// uses them would call an operation.
import core from "@alicloud/openapi-core";
import client from "@alicloud/openapi-client";
import pop from "@alicloud/pop-core";
import util from "@alicloud/tea-util";

const VERSION = "2020-09-30";

/** What the generated clients of the service say of each operation. */
const description = (action, method) => ({
  ...{ action, version: VERSION, protocol: "HTTP", pathname: "/", method, authType: "AK" },
  ...{ style: "RPC", reqBodyType: "formData", bodyType: "json" },
});

/** Undefined parameters are left out, as generated request models do. */
const defined = (params) =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));

function openCore(url, keys) {
  const { default: Client, $OpenApiUtil, OpenApiUtil } = core;
  const config = { ...keys, protocol: "http", endpoint: new URL(url).host };
  const made = new Client(new $OpenApiUtil.Config(config));
  return async (action, params, { form = false, method = "POST" } = {}) => {
    const given = form ? { body: defined(params) } : { query: OpenApiUtil.query(defined(params)) };
    const { body } = await made.callApi(
      new $OpenApiUtil.Params(description(action, method)),
      new $OpenApiUtil.OpenApiRequest(given),
      {},
    );
    return body;
  };
}

function openClient(url, keys) {
  const { default: Client, Config, OpenApiRequest, Params } = client;
  const config = { ...keys, protocol: "http", endpoint: new URL(url).host };
  const made = new Client(new Config(config));
  return async (action, params, { form = false, method = "POST" } = {}) => {
    const flat = core.OpenApiUtil.query(defined(params));
    const { body } = await made.callApi(
      new Params(description(action, method)),
      new OpenApiRequest(form ? { body: defined(params) } : { query: flat }),
      new util.RuntimeOptions({}),
    );
    return body;
  };
}

function openPop(url, keys) {
  const made = new pop.RPCClient({ ...keys, endpoint: url, apiVersion: VERSION });
  // With POST it puts parameters into a form, with GET into the query.
  return (action, params, { form = false, method = "POST" } = {}) =>
    made.request(action, defined(params), { method: form ? "POST" : method });
}

/** By name: address and keys → a function that calls an operation and gives the answer's body. */
export const OFFICIAL_CLIENTS = {
  "@alicloud/openapi-core": openCore,
  "@alicloud/openapi-client": openClient,
  "@alicloud/pop-core": openPop,
};
