import type { CoreInternals, Fetch, HttpRequest } from "../core/internal.js";
import type { Tried } from "./answer_error.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import { observed } from "./hooks.js";
import { ensureNeeded } from "./needed.js";
import type { ClientOptions, Result } from "./options.js";
import { regionOption } from "./region_of_call.js";
import type { RetriedCall } from "./retries.js";

/** A result, and the answer that it stood in. */
export type Attempted = { result: Result; answer: RawAnswer };

/** How the attempts of calls reach the service: signed here, or by a relay. */
export interface Transport {
  /** How far the service's clock is ahead of ours, in milliseconds, as far as an answer told. */
  readonly serviceAheadMs: number;
  /** Whether the credentials come from a provider that has brought some, and may bring others the next time. */
  readonly renewsCredentials: boolean;
  /**
   * Makes one attempt, the `number`th from 1.
   * @throws ValidationError before anything is sent; EcdError with what is known of the outcome
   */
  attempt(call: RetriedCall, params: object, number: number): Promise<Attempted>;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** By what the core validates; the client's region finds the endpoint of an operation that takes none too. */
export function validationOptions(params: object, { profile, locale, regionId }: ClientOptions) {
  return {
    ...regionOption(params, regionId),
    ...(profile === undefined ? {} : { profile }),
    ...(locale === undefined ? {} : { locale }),
  };
}

/** What sends requests: with the client's dispatcher, if it has one. */
function fetchOf({ fetch = globalThis.fetch as Fetch, dispatcher }: ClientOptions): Fetch {
  return dispatcher === undefined ? fetch : (url, init) => fetch(url, { ...init, ...{ dispatcher } });
}

/** A request on its way: by whom it is sent, for which attempt, and what takes secrets out of its answer. */
type Sending = {
  core: CoreInternals;
  options: ClientOptions;
  call: RetriedCall;
  attempt: number;
  redact(text: string): string;
};

/**
 * Sends a request and makes a result of its answer, and tells the hooks before and after.
 * @throws what `read` throws; EcdError when there is no answer
 */
export async function sendAndRead(
  { core, options, call, attempt, redact }: Sending,
  request: HttpRequest & { host: string },
  read: (tried: Tried) => Result,
): Promise<Attempted> {
  const { operation, regionId, limits, needed } = call;
  const { method, host } = request;
  const region = regionId === undefined ? {} : { regionId };
  const event = { operation: operation.name, method, host, ...region, attempt };
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return observed(options, event, async () => {
    const context = { operation, attempt, timeoutMs, limits };
    const { requestId, ...rest } = await exchange(core, fetchOf(options), request, context);
    const answer = { ...rest, requestId: requestId && redact(requestId) };
    const tried = { operation, attempt, answer, redact };
    const result = read(tried);
    ensureNeeded(needed, result, tried);
    return { result, answer };
  });
}
