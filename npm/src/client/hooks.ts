import type { EcdError, Outcome } from "../core/internal.js";

/** A request that is about to be sent. */
export type RequestEvent = {
  operation: string;
  method: string;
  /** Where it goes to. */
  host: string;
  /** The region that the call names, or else the client's; absent when neither does. */
  regionId?: string;
  /** Of this call, from 1. */
  attempt: number;
};

/** What became of a request. */
export type ResponseEvent = RequestEvent & {
  /** HTTP status; absent when there was no answer. */
  status?: number;
  /** The service's name for the request, as far as it told it. */
  requestId?: string;
  /** Why the attempt failed: the error's code. Absent when it succeeded. */
  code?: string;
  /** What is known of a failed attempt's effect. Absent when it succeeded. */
  outcome?: Outcome;
  /** From sending to the end of the body. */
  durationMs: number;
};

/** An attempt failed, and after a pause there will be another. */
export type RetryEvent = {
  operation: string;
  regionId?: string;
  /** The one that failed, from 1. */
  attempt: number;
  /** The pause. */
  delayMs: number;
  /** Why it failed. */
  code: string;
  outcome: Outcome;
  status?: number;
  requestId?: string;
};

/**
 * Told of every request, for logs and metrics. Each event is the hook's own copy, and never has a secret,
 * a token, a signature or a parameter. Hooks watch and do not steer: what one throws, or rejects with, is
 * dropped, and no call waits for one.
 */
export type Hooks = {
  /** Before each request. */
  onRequest?(event: RequestEvent): void;
  /** After each, once for every `onRequest`. */
  onResponse?(event: ResponseEvent): void;
  /** Before each pause, after the `onResponse` of the attempt that failed. */
  onRetry?(event: RetryEvent): void;
};

/** Calls a hook so that nothing comes back from it. */
export function tell<Event>(hook: ((event: Event) => unknown) | undefined, event: Event): void {
  try {
    // An async hook's rejection nobody heard would end the process.
    void Promise.resolve(hook?.(event)).catch(() => undefined);
  } catch {
    // The call must not suffer from whoever watches it.
  }
}

/** What an error tells of the answer it was made of. */
export function answerOf({
  statusCode,
  requestId,
}: EcdError): Pick<ResponseEvent, "status" | "requestId"> {
  return {
    ...(statusCode === undefined ? {} : { status: statusCode }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Makes one attempt and tells the hooks before and after. */
export async function observed<
  Attempt extends { answer: { status: number; requestId: string | null } },
>(hooks: Hooks, event: RequestEvent, attempt: () => Promise<Attempt>): Promise<Attempt> {
  const startedAt = performance.now();
  tell(hooks.onRequest, { ...event });
  const ended = (what: Pick<ResponseEvent, "status" | "requestId" | "code" | "outcome">): void =>
    tell(hooks.onResponse, { ...event, ...what, durationMs: performance.now() - startedAt });
  try {
    const made = await attempt();
    const { status, requestId } = made.answer;
    ended({ status, ...(requestId === null ? {} : { requestId }) });
    return made;
  } catch (error) {
    const failure = error as EcdError; // nothing else is thrown here
    ended({ ...answerOf(failure), code: failure.code, outcome: failure.outcome });
    throw error;
  }
}
