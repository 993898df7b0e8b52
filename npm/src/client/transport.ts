import type { EcdError, Fetch } from "../core/internal.js";
import type { RawAnswer } from "./exchange.js";
import type { ClientOptions, RequestEvent, Result } from "./options.js";
import { regionOption } from "./region_of_call.js";
import type { RetriedCall } from "./retries.js";

/** A result, and the answer that it stood in. */
export type Attempted = { result: Result; answer: RawAnswer; redact(text: string): string };

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

/** What `exchange` needs to know of an attempt. */
export function contextOf(
  { operation, limits }: RetriedCall,
  attempt: number,
  options: ClientOptions,
) {
  return { operation, attempt, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS, limits };
}

/** By what the core validates; the client's region finds the endpoint of an operation that takes none too. */
export function validationOptions(params: object, { profile, locale, regionId }: ClientOptions) {
  return {
    ...regionOption(params, regionId),
    ...(profile === undefined ? {} : { profile }),
    ...(locale === undefined ? {} : { locale }),
  };
}

export function fetchOf({ fetch }: ClientOptions): Fetch {
  return fetch ?? (globalThis.fetch as Fetch);
}

/** Tells the hooks before and after. */
export async function observed(
  options: ClientOptions,
  event: RequestEvent,
  send: () => Promise<RawAnswer>,
): Promise<RawAnswer> {
  const started = performance.now();
  const durationMs = (): number => performance.now() - started;
  options.onRequest?.(event);
  const answer = await send().catch((error: unknown) => {
    options.onResponse?.({ ...event, code: (error as EcdError).code, durationMs: durationMs() });
    throw error;
  });
  options.onResponse?.({
    ...event,
    status: answer.status,
    ...(answer.requestId === null ? {} : { requestId: answer.requestId }),
    durationMs: durationMs(),
  });
  return answer;
}
