import { TransportError } from "../core/internal.js";
import type { CoreInternals, Fetch, Operation, SignedRequest } from "../core/internal.js";
import { aborted, timedOut } from "./time.js";
import type { Limits } from "./time.js";

/** An answer as it came. */
export type RawAnswer = {
  status: number;
  retryAfter: string | null;
  /** The service's clock; a page is not shown it. */
  date: string | null;
  /** From the header: bodies that are not the service's have none. */
  requestId: string | null;
  body: string;
};

/** What a platform's code looks like. Anything else could be a text that quotes the request. */
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/**
 * Why a fetch failed: the platform's code, e.g. ECONNREFUSED, and the system call that gave it; "" for
 * what it does not tell.
 */
function platformFailure(error: unknown): { code: string; systemCall: string } {
  for (let depth = 0; depth < 4 && typeof error === "object" && error !== null; ++depth) {
    const { code, cause, message, syscall } = error as Partial<Record<string, unknown>>;
    if (typeof code === "string" && CODE.test(code)) {
      return { code, systemCall: typeof syscall === "string" ? syscall : "" };
    }
    // The fetch standard's list of ports that are never connected to: an error without a code.
    if (message === "bad port") return { code: "BAD_PORT", systemCall: "" };
    error = cause;
  }
  return { code: "", systemCall: "" };
}

/** `host` is fetch's own to write, from the URL that was signed. */
function headersToSend(headers: Record<string, string>): Record<string, string> {
  const { host: _, ...rest } = headers;
  return rest;
}

/**
 * Sends a request once and reads the whole answer, headers and body under one time-out. Redirects are
 * not followed: fetch would hand the security token to the next host.
 * @throws AbortError, TimeoutError, TransportError with what is known of the outcome
 */
export async function exchange(
  core: CoreInternals,
  fetch: Fetch,
  request: SignedRequest,
  context: { operation: Pick<Operation, "name" | "read">; attempt: number; timeoutMs: number; limits: Limits },
): Promise<RawAnswer> {
  const { attempt, limits } = context;
  const { name: operation, read = false } = context.operation;
  limits.check(operation);
  const controller = new AbortController();
  let reason: "aborted" | "timed out" | undefined;
  const stop = (why: "aborted" | "timed out") => (): void => {
    reason ??= why;
    controller.abort();
  };
  const abort = stop("aborted");
  const timer = setTimeout(stop("timed out"), limits.bounded(context.timeoutMs));
  limits.signal?.addEventListener("abort", abort);
  try {
    // Listens before anything is sent: a hook or a fetch may abort at once.
    const stopped = rejectOn(controller.signal);
    return await Promise.race([send(fetch, request, controller.signal), stopped]);
  } catch (error) {
    if (reason === "aborted") throw aborted(operation, "unclear", attempt);
    if (reason === "timed out") throw timedOut(operation, "no answer in time", "unclear", attempt, read);
    const { code, systemCall } = platformFailure(error);
    const outcome = core.outcomeOfFailure(code, systemCall);
    throw new TransportError("NoAnswer", `${operation}: no answer${code && ` (${code})`}`, {
      operation,
      attempts: attempt,
      outcome,
      retryable: read || outcome === "not-sent",
    });
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", abort);
  }
}

async function send(fetch: Fetch, request: SignedRequest, signal: AbortSignal): Promise<RawAnswer> {
  const response = await fetch(request.url, {
    method: request.method,
    headers: headersToSend(request.headers),
    // The core makes form bodies, which are text.
    ...(request.body === null ? {} : { body: request.body as string }),
    redirect: "manual",
    signal,
  });
  return {
    status: response.status,
    retryAfter: response.headers.get("x-acs-retry-after"),
    date: response.headers.get("date"),
    requestId: response.headers.get("x-acs-request-id"),
    body: await response.text(),
  };
}

/** A fetch that was given from outside may not listen to its signal. */
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("stopped")));
  });
}
