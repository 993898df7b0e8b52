import { AbortError, EcdError, TimeoutError } from "../core/internal.js";
import type { CoreInternals, Operation, ThrottlingError } from "../core/internal.js";
import { answerOf, tell } from "./hooks.js";
import type { Hooks } from "./hooks.js";
import type { Limits } from "./time.js";

const DEFAULT_MAX_ATTEMPTS = 3;

/** What all calls of a client may spend on retries together (src/response/retry.h). */
export type RetryBudget = { tokens: number };

export const newRetryBudget = (): RetryBudget => ({ tokens: 500 });

/** One call, over all its attempts. */
export type RetriedCall = {
  operation: Operation;
  /** The region it names, or else the client's. */
  regionId?: string;
  limits: Limits;
  /** Set by an attempt that was refused for its date when it put the clock right. */
  clockCorrected?: boolean;
};

/** @throws EcdError `InvalidOption` */
export function checkMaxAttempts(maxAttempts: number | undefined): void {
  if (maxAttempts === undefined || (Number.isSafeInteger(maxAttempts) && maxAttempts >= 1)) return;
  throw new EcdError("InvalidOption", "maxAttempts must be a whole number from 1");
}

/** Makes attempts until one succeeds or the core says that it is enough. */
export class Retries {
  constructor(
    private readonly core: CoreInternals,
    private readonly budget: RetryBudget,
    private readonly options: { maxAttempts?: number } & Hooks,
  ) {}

  /** @throws what the last attempt threw */
  async run<Value>(call: RetriedCall, attempt: (number: number) => Promise<Value>): Promise<Value> {
    const startedAt = performance.now();
    let taken = 0;
    for (let number = 1; ; ++number) {
      try {
        const value = await attempt(number);
        this.budget.tokens = this.core.tokensAfterSuccess(this.budget.tokens, taken);
        return value;
      } catch (error) {
        if (!(error instanceof EcdError)) throw error;
        const verdict = this.#judge(call, error, number, performance.now() - startedAt);
        if (!verdict.retry) throw error;
        taken = verdict.taken;
        this.budget.tokens -= taken;
        await this.#pause(call, error, number, verdict.delayMs);
      }
    }
  }

  #judge(call: RetriedCall, error: EcdError, attempt: number, elapsedMs: number) {
    const { retryAfterMs } = error as ThrottlingError;
    const left = call.limits.left();
    const clockCorrected = call.clockCorrected === true;
    // Once in a call: a second refusal for the date has another reason.
    if (clockCorrected) call.clockCorrected = false;
    return this.core.nextAttempt({
      operation: call.operation.name,
      attempt,
      maxAttempts: this.options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
      tokens: this.budget.tokens,
      elapsedMs,
      ...(left === Infinity ? {} : { deadlineMs: elapsedMs + left }),
      throttled: error.name === "ThrottlingError",
      outcome: error.outcome,
      retryable: error.retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      clockCorrected,
    });
  }

  /** An abort in a pause leaves the call where its last attempt left it. @throws AbortError, TimeoutError */
  async #pause({ operation, regionId, limits }: RetriedCall, failure: EcdError, attempt: number, delayMs: number) {
    const { code, outcome } = failure;
    const where = { operation: operation.name, ...(regionId === undefined ? {} : { regionId }) };
    tell(this.options.onRetry, { ...where, attempt, delayMs, code, outcome, ...answerOf(failure) });
    try {
      await limits.sleep(delayMs, operation.name);
    } catch (error) {
      throw atOutcome(error, { outcome, attempts: attempt });
    }
  }
}

/** An abort, or the end of the time, as the end of the call in which it came. */
export function atOutcome(error: unknown, { outcome, attempts }: Pick<EcdError, "outcome" | "attempts">): unknown {
  if (!(error instanceof EcdError)) return error;
  const { code, message, operation = "" } = error;
  if (error.name === "AbortError") return new AbortError(code, message, { operation, outcome, attempts });
  if (error.name === "TimeoutError") return new TimeoutError(code, message, { operation, outcome, attempts });
  return error;
}
