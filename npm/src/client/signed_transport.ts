import type {
  CoreInternals,
  Credentials,
  Operation,
  Reading,
  SignedRequest,
} from "../core/internal.js";
import { ensureAlgorithm } from "./algorithm.js";
import { errorOf, unusable } from "./answer_error.js";
import type { Tried } from "./answer_error.js";
import { getCredentials, redactor } from "./credentials.js";
import type { RawAnswer } from "./exchange.js";
import { HostClocks } from "./host_clocks.js";
import type { DirectOptions, Result } from "./options.js";
import type { RetriedCall } from "./retries.js";
import { sendAndRead, validationOptions } from "./transport.js";
import type { Attempted, Transport } from "./transport.js";
import { userAgentHeader } from "./user_agent.js";

/** A signed request and how far it is dated ahead of our clock. */
type Dated = { request: SignedRequest; skewMs: number };

const hostOf = ({ headers, url }: SignedRequest): string => headers["host"] ?? new URL(url).host;

/** Signs with the client's credentials and sends to the service itself. */
export class SignedTransport implements Transport {
  readonly #core: CoreInternals;
  readonly #options: DirectOptions;
  readonly #clocks = new HostClocks();
  readonly #userAgent: Record<string, string>;
  #hadCredentials = false;

  /** @throws EcdError `InvalidOption` */
  constructor(core: CoreInternals, options: DirectOptions) {
    this.#core = core;
    this.#options = options;
    this.#userAgent = userAgentHeader(options.userAgent);
  }

  get serviceAheadMs(): number {
    return this.#clocks.ahead;
  }

  get renewsCredentials(): boolean {
    const { credentials } = this.#options;
    const isProvider =
      typeof credentials === "function" ||
      (typeof credentials === "object" && "getCredential" in credentials);
    return isProvider && this.#hadCredentials;
  }

  async attempt(call: RetriedCall, params: object, attempt: number): Promise<Attempted> {
    const { operation, limits, nonce } = call;
    await limits.within(ensureAlgorithm(this.#core, this.#options.algorithm), operation.name);
    const credentials = await limits.within(
      getCredentials(this.#options.credentials),
      operation.name,
    );
    this.#hadCredentials = true;
    const dated = this.#sign(operation, params, {
      credentials,
      ...(nonce === undefined ? {} : { nonce }),
    });
    const { request } = dated;
    const redact = redactor(credentials, request);
    Object.assign(request.headers, this.#userAgent);
    const sending = { core: this.#core, options: this.#options, call, attempt, redact };
    return sendAndRead(sending, { ...request, host: hostOf(request) }, (tried) =>
      this.#result(call, dated, tried),
    );
  }

  /** What an answer gives. @throws EcdError */
  #result(call: RetriedCall, { request, skewMs }: Dated, tried: Tried): Result {
    const { answer } = tried;
    const { reading, result } = this.#read(answer);
    // What is not the service's answer may not be its clock either.
    if (reading.kind !== "transport") this.#clocks.observe(answer.date);
    if (result) return result;
    if (reading.wrongClock && call.clockCorrected === undefined) {
      call.clockCorrected = this.#clocks.correct(hostOf(request), answer.date, skewMs);
      // Whoever has no attempt left may make the same call again.
      reading.retryable ||= call.clockCorrected;
    }
    throw errorOf(reading, tried);
  }

  /** A failure to read comes after the sending: it must not look as if nothing had been sent. */
  #read(answer: RawAnswer): { reading: Reading; result?: Result } {
    try {
      const reading = this.#core.readAnswer(answer);
      return reading.kind === "result"
        ? { reading, result: JSON.parse(answer.body) as Result }
        : { reading };
    } catch {
      return { reading: unusable("the answer could not be read") };
    }
  }

  /** Signed by our clock, or by that of a host which refused requests for their date. */
  #sign(
    operation: Operation,
    params: object,
    by: { credentials: Credentials; nonce?: string },
  ): Dated {
    const options = { ...this.#signOptions(params), ...by };
    const request = this.#core.sign(operation.name, params, options);
    const skewMs = this.#clocks.skewOf(hostOf(request));
    if (skewMs === 0) return { request, skewMs };
    const date = new Date(Date.now() + skewMs);
    return { request: this.#core.sign(operation.name, params, { ...options, date }), skewMs };
  }

  #signOptions(params: object) {
    const { endpoint, algorithm, parametersIn } = this.#options;
    return {
      ...validationOptions(params, this.#options),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(parametersIn === undefined ? {} : { parametersIn }),
    };
  }
}
