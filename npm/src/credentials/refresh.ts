import { accessKey } from "./access_key.js";
import type { AccessKey, Keys } from "./access_key.js";
import { failed } from "./failures.js";
import type { CredentialsProvider, World } from "./provider.js";

/**
 * So long before they expire keys are asked for anew, as by the official packages; of keys that were
 * given for less than twice as long, half of that, or they would be asked for at every call.
 */
const RENEW_MS = 15 * 60_000;

/** Keys, and how long before they expire new ones may be fetched while these are in use. */
export type Loaded = Keys & { prefetchMs?: number };

/** Keys in use. Times in milliseconds. */
type Held = { key: AccessKey; expiresAt: number; renewAt: number; prefetchAt: number };

function hold(key: AccessKey, expiresAt: number, now: number, prefetchMs = 0): Held {
  const half = (expiresAt - now) / 2;
  const renewAt = expiresAt - Math.min(RENEW_MS, half);
  return {
    key,
    expiresAt,
    renewAt,
    prefetchAt: Math.min(renewAt, expiresAt - Math.min(prefetchMs, half)),
  };
}

/** After a failure: again when half of what is left is over, so more often towards the end. */
function holdOn({ key, expiresAt }: Held, now: number): Held {
  const next = (expiresAt + now) / 2;
  return { key, expiresAt, renewAt: next, prefetchAt: next };
}

/** Keeps what `load` gives for as long as it is good, and asks again in time. */
class Refresher {
  #held: Held | undefined;
  #running: Promise<AccessKey> | undefined;

  constructor(
    private readonly load: () => Promise<Loaded>,
    private readonly world: World,
    private readonly providerName: string,
  ) {}

  /** @throws what `load` throws, when there are no valid keys left */
  async key(): Promise<AccessKey> {
    const now = this.world.now();
    if (this.#held && now < this.#held.prefetchAt) return this.#held.key;
    // However many callers there are, one of them asks.
    this.#running ??= this.#refresh().finally(() => (this.#running = undefined));
    const fresh = this.#running.catch((error: unknown) => this.#stillGood(error));
    if (!this.#held || now >= this.#held.renewAt) return fresh;
    fresh.catch(() => undefined); // nobody waits for it
    return this.#held.key;
  }

  async #refresh(): Promise<AccessKey> {
    try {
      const { prefetchMs, ...keys } = await this.load();
      const now = this.world.now();
      const expiresAt = keys.expiration?.getTime();
      if (expiresAt !== undefined && expiresAt <= now)
        throw failed("the keys that came have expired");
      const key = accessKey(keys, this.providerName);
      this.#held = expiresAt === undefined ? undefined : hold(key, expiresAt, now, prefetchMs);
      return key;
    } catch (error) {
      const now = this.world.now();
      if (this.#held && now < this.#held.expiresAt) this.#held = holdOn(this.#held, now);
      throw error;
    }
  }

  #stillGood(error: unknown): AccessKey {
    if (this.#held && this.world.now() < this.#held.expiresAt) return this.#held.key;
    throw error;
  }
}

/**
 * A provider of the keys that `load` gives. Keys without an expiration are not kept: files and variables
 * are read anew at each call. `providerName` goes with the keys.
 */
export function refreshing(
  world: World,
  providerName: string,
  load: () => Promise<Loaded>,
): CredentialsProvider {
  const refresher = new Refresher(load, world, providerName);
  return () => refresher.key();
}
