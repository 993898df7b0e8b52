// A relay in front of an emulator, and what may go wrong between a client and it.
import { EcdClient } from "ecd-wasm";
import { createRelay } from "ecd-wasm/relay";
import { ACCOUNT } from "./emulator_calls.mjs";
import { fakeFetch } from "./faulty_server.mjs";

export const RELAY_URL = "https://relay.example/ecd";
export const ALLOW = {
  operations: ["CopyImage", "DescribeImages", "CancelCopyImage"],
  regions: ["cn-hangzhou", "cn-shenzhen", "cn-beijing"],
};

/** A relay to the emulator that everybody may use. */
export function relayTo(emulator, options = {}) {
  const usual = { credentials: ACCOUNT, allow: ALLOW, authorize: () => true };
  return createRelay({ ...usual, fetch: emulator.fetch, ...options });
}

/** A relay whose requests to the service must not be made. */
export function closedRelay(options) {
  const fetch = fakeFetch(new Error("it was sent"));
  return { relay: relayTo({ fetch }, options), fetch };
}

/** A `fetch` that ends in the relay, without a connection; remembers the requests. */
export function fetchOf(relay) {
  const calls = [];
  const fetch = (url, init) => {
    calls.push({ url, ...init });
    return relay(new Request(url, init));
  };
  return Object.assign(fetch, { calls });
}

export function clientOf(relay, options = {}) {
  return new EcdClient({ relay: { url: RELAY_URL }, fetch: fetchOf(relay), ...options });
}

/** 32 hexadecimal digits, others every time. */
export const nonce = () => crypto.randomUUID().replaceAll("-", "");

/** What a client would send. */
export function requestOf(operation, params, { body, headers, method = "POST", ...more } = {}) {
  const call = { version: 1, operation, params, nonce: nonce(), ...more };
  return new Request(RELAY_URL, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method === "GET" ? {} : { body: body ?? JSON.stringify(call), duplex: "half" }),
  });
}

/** Asks a relay; gives status, headers and answer. */
export async function ask(relay, request, context) {
  const response = await relay(request, context);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    answer: text && JSON.parse(text),
  };
}
