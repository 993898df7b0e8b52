/** Node.js asks for this member when it prints an object. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

const MASK = "***";

/** Keys as a source gives them, before they are handed out. */
export type Keys = {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
  /** When they end. Those without an end are not kept: their source is asked at each call. */
  expiration?: Date;
};

/**
 * What a provider gives. Its members can be read, but no form of printing shows a secret: not
 * `console.log`, not JSON, not a template. For the same reason `{...key}` has no members.
 */
export type AccessKey = Readonly<Keys> & {
  /** Where it comes from, as the official packages name it: `env`, `cli_profile`, `ecs_ram_role` … */
  readonly providerName: string;
  /** Without anything secret. */
  toJSON(): Record<string, string>;
};

/** First and last four characters; a short one is not shown at all. */
function shortened(accessKeyId: string): string {
  return accessKeyId.length < 12 ? MASK : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}

/** Private to the language: even `console.dir` with `showHidden` finds nothing. */
class HiddenKey {
  readonly #keys: Keys;
  readonly #providerName: string;

  constructor(keys: Keys, providerName: string) {
    this.#keys = { ...keys };
    this.#providerName = providerName;
  }

  get accessKeyId(): string {
    return this.#keys.accessKeyId;
  }

  get accessKeySecret(): string {
    return this.#keys.accessKeySecret;
  }

  get securityToken(): string | undefined {
    return this.#keys.securityToken;
  }

  get expiration(): Date | undefined {
    return this.#keys.expiration;
  }

  get providerName(): string {
    return this.#providerName;
  }

  toJSON(): Record<string, string> {
    const { accessKeyId, securityToken, expiration } = this.#keys;
    return {
      accessKeyId: shortened(accessKeyId),
      accessKeySecret: MASK,
      ...(securityToken === undefined ? {} : { securityToken: MASK }),
      ...(expiration === undefined ? {} : { expiration: expiration.toISOString() }),
      providerName: this.#providerName,
    };
  }

  toString(): string {
    return `AccessKey ${JSON.stringify(this)}`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** Keys as they are handed out. */
export function accessKey(keys: Keys, providerName: string): AccessKey {
  // Whoever reads a token takes an undefined one for none.
  return new HiddenKey(keys, providerName) as AccessKey;
}
