/** `ecd-wasm/relay`: signs and sends for clients that must not hold keys. For servers. */
export { createRelay } from "./relay.js";
export type { Relay } from "./relay.js";
export { toNodeListener } from "./node.js";
export type { NodeRequest, NodeResponse } from "./node.js";
export type { AskedCall, AuditEvent, Authorization, RelayOptions } from "./options.js";
export type { RelayAnswer, RelayCall, RelayError } from "./message.js";
