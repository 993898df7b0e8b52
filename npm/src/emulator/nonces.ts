/** How long a nonce stays used: the gateway's 31 minutes. */
export const NONCE_LIFETIME_MS = 31 * 60 * 1000;

/** How many unexpired nonces are kept by default: a bound on memory, about 15 MB. */
export const MAX_NONCES = 100_000;

/** Used nonces by access key. Only what a valid signature vouches for may enter it. */
export class NonceStore {
  /** Expiry in clock milliseconds; the order of insertion is the order of expiry. */
  readonly #expiries = new Map<string, number>();
  readonly #limit: number;

  constructor(limit = MAX_NONCES) {
    this.#limit = limit;
  }

  /** Takes a nonce: `ok`, `used` before, or `full` when no more can be remembered. */
  use(accessKeyId: string, nonce: string, now: Date): "ok" | "used" | "full" {
    this.#forgetExpired(now.getTime());
    const key = JSON.stringify([accessKeyId, nonce]);
    if (this.#expiries.has(key)) return "used";
    if (this.#expiries.size >= this.#limit) return "full";
    this.#expiries.set(key, now.getTime() + NONCE_LIFETIME_MS);
    return "ok";
  }

  #forgetExpired(now: number): void {
    for (const [key, expiry] of this.#expiries) {
      if (expiry > now) return;
      this.#expiries.delete(key);
    }
  }
}
