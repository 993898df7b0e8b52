/** How long a nonce stays used: the gateway's 31 minutes. */
export const NONCE_LIFETIME_MS = 31 * 60 * 1000;

/** How many unexpired nonces are kept by default: a bound on memory, some 70 MB. */
export const MAX_NONCES = 1_000_000;

/** Used nonces by access key. Only what a valid signature vouches for may enter it. */
export class NonceStore {
  /** Expiry in clock milliseconds; the order of insertion is the order of expiry. */
  readonly #expiries = new Map<number, number>();
  readonly #limit: number;

  constructor(limit = MAX_NONCES) {
    this.#limit = limit;
  }

  /** Takes a nonce: `ok`, `used` before, or `full` when no more can be remembered. */
  use(accessKeyId: string, nonce: string, now: Date): "ok" | "used" | "full" {
    this.#forgetExpired(now.getTime());
    const key = fingerprint(`${accessKeyId}\0${nonce}`);
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

const SEED_LOW = 0x811c9dc5;
const SEED_HIGH = 0x9e3779b9;

/**
 * 53 bits that stand for a text and take, in the store, half of its memory. Among a million nonces a
 * new one is taken for a used one with a chance of 1 in 9,000,000,000.
 */
function fingerprint(text: string): number {
  let low = SEED_LOW;
  let high = SEED_HIGH;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (low >>> 16), 0xc2b2ae35) ^ high;
  high = Math.imul(high ^ (high >>> 16), 0x7feb352d) ^ low;
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
