import { ValidationError } from "../core/internal.js";
import type { CoreInternals, Operation } from "../core/internal.js";
import type { Needed } from "./needed.js";
import { ensureOperation } from "./operation.js";
import type { CallOptions, ClientOptions, RelayedCallOptions, Result } from "./options.js";
import { regionOf, withRegion } from "./region_of_call.js";
import { RelayedTransport } from "./relayed_transport.js";
import { checkMaxAttempts, newRetryBudget, Retries } from "./retries.js";
import type { RetriedCall } from "./retries.js";
import { SignedTransport } from "./signed_transport.js";
import { checkMs, Limits } from "./time.js";
import { validationOptions } from "./transport.js";
import type { Transport } from "./transport.js";

/**
 * Makes calls: validates, sends, reads, and does so again where that is safe. Holds the client's options,
 * and what its calls have learned together.
 */
export class Caller {
  readonly #core: CoreInternals;
  readonly #options: ClientOptions;
  readonly #retries: Retries;
  readonly #transport: Transport;
  readonly #described = new Map<string, Operation>();

  /** @throws EcdError `InvalidOption` */
  constructor(core: CoreInternals, options: ClientOptions) {
    checkMaxAttempts(options.maxAttempts);
    checkMs("timeoutMs", options.timeoutMs);
    this.#core = core;
    this.#options = options;
    this.#retries = new Retries(core, newRetryBudget(), options);
    this.#transport = options.relay ? new RelayedTransport(core, options) : new SignedTransport(core, options);
  }

  /** The caller's limits, or else the client's. */
  limits({ signal, deadlineMs }: CallOptions): Limits {
    return new Limits(signal, deadlineMs ?? this.#options.deadlineMs);
  }

  /** How far the service's clock is ahead of ours, in milliseconds, as far as an answer told. */
  get serviceAheadMs(): number {
    return this.#transport.serviceAheadMs;
  }

  /** Whether the credentials come from a provider that has brought some, and may bring others the next time. */
  get renewsCredentials(): boolean {
    return this.#transport.renewsCredentials;
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
    const complete = withRegion(await this.describe(operation), params, this.#options.regionId);
    const issues = this.#core.validate(operation, complete, validationOptions(complete, this.#options));
    if (issues.some(({ severity }) => severity === "error")) throw new ValidationError(issues, operation);
  }

  /** @throws ValidationError before anything is sent; EcdError, `InvalidAnswer` too where `needed` is missing */
  async call(operation: string, params: object, callOptions: RelayedCallOptions = {}, needed?: Needed): Promise<Result> {
    const limits = this.limits(callOptions);
    limits.check(operation);
    const { nonce } = callOptions;
    const { regionId } = this.#options;
    const described = await limits.within(this.describe(operation), operation);
    const call: RetriedCall = {
      operation: described,
      limits,
      ...regionOf(params, regionId),
      ...(needed === undefined ? {} : { needed }),
      ...(nonce === undefined ? {} : { nonce }),
    };
    const complete = withRegion(described, params, regionId);
    return this.#retries.run(call, async (attempt) => {
      const { result } = await this.#transport.attempt(call, complete, attempt);
      return result;
    });
  }
}
