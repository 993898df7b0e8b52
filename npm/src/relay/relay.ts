import { EcdError } from "../core/internal.js";
import type { PlatformRequest, PlatformResponse, ValidationError } from "../core/internal.js";
import { checkAllowed } from "./allow_list.js";
import { auditable, tell } from "./audit.js";
import { Forwarder } from "./forwarder.js";
import { MESSAGE_VERSION } from "./message.js";
import type { RelayAnswer, RelayCall, RelayError } from "./message.js";
import { checkRelayOptions } from "./options.js";
import type { AuditEvent, RelayOptions } from "./options.js";
import { Origins } from "./origins.js";
import { checkHead, readBody, readCall } from "./read_call.js";
import { Refusal } from "./refusal.js";

/**
 * Answers one request. `context` is handed on to `authorize`. Never rejects: whatever goes wrong becomes an
 * answer.
 */
export type Relay = (request: PlatformRequest, context?: unknown) => Promise<PlatformResponse>;

const DEFAULT_MAX_BODY_BYTES = 65_536;

/** What is found out about a request on its way, for the audit. */
type Seen = Pick<AuditEvent, "date" | "who" | "operation" | "params"> & { startedMs: number };

/**
 * Makes a relay: a function from a request to a response, for any server with the standard ones. It signs
 * and sends the allowed calls of clients that have no credentials, `new EcdClient({ relay: { url } })`.
 * @throws EcdError `InvalidOption`, at once
 */
export function createRelay(options: RelayOptions): Relay {
  checkRelayOptions(options);
  const handler = new Handler({ ...options });
  return (request, context) => handler.handle(request as Request, context);
}

class Handler {
  readonly #options: RelayOptions;
  readonly #origins: Origins;
  readonly #forwarder: Forwarder;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#origins = new Origins(options.origin);
    this.#forwarder = new Forwarder(options);
  }

  async handle(request: Request, context: unknown): Promise<Response> {
    const preflight = this.#origins.preflight(request);
    if (preflight) return preflight;
    const seen: Seen = { date: new Date().toISOString(), startedMs: performance.now() };
    const { status, answer } = await this.#answer(request, context, seen);
    const { startedMs, ...known } = seen;
    const origin = request.headers.get("origin");
    tell(this.#options.audit, {
      ...known,
      ...(origin === null ? {} : { origin }),
      ...outcomeOf(answer),
      status,
      durationMs: performance.now() - startedMs,
    });
    const headers = { ...this.#origins.headersFor(request), ...headersFor(status, answer) };
    return new Response(JSON.stringify(answer), { status, headers });
  }

  async #answer(
    request: Request,
    context: unknown,
    seen: Seen,
  ): Promise<{ status: number; answer: RelayAnswer }> {
    const known = () => ({ version: MESSAGE_VERSION, date: this.#forwarder.now() }) as const;
    try {
      const result = await this.#serve(request, context, seen);
      return { status: 200, answer: { ...known(), result } };
    } catch (error) {
      const { status, ...failure } = describe(error);
      return { status, answer: { ...known(), error: failure } };
    }
  }

  /** The way of a request; each step may refuse. */
  async #serve(request: Request, context: unknown, seen: Seen): Promise<Record<string, unknown>> {
    const { allow, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = this.#options;
    checkHead(request);
    const body = await readBody(request, maxBodyBytes);
    this.#origins.check(request);
    const call = readCall(body);
    await this.#authorize(request, call, context, seen);
    seen.operation = call.operation.slice(0, 100);
    checkAllowed(call, allow);
    await this.#forwarder.validate(call);
    seen.params = auditable(call.params);
    return this.#forwarder.call(call, request.signal, performance.now() - seen.startedMs);
  }

  /** @throws Refusal `NotAuthorized`, `AuthorizeFailed` */
  async #authorize(
    request: Request,
    { version: _, nonce: __, ...call }: RelayCall,
    context: unknown,
    seen: Seen,
  ): Promise<void> {
    let answer: unknown;
    try {
      answer = await this.#options.authorize(request as PlatformRequest, { ...call, context });
    } catch {
      // What it threw is the application's own, and may quote a session.
      throw new Refusal(
        500,
        "AuthorizeFailed",
        "it could not be found out whether this call is allowed",
      );
    }
    const who = (answer as { who?: unknown } | null | undefined)?.who;
    if (typeof who === "string" && who !== "") seen.who = who;
    else if (answer !== true)
      throw new Refusal(403, "NotAuthorized", "this call is not allowed to its sender");
  }
}

/** An error as it is told, and the HTTP status: 200 when it is the service's or about it. */
function describe(error: unknown): RelayError & { status: number } {
  if (!(error instanceof EcdError)) {
    const message = "the relay failed; it is not known whether the call was sent";
    return {
      status: 500,
      name: "EcdError",
      code: "RelayFailed",
      message,
      outcome: "unclear",
      retryable: false,
    };
  }
  const { name, code, message, outcome, retryable, statusCode, requestId, recommend, permission } =
    error;
  const { retryAfterMs } = error as { retryAfterMs?: number };
  const { issues } = error as Partial<ValidationError>;
  // JSON leaves out what is undefined. AccessDeniedDetail tells of the account, and is left out too.
  const told = {
    statusCode,
    requestId,
    retryAfterMs,
    recommend,
    permission,
    issues,
  } as Partial<RelayError>;
  return { status: statusOf(error), name, code, message, outcome, retryable, ...told };
}

function statusOf(error: EcdError): number {
  if (error instanceof Refusal) return error.status;
  if (error.code === "ValidationError") return 422;
  return error.attempts > 0 ? 200 : 500;
}

function outcomeOf(answer: RelayAnswer): Pick<AuditEvent, "outcome" | "code" | "requestId"> {
  if ("error" in answer) {
    const { outcome, code, requestId } = answer.error;
    return { outcome, code, ...(requestId === undefined ? {} : { requestId }) };
  }
  const { RequestId } = answer.result;
  return { outcome: "done", ...(typeof RequestId === "string" ? { requestId: RequestId } : {}) };
}

function headersFor(status: number, answer: RelayAnswer): Record<string, string> {
  const { requestId } = outcomeOf(answer);
  return {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(status === 405 ? { allow: "POST" } : {}),
    // Sent by the service, so printable; a client's hooks are told of it.
    ...(requestId !== undefined && /^[\x21-\x7e]+$/.test(requestId)
      ? { "x-acs-request-id": requestId }
      : {}),
  };
}
