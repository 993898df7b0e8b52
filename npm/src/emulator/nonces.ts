/** How long a nonce stays used: the gateway's 31 minutes. */
export const NONCE_LIFETIME_MS = 31 * 60 * 1000;

/** How many unexpired nonces are kept by default: a bound on memory, some 25 MB. */
export const MAX_NONCES = 1_000_000;

/** A power of two, as every later capacity is. */
const FIRST_CAPACITY = 1024;

/**
 * Used nonces by access key. Only what a valid signature vouches for may enter it. They stand in flat
 * arrays, 24 bytes each, for a busy emulator keeps many: a ring in the order of their coming, which is that
 * of their expiry, and a hash table with open addressing of the places in it.
 */
export class NonceStore {
  readonly #limit: number;
  #prints = new Float64Array(FIRST_CAPACITY);
  #expiries = new Float64Array(FIRST_CAPACITY);
  /** Places in the ring, counted from 1; 0 is free. Twice as long as the ring: half of it is always free. */
  #table = new Uint32Array(2 * FIRST_CAPACITY);
  #oldest = 0;
  #size = 0;

  constructor(limit = MAX_NONCES) {
    this.#limit = limit;
  }

  /** Takes a nonce: `ok`, `used` before, or `full` when no more can be remembered. */
  use(accessKeyId: string, nonce: string, now: Date): "ok" | "used" | "full" {
    this.#forgetExpired(now.getTime());
    const print = fingerprint(`${accessKeyId}\0${nonce}`);
    if (this.#table[this.#slotOf(print)] !== 0) return "used";
    if (this.#size >= this.#limit) return "full";
    if (this.#size === this.#prints.length) this.#grow();
    this.#add(print, now.getTime() + NONCE_LIFETIME_MS);
    return "ok";
  }

  #forgetExpired(now: number): void {
    while (this.#size > 0 && this.#expiries[this.#oldest]! <= now) {
      this.#free(this.#slotOf(this.#prints[this.#oldest]!));
      this.#oldest = (this.#oldest + 1) % this.#prints.length;
      this.#size -= 1;
    }
  }

  #add(print: number, expiry: number): void {
    const place = (this.#oldest + this.#size) % this.#prints.length;
    this.#prints[place] = print;
    this.#expiries[place] = expiry;
    this.#table[this.#slotOf(print)] = place + 1;
    this.#size += 1;
  }

  /** The table's slot that holds a fingerprint, or the free one where it belongs. */
  #slotOf(print: number): number {
    let slot = this.#homeOf(print);
    for (let place; (place = this.#table[slot]!) !== 0; slot = this.#after(slot)) {
      if (this.#prints[place - 1] === print) break;
    }
    return slot;
  }

  /** Frees a slot, and moves up what could no longer be found behind it. */
  #free(slot: number): void {
    let gap = slot;
    for (
      let next = this.#after(gap), place;
      (place = this.#table[next]!) !== 0;
      next = this.#after(next)
    ) {
      const home = this.#homeOf(this.#prints[place - 1]!);
      // Distances go round the end of the table.
      const mask = this.#table.length - 1;
      if (((next - home) & mask) < ((next - gap) & mask)) continue;
      this.#table[gap] = place;
      gap = next;
    }
    this.#table[gap] = 0;
  }

  #grow(): void {
    const { length } = this.#prints;
    const [prints, expiries, oldest] = [this.#prints, this.#expiries, this.#oldest];
    this.#prints = new Float64Array(2 * length);
    this.#expiries = new Float64Array(2 * length);
    this.#table = new Uint32Array(4 * length);
    this.#oldest = this.#size = 0;
    for (let i = 0; i < length; ++i) {
      const place = (oldest + i) % length;
      this.#add(prints[place]!, expiries[place]!);
    }
  }

  #homeOf(print: number): number {
    return print & (this.#table.length - 1);
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#table.length - 1);
  }
}

const SEED_LOW = 0x811c9dc5;
const SEED_HIGH = 0x9e3779b9;

/**
 * 53 bits that stand for a text. Among a million nonces a new one is taken for a used one with a chance of
 * 1 in 9,000,000,000.
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
