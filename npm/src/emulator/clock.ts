/** The emulator's clock: the base's time plus what tests have advanced. */
export type Clock = {
  now(): Date;
  /** Moves the clock by milliseconds; nonces expire and copies progress accordingly. */
  advance(ms: number): void;
};

/** A clock whose distance from its base can be kept. */
export class OffsetClock implements Clock {
  readonly #base: () => Date;
  #offsetMs = 0;
  #record: (offsetMs: number) => void = () => {};

  /** @param base default: the system's time */
  constructor(base: () => Date = () => new Date()) {
    this.#base = base;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  now(): Date {
    return new Date(this.#base().getTime() + this.#offsetMs);
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms)) throw new RangeError("advance needs a finite number of milliseconds");
    const offsetMs = this.#offsetMs + ms;
    this.#record(offsetMs);
    this.#offsetMs = offsetMs;
  }

  /** From now on each new distance is handed to `record` first; if that throws, the clock stays. */
  recordChanges(record: (offsetMs: number) => void): void {
    this.#record = record;
  }

  /** Sets the distance from the base without recording it. */
  load(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}

/** A time as the service writes it: UTC, whole seconds, `2026-01-05T08:00:00Z`. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
