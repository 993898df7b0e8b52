import { EcdError } from "../core/internal.js";
import type { CoreInternals, HttpRequest } from "../core/internal.js";
import { randomNonce } from "../core/nonce.js";
import { MESSAGE_VERSION } from "../relay/message.js";
import type { RelayCall } from "../relay/message.js";
import { errorOf, unusable } from "./answer_error.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import { HostClocks } from "./host_clocks.js";
import type { RelayAddress, RelayedOptions } from "./options.js";
import { regionOption } from "./region_of_call.js";
import { readRelayAnswer } from "./relay_answer.js";
import { relayUrl } from "./relay_url.js";
import type { RetriedCall } from "./retries.js";
import { contextOf, fetchOf, observed, validationOptions } from "./transport.js";
import type { Attempted, Transport } from "./transport.js";

/** Nothing here is a secret of ours: the relay has taken out what it knows. */
const asItIs = (text: string): string => text;

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
  readonly #clocks = new HostClocks();

  /** @throws EcdError `InvalidOption` */
  constructor(core: CoreInternals, options: RelayedOptions) {
    this.#core = core;
    this.#options = options;
    this.#url = relayUrl(options);
  }

  get serviceAheadMs(): number {
    return this.#clocks.ahead;
  }

  async attempt(call: RetriedCall, params: object, number: number): Promise<Attempted> {
    const { operation, limits } = call;
    // Builds what the relay will build, to the same errors, before anything leaves.
    this.#core.build(operation.name, params, validationOptions(params, this.#options));
    const headers = await limits.within(headersOf(this.#options.relay), operation.name);
    const answer = await this.#send(call, this.#request(operation.name, params, headers), number);
    const read = readRelayAnswer(answer.body, operation.name, number);
    if (!read) throw this.#notTheRelays(call, answer, number);
    this.#clocks.observe(read.date);
    if ("error" in read) throw read.error;
    return { result: read.result, answer, redact: asItIs };
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

  #send(call: RetriedCall, request: HttpRequest, attempt: number): Promise<RawAnswer> {
    const { method, url } = request;
    const event = { operation: call.operation.name, method, host: new URL(url).host, attempt };
    return observed(this.#options, event, () =>
      exchange(
        this.#core,
        fetchOf(this.#options),
        request,
        contextOf(call, attempt, this.#options),
      ),
    );
  }

  /** Something on the way has answered: a login page, a gateway, another server. */
  #notTheRelays({ operation }: RetriedCall, answer: RawAnswer, attempt: number): EcdError {
    const reading = this.#core.readAnswer(answer);
    const known =
      reading.kind === "result" ? unusable("the answer is not one of a relay") : reading;
    return errorOf(known, { operation, attempt, answer, redact: asItIs });
  }
}
