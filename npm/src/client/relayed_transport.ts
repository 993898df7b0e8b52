import { EcdError } from "../core/internal.js";
import type { CoreInternals, HttpRequest } from "../core/internal.js";
import { randomNonce } from "../core/nonce.js";
import { MESSAGE_VERSION } from "../relay/message.js";
import type { RelayCall } from "../relay/message.js";
import { errorOf, unusable } from "./answer_error.js";
import type { Tried } from "./answer_error.js";
import { hider } from "./credentials.js";
import { HostClocks } from "./host_clocks.js";
import type { RelayAddress, RelayedOptions, Result } from "./options.js";
import { regionOption } from "./region_of_call.js";
import { readRelayAnswer } from "./relay_answer.js";
import { relayUrl } from "./relay_url.js";
import type { RetriedCall } from "./retries.js";
import { sendAndRead, validationOptions } from "./transport.js";
import type { Attempted, Transport } from "./transport.js";
import { userAgentHeader } from "./user_agent.js";

/** Shorter values of headers are words, not tokens. */
const SHORTEST_TOKEN = 8;

/** Takes out what an answer echoes of the caller's headers, a session's token maybe. */
function headerHider(headers: Record<string, string>): (text: string) => string {
  return hider(Object.values(headers).filter(({ length }) => length >= SHORTEST_TOKEN));
}

/** JSON has no integers of any size; the core takes a text that spells one. */
const inJson = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? String(value) : value;

/** The caller's headers, names in lower case. @throws EcdError `RelayHeadersFailed` */
async function headersOf({ headers }: RelayAddress): Promise<Record<string, string>> {
  try {
    const given = typeof headers === "function" ? await headers() : headers;
    return Object.fromEntries(new Headers(given));
  } catch {
    // Why would quote a session's token.
    throw new EcdError("RelayHeadersFailed", "the relay's headers cannot be had, or are none");
  }
}

/**
 * Validates here and lets a relay sign and send. One attempt is one exchange with the relay, which makes
 * one request of it: retries, look-ups and waits are this side's, so that they do not multiply.
 */
export class RelayedTransport implements Transport {
  readonly #core: CoreInternals;
  readonly #options: RelayedOptions;
  readonly #url: string;
  readonly #userAgent: Record<string, string>;
  readonly #clocks = new HostClocks();

  /** @throws EcdError `InvalidOption` */
  constructor(core: CoreInternals, options: RelayedOptions) {
    this.#core = core;
    this.#options = options;
    this.#url = relayUrl(options);
    this.#userAgent = userAgentHeader(options.userAgent);
  }

  get serviceAheadMs(): number {
    return this.#clocks.ahead;
  }

  /** They are the relay's, and may well be renewed. */
  get renewsCredentials(): boolean {
    return true;
  }

  async attempt(call: RetriedCall, params: object, attempt: number): Promise<Attempted> {
    const { operation, limits } = call;
    // Builds what the relay will build, to the same errors, before anything leaves.
    this.#core.build(operation.name, params, validationOptions(params, this.#options));
    const headers = await limits.within(headersOf(this.#options.relay), operation.name);
    const redact = headerHider(headers);
    const request = this.#request(operation.name, params, { ...this.#userAgent, ...headers });
    const sending = { core: this.#core, options: this.#options, call, attempt, redact };
    const { host } = new URL(request.url);
    return sendAndRead(sending, { ...request, host }, (tried) => this.#result(tried));
  }

  /** What an answer gives. @throws EcdError */
  #result(tried: Tried): Result {
    const { operation, attempt, answer } = tried;
    const read = readRelayAnswer(answer.body, operation.name, attempt);
    if (!read) throw this.#notTheRelays(tried);
    this.#clocks.observe(read.date);
    if ("error" in read) throw read.error;
    return read.result;
  }

  #request(operation: string, params: object, headers: Record<string, string>): HttpRequest {
    const call: Omit<RelayCall, "params"> & { params: object } = {
      version: MESSAGE_VERSION,
      operation,
      params,
      nonce: randomNonce(),
      ...regionOption(params, this.#options.regionId),
    };
    const own = { accept: "application/json", "content-type": "application/json" };
    return {
      method: "POST",
      url: this.#url,
      headers: { ...headers, ...own },
      body: JSON.stringify(call, inJson),
    };
  }

  /** Something on the way has answered: a login page, a gateway, another server. */
  #notTheRelays(tried: Tried): EcdError {
    const reading = this.#core.readAnswer(tried.answer);
    const isResult = reading.kind === "result";
    return errorOf(isResult ? unusable("the answer is not one of a relay") : reading, tried);
  }
}
