import { AbortError, TimeoutError } from "../core/internal.js";
import type { Outcome, Signal } from "../core/internal.js";

/** The caller's signal and deadline, which bound attempts, pauses and waits alike. */
export class Limits {
  private readonly endsAt: number;

  constructor(
    readonly signal: Signal | undefined,
    deadlineMs: number | undefined,
  ) {
    this.endsAt = deadlineMs === undefined ? Infinity : performance.now() + deadlineMs;
  }

  /** Milliseconds until the deadline. */
  left(): number {
    return this.endsAt - performance.now();
  }

  /** @throws AbortError, TimeoutError when nothing more may be done. */
  check(operation: string): void {
    if (this.signal?.aborted) throw aborted(operation, "not-sent", 0);
    if (this.left() <= 0) throw timedOut(operation, "the deadline has passed", "not-sent", 0);
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
      const timer = setTimeout(done, Math.max(0, Math.min(ms, this.left())));
      signal?.addEventListener("abort", done);
      if (signal?.aborted) done();
    });
    this.check(operation);
  }
}

export function aborted(operation: string, outcome: Outcome, attempts: number): AbortError {
  return new AbortError("Aborted", `${operation} was aborted`, { operation, outcome, attempts });
}

export function timedOut(
  operation: string,
  what: string,
  outcome: Outcome,
  attempts: number,
): TimeoutError {
  return new TimeoutError("Timeout", `${operation}: ${what}`, { operation, outcome, attempts });
}
