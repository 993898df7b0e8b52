/** A request is refused for its date when it is off by a quarter of an hour: less than this was not it. */
const NOTABLE_MS = 60_000;

/**
 * What the clocks of the service's hosts show, from the Date header of their answers. Only what a refusal
 * made sure of is used to sign: a Date header may come from anything on the way.
 */
export class HostClocks {
  readonly #skews = new Map<string, number>();
  #ahead = 0;

  /** How far requests to a host are to be dated ahead of our clock, in milliseconds. */
  skewOf(host: string): number {
    return this.#skews.get(host) ?? 0;
  }

  /** How far the service's clock was ahead of ours in the answer that was seen last; a second is its grain. */
  get ahead(): number {
    return this.#ahead;
  }

  /** Takes note of an answer's Date header. */
  observe(date: string | null): void {
    const theirs = Date.parse(date ?? "");
    if (!Number.isNaN(theirs)) this.#ahead = theirs - Date.now();
  }

  /**
   * After a refusal for the date of a request that was dated ahead by `used`: whether the next one to the
   * host will be dated notably otherwise.
   */
  correct(host: string, date: string | null, used: number): boolean {
    if (Number.isNaN(Date.parse(date ?? "")) || Math.abs(this.#ahead - used) < NOTABLE_MS) return false;
    this.#skews.set(host, this.#ahead);
    return true;
  }
}
