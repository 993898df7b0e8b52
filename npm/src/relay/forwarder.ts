import { EcdClient } from "../client/index.js";
import type { DirectOptions, Result } from "../client/index.js";
import { ensureOperation } from "../client/operation.js";
import type { RelayedCallOptions } from "../client/options.js";
import { EcdError, loadInternals, ValidationError } from "../core/internal.js";
import type { CoreInternals, Fetch, Issue, Signal } from "../core/internal.js";
import { guardedFetch, ServiceClock } from "./guarded_fetch.js";
import type { RelayCall } from "./message.js";
import type { RelayOptions } from "./options.js";

/** Less than the 20 s that a client waits for the relay, so that it hears of the end. */
const DEFAULT_TIMEOUT_MS = 15_000;

/** A parameter that no documentation knows could name a region, or worse: it is an error here. */
function asError(issue: Issue): Issue {
  return issue.code === "unknownParameter" ? { ...issue, severity: "error" } : issue;
}

/** @throws EcdError `CoreNotLoaded` */
async function loadedCore(): Promise<CoreInternals> {
  try {
    return await loadInternals();
  } catch {
    const advice = "where modules have to be imported, call loadCore with it first";
    throw new EcdError("CoreNotLoaded", `the WebAssembly core cannot be loaded: ${advice}`);
  }
}

/** Validates, signs and sends allowed calls: each once, for the client decides about the next attempt. */
export class Forwarder {
  readonly #options: DirectOptions;
  readonly #clients = new Map<string | undefined, EcdClient>();
  readonly #clock = new ServiceClock();

  constructor({
    credentials,
    endpoint,
    algorithm,
    profile,
    fetch,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  }: RelayOptions) {
    this.#options = {
      credentials,
      timeoutMs,
      maxAttempts: 1,
      fetch: guardedFetch(() => fetch ?? (globalThis.fetch as Fetch), this.#clock),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(profile === undefined ? {} : { profile }),
    };
  }

  /** The service's clock, as far as its answers told. */
  now(): string {
    return this.#clock.now();
  }

  /** @throws ValidationError; EcdError `UnknownOperation`, `CoreNotLoaded` */
  async validate({ operation, params }: RelayCall): Promise<void> {
    const core = await loadedCore();
    await ensureOperation(core, operation);
    const { profile } = this.#options;
    const issues = core
      .validate(operation, params, profile === undefined ? {} : { profile })
      .map(asError);
    if (issues.some(({ severity }) => severity === "error"))
      throw new ValidationError(issues, operation);
  }

  /** `elapsedMs`: since the request came. A call whose sender may have given up is not sent. @throws EcdError */
  call(
    { operation, params, nonce, regionId }: RelayCall,
    signal: Signal,
    elapsedMs: number,
  ): Promise<Result> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
    const once: RelayedCallOptions = { signal, deadlineMs: timeoutMs - elapsedMs, nonce };
    return this.#client(regionId).call(operation, params, once);
  }

  /** One for each region of the allow-list at most. */
  #client(regionId: string | undefined): EcdClient {
    const known = this.#clients.get(regionId);
    if (known) return known;
    const client = new EcdClient({
      ...this.#options,
      ...(regionId === undefined ? {} : { regionId }),
    });
    this.#clients.set(regionId, client);
    return client;
  }
}
