import { ServiceError, ThrottlingError, TransportError, VERSION } from "../core/internal.js";
import type { CoreInternals, EcdError, ErrorDetails, Fetch, Reading, SignedRequest } from "../core/internal.js";
import { getCredentials, redactor } from "./credentials.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import type { CallOptions, ClientOptions, RequestEvent, Result } from "./options.js";
import { Limits } from "./time.js";

const DEFAULT_TIMEOUT_MS = 20_000;

/** Pages may not name themselves, and a header of our own would cost them a preflight. */
const USER_AGENT: Record<string, string> =
  typeof document === "undefined" ? { "user-agent": `ecd-wasm/${VERSION}` } : {};

/** One signed request, its answer, and what the core says of it. */
type Attempt = { request: SignedRequest; answer: RawAnswer; redact(text: string): string };

/** The parameters with the client's region where they name none; accessors stay accessors. */
function withRegion(core: CoreInternals, operation: string, params: object, regionId?: string): object {
  if (regionId === undefined || Object.hasOwn(params, "RegionId")) return params;
  const takesRegion = core.describe(operation).parameters.some(({ name }) => name === "RegionId");
  if (!takesRegion) return params;
  return Object.defineProperties({ RegionId: regionId }, Object.getOwnPropertyDescriptors(params));
}

/** The error that a reading tells of, without anything secret. */
function errorOf(reading: Reading, operation: string, attempt: number, tried: Attempt): EcdError {
  const { answer, redact } = tried;
  const requestId = reading.requestId ?? answer.requestId ?? undefined;
  const details: ErrorDetails & { retryAfterMs?: number } = {
    operation,
    statusCode: answer.status,
    attempts: attempt,
    outcome: reading.outcome,
    retryable: reading.retryable,
    ...(requestId === undefined ? {} : { requestId }),
    ...(reading.recommend === undefined ? {} : { recommend: redact(reading.recommend) }),
    ...(reading.retryAfterMs === undefined ? {} : { retryAfterMs: reading.retryAfterMs }),
  };
  if (reading.accessDeniedDetail) {
    details.accessDeniedDetail = JSON.parse(redact(JSON.stringify(reading.accessDeniedDetail))) as Record<string, unknown>;
  }
  const code = redact(reading.code ?? "");
  const message = redact(`${operation}: ${reading.message || code}`);
  if (reading.kind === "throttling") return new ThrottlingError(code, message, details);
  if (reading.kind === "service") return new ServiceError(code, message, details);
  return new TransportError(code, message, details);
}

/** Makes calls: validates, signs, sends, reads. Holds the client's options. */
export class Caller {
  readonly #core: CoreInternals;
  readonly #options: ClientOptions;

  constructor(core: CoreInternals, options: ClientOptions) {
    this.#core = core;
    this.#options = options;
  }

  /** The caller's limits, or else the client's. */
  limits({ signal, deadlineMs }: CallOptions): Limits {
    return new Limits(signal, deadlineMs ?? this.#options.deadlineMs);
  }

  /** @throws ValidationError before anything is sent; EcdError */
  async call(operation: string, params: object, callOptions: CallOptions = {}): Promise<Result> {
    const limits = this.limits(callOptions);
    limits.check(operation);
    const tried = await this.#attempt(operation, params, 1, limits);
    const { answer } = tried;
    const reading = this.#core.readAnswer(answer);
    if (reading.kind === "result") return JSON.parse(answer.body) as Result;
    throw errorOf(reading, operation, 1, tried);
  }

  async #attempt(operation: string, params: object, attempt: number, limits: Limits): Promise<Attempt> {
    const options = this.#options;
    const credentials = await getCredentials(options.credentials);
    const request = this.#core.sign(
      operation,
      withRegion(this.#core, operation, params, options.regionId),
      { ...this.#signOptions(), credentials },
    );
    const event = { operation, method: request.method, host: request.headers["host"] ?? "", attempt };
    Object.assign(request.headers, USER_AGENT);
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const context = { operation, attempt, timeoutMs, limits };
    const answer = await this.#observed(event, () => exchange(this.#core, this.#fetch(), request, context));
    return { request, answer, redact: redactor(credentials, request.headers["authorization"]) };
  }

  #signOptions() {
    const { endpoint, algorithm, profile, locale } = this.#options;
    return {
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(profile === undefined ? {} : { profile }),
      ...(locale === undefined ? {} : { locale }),
    };
  }

  /** Tells the hooks before and after. */
  async #observed(event: RequestEvent, send: () => Promise<RawAnswer>): Promise<RawAnswer> {
    const started = performance.now();
    const durationMs = (): number => performance.now() - started;
    this.#options.onRequest?.(event);
    try {
      const answer = await send();
      const requestId = answer.requestId ?? undefined;
      this.#options.onResponse?.({
        ...event,
        status: answer.status,
        ...(requestId === undefined ? {} : { requestId }),
        durationMs: durationMs(),
      });
      return answer;
    } catch (error) {
      this.#options.onResponse?.({ ...event, code: (error as EcdError).code, durationMs: durationMs() });
      throw error;
    }
  }

  #fetch(): Fetch {
    return this.#options.fetch ?? (globalThis.fetch as Fetch);
  }
}
