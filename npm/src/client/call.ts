import { isPlainObject, ownValue, ValidationError, withValue } from "../core/internal.js";
import type { CoreInternals, Credentials, Fetch, Operation, Reading, SignedRequest } from "../core/internal.js";
import { errorOf, unusable } from "./answer_error.js";
import type { Tried } from "./answer_error.js";
import { getCredentials, redactor } from "./credentials.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import { observed } from "./hooks.js";
import { HostClocks } from "./host_clocks.js";
import { ensureOperation } from "./operation.js";
import type { CallOptions, ClientOptions, Result } from "./options.js";
import { checkMaxAttempts, newRetryBudget, Retries } from "./retries.js";
import type { RetriedCall } from "./retries.js";
import { checkMs, Limits } from "./time.js";
import { userAgentHeader } from "./user_agent.js";

const DEFAULT_TIMEOUT_MS = 20_000;

/** A signed request and how far it is dated ahead of our clock. */
type Dated = { request: SignedRequest; skewMs: number };

/** An attempt that succeeded. */
type Attempted = { result: Result; answer: RawAnswer };

/** A member that an answer must have to be of use: a text that is not empty, or a list. */
export type Needed = { name: string; is: "text" | "list" };

function hasMember(result: Result, { name, is }: Needed): boolean {
  const value = result[name];
  return is === "list" ? Array.isArray(value) : typeof value === "string" && value !== "";
}

const hostOf = ({ headers, url }: SignedRequest): string => headers["host"] ?? new URL(url).host;

function namesRegion(params: object): boolean {
  if (!isPlainObject(params)) return false;
  const own = Object.getOwnPropertyDescriptor(params, "RegionId");
  return own !== undefined && (own.get !== undefined || own.value !== undefined);
}

/** The region of a call; an accessor's is not asked for. */
function regionOf(params: object, regionId: string | undefined): { regionId?: string } {
  const region = namesRegion(params) ? ownValue(params, "RegionId") : regionId;
  return typeof region === "string" ? { regionId: region } : {};
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
  readonly #userAgent: Record<string, string>;
  #hadCredentials = false;

  /** @throws EcdError `InvalidOption` */
  constructor(core: CoreInternals, options: ClientOptions) {
    checkMaxAttempts(options.maxAttempts);
    checkMs("timeoutMs", options.timeoutMs);
    this.#userAgent = userAgentHeader(options.userAgent);
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

  /** Whether the credentials come from a provider that has brought some, and may bring others the next time. */
  get renewsCredentials(): boolean {
    const { credentials } = this.#options;
    const isProvider =
      typeof credentials === "function" || (typeof credentials === "object" && "getCredential" in credentials);
    return isProvider && this.#hadCredentials;
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

  /** Looks at parameters as `call` does before it sends anything. @throws ValidationError */
  async check(operation: string, params: object): Promise<void> {
    const { regionId, profile, locale } = this.#options;
    const complete = withRegion(await this.describe(operation), params, regionId);
    const options = { ...(profile === undefined ? {} : { profile }), ...(locale === undefined ? {} : { locale }) };
    const issues = this.#core.validate(operation, complete, options);
    if (issues.some(({ severity }) => severity === "error")) throw new ValidationError(issues, operation);
  }

  /** @throws ValidationError before anything is sent; EcdError, `InvalidAnswer` too where `needed` is missing */
  async call(operation: string, params: object, callOptions: CallOptions = {}, needed?: Needed): Promise<Result> {
    const limits = this.limits(callOptions);
    limits.check(operation);
    const described = await limits.within(this.describe(operation), operation);
    const call: RetriedCall = { operation: described, limits, ...regionOf(params, this.#options.regionId) };
    return this.#retries.run(call, (attempt) => this.#attempt(call, params, attempt, needed));
  }

  async #attempt(call: RetriedCall, params: object, attempt: number, needed?: Needed): Promise<Result> {
    const { operation, regionId, limits } = call;
    const credentials = await limits.within(getCredentials(this.#options.credentials), operation.name);
    this.#hadCredentials = true;
    const dated = this.#sign(operation, params, credentials);
    const { request } = dated;
    const redact = redactor(credentials, request);
    Object.assign(request.headers, this.#userAgent);
    const event = {
      operation: operation.name, method: request.method, host: hostOf(request), attempt,
      ...(regionId === undefined ? {} : { regionId }),
    };
    const { result } = await observed(this.#options, event, async () => {
      const answer = await this.#send(call, request, attempt, redact);
      return this.#result(call, dated, { operation, attempt, answer, redact }, needed);
    });
    return result;
  }

  /** What an answer gives. @throws EcdError */
  #result(call: RetriedCall, { request, skewMs }: Dated, tried: Tried, needed?: Needed): Attempted {
    const { answer } = tried;
    const { reading, result } = this.#read(answer);
    // What is not the service's answer may not be its clock either.
    if (reading.kind !== "transport") this.#clocks.observe(answer.date);
    if (!result) {
      if (reading.wrongClock && call.clockCorrected === undefined) {
        call.clockCorrected = this.#clocks.correct(hostOf(request), answer.date, skewMs);
      }
      throw errorOf(reading, tried);
    }
    if (needed === undefined || hasMember(result, needed)) return { result, answer };
    throw errorOf(unusable(`the answer has no ${needed.is} ${needed.name}`, reading.requestId), tried);
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

  async #send({ operation, limits }: RetriedCall, request: SignedRequest, attempt: number, redact: Tried["redact"]) {
    const context = { operation, attempt, timeoutMs: this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS, limits };
    const { requestId, ...rest } = await exchange(this.#core, this.#fetch(), request, context);
    return { ...rest, requestId: requestId && redact(requestId) };
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

  #fetch(): Fetch {
    const { fetch = globalThis.fetch as Fetch, dispatcher } = this.#options;
    if (dispatcher === undefined) return fetch;
    return (url, init) => fetch(url, { ...init, ...{ dispatcher } });
  }
}
