import { AbortError, EcdError, TimeoutError } from "../core/internal.js";
import type { Outcome, Signal } from "../core/internal.js";
import type { CallOptions } from "./options.js";

/** What a timer can hold; a larger number would make it fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** @throws EcdError `InvalidOption` */
export function checkMs(name: string, ms: number | undefined): void {
  if (ms === undefined || (typeof ms === "number" && !Number.isNaN(ms))) return;
  throw new EcdError("InvalidOption", `${name} must be a number of milliseconds`);
}

/** The caller's signal and deadline, which bound attempts, pauses and waits alike. */
export class Limits {
  private readonly endsAt: number;

  constructor(
    readonly signal: Signal | undefined,
    deadlineMs: number | undefined,
  ) {
    checkMs("deadlineMs", deadlineMs);
    this.endsAt = deadlineMs === undefined ? Infinity : performance.now() + deadlineMs;
  }

  /** Milliseconds until the deadline. */
  left(): number {
    return this.endsAt - performance.now();
  }

  /** Whether nothing more may be done. */
  hasEnded(): boolean {
    return this.signal?.aborted === true || this.left() <= 0;
  }

  /** What is left of the limits, for a call under them. */
  rest(): CallOptions {
    const { signal } = this;
    const left = this.left();
    return { ...(signal ? { signal } : {}), ...(left === Infinity ? {} : { deadlineMs: left }) };
  }

  /** `ms` or what is left, as a timer takes it. */
  bounded(ms: number): number {
    return Math.max(0, Math.min(ms, this.left(), LONGEST_TIMER_MS));
  }

  /** @throws AbortError, TimeoutError when nothing more may be done. */
  check(operation: string): void {
    if (this.signal?.aborted) throw aborted(operation, "not-sent", 0);
    if (this.left() <= 0) throw late(operation);
  }

  /** What somebody else's promise gives, if it does in time. @throws AbortError, TimeoutError */
  async within<Value>(work: Promise<Value>, operation: string): Promise<Value> {
    const { signal } = this;
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(signal?.aborted ? aborted(operation, "not-sent", 0) : late(operation));
    });
    const timer = this.endsAt === Infinity ? undefined : setTimeout(stop, this.bounded(Infinity));
    signal?.addEventListener("abort", stop);
    try {
      return await Promise.race([work, stopped]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Sleeps, at most until the deadline; an abort ends it at once. @throws AbortError */
  async sleep(ms: number, operation: string): Promise<void> {
    const { signal } = this;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, this.bounded(ms));
      signal?.addEventListener("abort", done);
      if (signal?.aborted) done();
    });
    this.check(operation);
  }
}

export function aborted(operation: string, outcome: Outcome, attempts: number): AbortError {
  return new AbortError("Aborted", `${operation} was aborted`, { operation, outcome, attempts });
}

function late(operation: string): TimeoutError {
  return timedOut(operation, "the deadline has passed", "not-sent", 0);
}

export function timedOut(
  operation: string,
  what: string,
  outcome: Outcome,
  attempts: number,
  retryable = false,
): TimeoutError {
  return new TimeoutError("Timeout", `${operation}: ${what}`, { operation, outcome, attempts, retryable });
}
