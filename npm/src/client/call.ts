import {
  isPlainObject, ServiceError, ThrottlingError, TransportError, VERSION, withValue,
} from "../core/internal.js";
import type {
  CoreInternals, EcdError, ErrorDetails, Fetch, Operation, Reading, SignedRequest,
} from "../core/internal.js";
import { getCredentials, redactAll, redactor } from "./credentials.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import { ensureOperation } from "./operation.js";
import type { CallOptions, ClientOptions, RequestEvent, Result } from "./options.js";
import { checkMs, Limits } from "./time.js";

const DEFAULT_TIMEOUT_MS = 20_000;

/** Pages may not name themselves, and a header of our own would cost them a preflight. */
const USER_AGENT: Record<string, string> =
  typeof document === "undefined" ? { "user-agent": `ecd-wasm/${VERSION}` } : {};

/** One signed request, its answer, and what the core says of it. */
type Attempt = { request: SignedRequest; answer: RawAnswer; redact(text: string): string };

function namesRegion(params: object): boolean {
  if (!isPlainObject(params)) return false;
  const own = Object.getOwnPropertyDescriptor(params, "RegionId");
  return own !== undefined && (own.get !== undefined || own.value !== undefined);
}

/**
 * The parameters with the client's region where they name none (one that is undefined counts as absent).
 * Accessors stay accessors, and what is no plain object stays what it is, to be refused.
 */
function withRegion(core: CoreInternals, operation: string, params: object, regionId?: string): object {
  if (regionId === undefined || !isPlainObject(params) || namesRegion(params)) return params;
  const takesRegion = core.describe(operation).parameters.some(({ name }) => name === "RegionId");
  return takesRegion ? withValue(params, "RegionId", regionId) : params;
}

/** The error that a reading tells of, without anything secret. */
function errorOf(reading: Reading, operation: string, attempt: number, tried: Attempt): EcdError {
  const { answer, redact } = tried;
  const requestId = reading.requestId === undefined ? answer.requestId : redact(reading.requestId);
  const details: ErrorDetails & { retryAfterMs?: number } = {
    operation,
    statusCode: answer.status,
    attempts: attempt,
    outcome: reading.outcome,
    retryable: reading.retryable,
    ...(requestId === null ? {} : { requestId }),
    ...(reading.recommend === undefined ? {} : { recommend: redact(reading.recommend) }),
    ...(reading.retryAfterMs === undefined ? {} : { retryAfterMs: reading.retryAfterMs }),
  };
  if (reading.accessDeniedDetail) {
    details.accessDeniedDetail = redactAll(reading.accessDeniedDetail, redact) as Record<string, unknown>;
  }
  const code = redact(reading.code ?? "");
  const message = redact(`${operation}: ${reading.message || code}`);
  if (reading.kind === "throttling") return new ThrottlingError(code, message, details);
  if (reading.kind === "service") return new ServiceError(code, message, details);
  return new TransportError(code, message, details);
}

/** A reading of an answer to a call that may have been carried out. */
function unusable(message: string, requestId?: string): Reading {
  const known = { kind: "transport", outcome: "unclear", retryable: false, code: "InvalidAnswer" } as const;
  return { ...known, message, ...(requestId === undefined ? {} : { requestId }) };
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

  /** What the catalog says of an operation. @throws EcdError `UnknownOperation` */
  async describe(operation: string): Promise<Operation> {
    await ensureOperation(this.#core, operation);
    return this.#core.describe(operation);
  }

  /**
   * `needed` names a member that an answer must have, a text that is not empty.
   * @throws ValidationError before anything is sent; EcdError
   */
  async call(operation: string, params: object, callOptions: CallOptions = {}, needed?: string): Promise<Result> {
    const limits = this.limits(callOptions);
    limits.check(operation);
    await limits.within(ensureOperation(this.#core, operation), operation);
    const tried = await this.#attempt(operation, params, 1, limits);
    const { reading, result } = this.#read(tried.answer);
    if (!result) throw errorOf(reading, operation, 1, tried);
    if (needed === undefined || (typeof result[needed] === "string" && result[needed] !== "")) return result;
    throw errorOf(unusable(`the answer has no ${needed}`, reading.requestId), operation, 1, tried);
  }

  /** A failure to read comes after the sending: it must not look as if nothing had been sent. */
  #read(answer: RawAnswer): { reading: Reading; result?: Result } {
    try {
      const reading = this.#core.readAnswer(answer);
      return reading.kind === "result" ? { reading, result: JSON.parse(answer.body) as Result } : { reading };
    } catch {
      return { reading: unusable("the answer could not be read") };
    }
  }

  async #attempt(operation: string, params: object, attempt: number, limits: Limits): Promise<Attempt> {
    const options = this.#options;
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    checkMs("timeoutMs", timeoutMs);
    const credentials = await limits.within(getCredentials(options.credentials), operation);
    const request = this.#core.sign(
      operation,
      withRegion(this.#core, operation, params, options.regionId),
      { ...this.#signOptions(params), credentials },
    );
    const event = { operation, method: request.method, host: request.headers["host"] ?? "", attempt };
    Object.assign(request.headers, USER_AGENT);
    const context = { operation, attempt, timeoutMs, limits };
    const redact = redactor(credentials, request);
    const answer = await this.#observed(event, async () => {
      const { requestId, ...rest } = await exchange(this.#core, this.#fetch(), request, context);
      return { ...rest, requestId: requestId && redact(requestId) };
    });
    return { request, answer, redact };
  }

  /** The client's region finds the endpoint of an operation that takes none too. */
  #signOptions(params: object) {
    const { endpoint, algorithm, profile, locale, regionId } = this.#options;
    return {
      ...(regionId === undefined || namesRegion(params) ? {} : { regionId }),
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
    const answer = await send().catch((error: unknown) => {
      this.#options.onResponse?.({ ...event, code: (error as EcdError).code, durationMs: durationMs() });
      throw error;
    });
    this.#options.onResponse?.({
      ...event,
      status: answer.status,
      ...(answer.requestId === null ? {} : { requestId: answer.requestId }),
      durationMs: durationMs(),
    });
    return answer;
  }

  #fetch(): Fetch {
    return this.#options.fetch ?? (globalThis.fetch as Fetch);
  }
}
