import { isPlainObject, VERSION, withValue } from "../core/internal.js";
import type { CoreInternals, Credentials, EcdError, Fetch, Operation, Reading, SignedRequest } from "../core/internal.js";
import { ensureAlgorithm } from "./algorithm.js";
import { errorOf, unusable } from "./answer_error.js";
import { getCredentials, redactor } from "./credentials.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import { HostClocks } from "./host_clocks.js";
import { ensureOperation } from "./operation.js";
import type { CallOptions, ClientOptions, RequestEvent, Result } from "./options.js";
import { checkMaxAttempts, newRetryBudget, Retries } from "./retries.js";
import type { RetriedCall } from "./retries.js";
import { checkMs, Limits } from "./time.js";

const DEFAULT_TIMEOUT_MS = 20_000;

/** Pages may not name themselves, and a header of our own would cost them a preflight. */
const USER_AGENT: Record<string, string> =
  typeof document === "undefined" ? { "user-agent": `ecd-wasm/${VERSION}` } : {};

/** A signed request and how far it is dated ahead of our clock. */
type Dated = { request: SignedRequest; skewMs: number };

/** One request's answer. */
type Answered = Dated & { answer: RawAnswer; redact(text: string): string };

const hostOf = ({ headers, url }: SignedRequest): string => headers["host"] ?? new URL(url).host;

function namesRegion(params: object): boolean {
  if (!isPlainObject(params)) return false;
  const own = Object.getOwnPropertyDescriptor(params, "RegionId");
  return own !== undefined && (own.get !== undefined || own.value !== undefined);
}

/**
 * The parameters with the client's region where they name none (one that is undefined counts as absent).
 * Accessors stay accessors, and what is no plain object stays what it is, to be refused.
 */
function withRegion({ parameters }: Operation, params: object, regionId?: string): object {
  if (regionId === undefined || !isPlainObject(params) || namesRegion(params)) return params;
  const takesRegion = parameters.some(({ name }) => name === "RegionId");
  return takesRegion ? withValue(params, "RegionId", regionId) : params;
}

/**
 * Makes calls: validates, signs, sends, reads, and does so again where that is safe. Holds the client's
 * options, and what its calls have learned together.
 */
export class Caller {
  readonly #core: CoreInternals;
  readonly #options: ClientOptions;
  readonly #retries: Retries;
  readonly #clocks = new HostClocks();
  readonly #described = new Map<string, Operation>();

  /** @throws EcdError `InvalidOption` */
  constructor(core: CoreInternals, options: ClientOptions) {
    checkMaxAttempts(options.maxAttempts);
    checkMs("timeoutMs", options.timeoutMs);
    this.#core = core;
    this.#options = options;
    this.#retries = new Retries(core, newRetryBudget(), options);
  }

  /** The caller's limits, or else the client's. */
  limits({ signal, deadlineMs }: CallOptions): Limits {
    return new Limits(signal, deadlineMs ?? this.#options.deadlineMs);
  }

  /** How far the service's clock is ahead of ours, in milliseconds, as far as an answer told. */
  get serviceAheadMs(): number {
    return this.#clocks.ahead;
  }

  /** Whether the credentials come from a provider, which may bring others the next time. */
  get renewsCredentials(): boolean {
    const { credentials } = this.#options;
    return typeof credentials === "function" || (typeof credentials === "object" && "getCredential" in credentials);
  }

  /** Has the core wipe its copy of the credentials. */
  forgetKey(): void {
    this.#core.forgetKey();
  }

  /** What the catalog says of an operation. @throws EcdError `UnknownOperation` */
  async describe(operation: string): Promise<Operation> {
    const known = this.#described.get(operation);
    if (known) return known;
    await ensureOperation(this.#core, operation);
    const described = this.#core.describe(operation);
    this.#described.set(operation, described);
    return described;
  }

  /**
   * `needed` names a member that an answer must have, a text that is not empty.
   * @throws ValidationError before anything is sent; EcdError
   */
  async call(operation: string, params: object, callOptions: CallOptions = {}, needed?: string): Promise<Result> {
    const limits = this.limits(callOptions);
    limits.check(operation);
    const call: RetriedCall = { operation: await limits.within(this.describe(operation), operation), limits };
    return this.#retries.run(call, (attempt) => this.#attempt(call, params, attempt, needed));
  }

  async #attempt(call: RetriedCall, params: object, attempt: number, needed?: string): Promise<Result> {
    const { request, skewMs, answer, redact } = await this.#send(call, params, attempt);
    this.#clocks.observe(answer.date);
    const { reading, result } = this.#read(answer);
    const tried = { operation: call.operation, attempt, answer, redact };
    if (!result) {
      if (reading.wrongClock && call.clockCorrected === undefined) {
        call.clockCorrected = this.#clocks.correct(hostOf(request), answer.date, skewMs);
      }
      throw errorOf(reading, tried);
    }
    if (needed === undefined || (typeof result[needed] === "string" && result[needed] !== "")) return result;
    throw errorOf(unusable(`the answer has no ${needed}`, reading.requestId), tried);
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

  async #send({ operation, limits }: RetriedCall, params: object, attempt: number): Promise<Answered> {
    await limits.within(ensureAlgorithm(this.#core, this.#options.algorithm), operation.name);
    const credentials = await limits.within(getCredentials(this.#options.credentials), operation.name);
    const dated = this.#sign(operation, params, credentials);
    const { request } = dated;
    const event = { operation: operation.name, method: request.method, host: hostOf(request), attempt };
    Object.assign(request.headers, USER_AGENT);
    const context = { operation, attempt, timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS, limits };
    const redact = redactor(credentials, request);
    const answer = await this.#observed(event, async () => {
      const { requestId, ...rest } = await exchange(this.#core, this.#fetch(), request, context);
      return { ...rest, requestId: requestId && redact(requestId) };
    });
    return { ...dated, answer, redact };
  }

  /** Signed by our clock, or by that of a host which refused requests for their date. */
  #sign(operation: Operation, params: object, credentials: Credentials): Dated {
    const complete = withRegion(operation, params, this.#options.regionId);
    const options = { ...this.#signOptions(params), credentials };
    const request = this.#core.sign(operation.name, complete, options);
    const skewMs = this.#clocks.skewOf(hostOf(request));
    if (skewMs === 0) return { request, skewMs };
    const date = new Date(Date.now() + skewMs);
    return { request: this.#core.sign(operation.name, complete, { ...options, date }), skewMs };
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
