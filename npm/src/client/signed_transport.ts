import { VERSION } from "../core/internal.js";
import type {
  CoreInternals,
  Credentials,
  Operation,
  Reading,
  SignedRequest,
} from "../core/internal.js";
import { ensureAlgorithm } from "./algorithm.js";
import { errorOf, unusable } from "./answer_error.js";
import { getCredentials, redactor } from "./credentials.js";
import { exchange } from "./exchange.js";
import type { RawAnswer } from "./exchange.js";
import { HostClocks } from "./host_clocks.js";
import type { DirectOptions, Result } from "./options.js";
import type { RetriedCall } from "./retries.js";
import { contextOf, fetchOf, observed, validationOptions } from "./transport.js";
import type { Attempted, Transport } from "./transport.js";

/** Pages may not name themselves, and a header of our own would cost them a preflight. */
const USER_AGENT: Record<string, string> =
  typeof document === "undefined" ? { "user-agent": `ecd-wasm/${VERSION}` } : {};

/** A signed request and how far it is dated ahead of our clock. */
type Dated = { request: SignedRequest; skewMs: number };

/** One request's answer. */
type Answered = Dated & { answer: RawAnswer; redact(text: string): string };

const hostOf = ({ headers, url }: SignedRequest): string => headers["host"] ?? new URL(url).host;

/** Signs with the client's credentials and sends to the service itself. */
export class SignedTransport implements Transport {
  readonly #core: CoreInternals;
  readonly #options: DirectOptions;
  readonly #clocks = new HostClocks();
  #hadCredentials = false;

  constructor(core: CoreInternals, options: DirectOptions) {
    this.#core = core;
    this.#options = options;
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

  async attempt(call: RetriedCall, params: object, number: number): Promise<Attempted> {
    const { request, skewMs, answer, redact } = await this.#send(call, params, number);
    const { reading, result } = this.#read(answer);
    // What is not the service's answer may not be its clock either.
    if (reading.kind !== "transport") this.#clocks.observe(answer.date);
    if (result) return { result, answer, redact };
    if (reading.wrongClock && call.clockCorrected === undefined) {
      call.clockCorrected = this.#clocks.correct(hostOf(request), answer.date, skewMs);
      // Whoever has no attempt left may make the same call again.
      reading.retryable ||= call.clockCorrected;
    }
    throw errorOf(reading, { operation: call.operation, attempt: number, answer, redact });
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

  async #send(call: RetriedCall, params: object, attempt: number): Promise<Answered> {
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
    const event = {
      operation: operation.name,
      method: request.method,
      host: hostOf(request),
      attempt,
    };
    Object.assign(request.headers, USER_AGENT);
    const redact = redactor(credentials, request);
    const answer = await observed(this.#options, event, async () => {
      const context = contextOf(call, attempt, this.#options);
      const { requestId, ...rest } = await exchange(
        this.#core,
        fetchOf(this.#options),
        request,
        context,
      );
      return { ...rest, requestId: requestId && redact(requestId) };
    });
    return { ...dated, answer, redact };
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
