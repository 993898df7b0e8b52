import { EcdError, ValidationError } from "../core/internal.js";
import type { CoreInternals, Operation, Outcome, ThrottlingError } from "../core/internal.js";
import { answerOf, tell } from "./hooks.js";
import type { Hooks } from "./hooks.js";
import type { Needed } from "./needed.js";
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
  /** What its result must have. */
  needed?: Needed;
  /** Given from outside; default: one for each attempt. */
  nonce?: string;
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

  /** @throws what the last attempt threw, with what is known after all of them */
  async run<Value>(call: RetriedCall, attempt: (number: number) => Promise<Value>): Promise<Value> {
    const startedAt = performance.now();
    let taken = 0;
    let earlier: EcdError | undefined;
    for (let number = 1; ; ++number) {
      try {
        const value = await attempt(number);
        this.budget.tokens = this.core.tokensAfterSuccess(this.budget.tokens, taken);
        return value;
      } catch (error) {
        if (!(error instanceof EcdError)) throw error;
        const verdict = this.#judge(call, error, number, performance.now() - startedAt);
        const failure = afterAll(error, earlier);
        if (!verdict.retry) throw failure;
        taken = verdict.taken;
        this.budget.tokens -= taken;
        earlier = failure;
        await this.#pause(call, failure, number, verdict.delayMs);
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

/** From what is known for certain to what is not. */
const OUTCOMES: readonly Outcome[] = ["not-sent", "refused", "unclear"];

/** The last attempt's error as that of the call: an earlier attempt may have left less certainty. */
function afterAll(last: EcdError, earlier: EcdError | undefined): EcdError {
  if (earlier === undefined) return last;
  const outcome = OUTCOMES[Math.max(OUTCOMES.indexOf(last.outcome), OUTCOMES.indexOf(earlier.outcome))]!;
  const attempts = Math.max(last.attempts, earlier.attempts);
  return atOutcome(last, { outcome, attempts }) as EcdError;
}

/**
 * An error of a part as that of the whole in which it came: the same, but for what it means. A new one,
 * for others may hold the first. What is no error of this package stays what it is.
 */
export function atOutcome(
  error: unknown,
  known: Partial<Pick<EcdError, "operation" | "outcome" | "attempts" | "retryable" | "message">>,
): unknown {
  if (!(error instanceof EcdError) || error instanceof ValidationError) return error;
  const Type = error.constructor as typeof EcdError;
  const { message = error.message, ...details } = known;
  return new Type(error.code, message, { ...error, ...details, cause: error.cause });
}
