/** The emulator's clock: the base's time plus what tests have advanced. */
export type Clock = {
  now(): Date;
  /** Moves the clock by milliseconds; nonces expire and copies progress accordingly. */
  advance(ms: number): void;
};

/** A clock over `base`, the system's by default. */
export function createClock(base: () => Date = () => new Date()): Clock {
  let offset = 0;
  return {
    now: () => new Date(base().getTime() + offset),
    advance(ms) {
      if (!Number.isFinite(ms))
        throw new RangeError("advance needs a finite number of milliseconds");
      offset += ms;
    },
  };
}

/** A time as the service writes it: UTC, whole seconds, `2026-01-05T08:00:00Z`. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
