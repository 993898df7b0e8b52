import { FILLED_TEXT, POSITIVE, listOf, record } from "./checks.js";
import { Refusal } from "./refusal.js";

/** How many calls an access key may make. */
export type CallLimit = {
  /** The operation that is counted. Default: all of them together. */
  operation?: string;
  /** Calls in each period. */
  calls: number;
  /** Length of a period in milliseconds of the emulator's clock. Default 1000. */
  periodMs?: number;
};

/** Checks the option `limits`. */
export const LIMITS = listOf(
  record({ operation: FILLED_TEXT, calls: POSITIVE, periodMs: POSITIVE }, { required: ["calls"] }),
);

type Period = { endsAt: number; calls: number };

/** Counts calls by limit and access key; a period begins with the first call after the last one. */
export class Throttle {
  readonly #counters: { limit: CallLimit; periods: Map<string, Period> }[];

  constructor(limits: readonly CallLimit[]) {
    this.#counters = limits.map((limit) => ({ limit: { ...limit }, periods: new Map() }));
  }

  /** Counts a call. One that is too many is not counted. @throws Refusal `Throttling.User` */
  take(accessKeyId: string, operation: string, now: Date): void {
    const time = now.getTime();
    const periods = this.#counters
      .filter(({ limit }) => limit.operation === undefined || limit.operation === operation)
      .map((counter) => ({ limit: counter.limit, period: current(counter, accessKeyId, time) }));
    const waits = periods
      .filter(({ limit, period }) => period.calls >= limit.calls)
      .map(({ period }) => period.endsAt - time);
    if (waits.length > 0) {
      throw new Refusal("Throttling.User", "Request was denied due to user flow control.", {
        retryAfterMs: Math.ceil(Math.max(...waits)),
      });
    }
    for (const { period } of periods) period.calls += 1;
  }
}

function current(
  { limit, periods }: { limit: CallLimit; periods: Map<string, Period> },
  accessKeyId: string,
  time: number,
): Period {
  const known = periods.get(accessKeyId);
  if (known !== undefined && time < known.endsAt) return known;
  const period = { endsAt: time + (limit.periodMs ?? 1000), calls: 0 };
  periods.set(accessKeyId, period);
  return period;
}
