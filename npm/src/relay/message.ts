/** What passes between a client and a relay: JSON, one call and its answer. Described in docs/relay.md. */
import type { Outcome, Permission } from "../core/errors.js";
import type { Issue } from "../core/types.js";

/** Of this format. A relay refuses every other. */
export const MESSAGE_VERSION = 1;

/** What a client asks for: one attempt of a call. */
export type RelayCall = {
  version: typeof MESSAGE_VERSION;
  operation: string;
  params: Record<string, unknown>;
  /**
   * 32 random hexadecimal digits, others for every attempt. The relay signs with them, so that the service
   * refuses a request that came to the relay twice.
   */
  nonce: string;
  /** Finds the endpoint of an operation whose parameters name no region. */
  regionId?: string;
};

/** Why there is no result: an `EcdError` as JSON, without the service's account details. */
export type RelayError = {
  /** Of the error's class. */
  name: string;
  code: string;
  message: string;
  outcome: Outcome;
  retryable: boolean;
  /** The service's; of a refusal the relay's own. */
  statusCode?: number;
  requestId?: string;
  retryAfterMs?: number;
  recommend?: string;
  permission?: Permission;
  issues?: Issue[];
};

/** What a relay answers. */
export type RelayAnswer = {
  version: typeof MESSAGE_VERSION;
  /** The service's clock, as far as the relay knows it: ISO 8601. */
  date: string;
} & ({ result: Record<string, unknown> } | { error: RelayError });
