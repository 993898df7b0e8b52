/** Node.js asks for this member when it prints an object. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

const MASK = "***";

/** Keys as a source gives them, before they are handed out. */
export type Keys = {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string;
  /** Without one they are used once, and the source is asked again the next time. */
  expiration?: Date;
};

/** First and last four characters; a short one is not shown at all. */
function shortened(accessKeyId: string): string {
  return accessKeyId.length < 12 ? MASK : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}

/**
 * What a provider gives. `accessKeySecret` and `securityToken` can be read, but no form of printing shows
 * them: not `console.log`, not JSON, not a template. For the same reason `{...key}` has no members.
 */
export class AccessKey {
  declare readonly accessKeyId: string;
  declare readonly accessKeySecret: string;
  declare readonly securityToken?: string;
  /** When the token ends, of a temporary key. */
  declare readonly expiration?: Date;
  /** Where it comes from, as the official packages name it: `env`, `cli_profile`, `ecs_ram_role` … */
  declare readonly providerName: string;

  constructor(keys: Keys, providerName: string) {
    for (const [name, value] of Object.entries({ ...keys, providerName })) {
      Object.defineProperty(this, name, { value, enumerable: false });
    }
  }

  /** Without anything secret. */
  toJSON(): Record<string, string> {
    return {
      accessKeyId: shortened(this.accessKeyId),
      accessKeySecret: MASK,
      ...(this.securityToken === undefined ? {} : { securityToken: MASK }),
      ...(this.expiration === undefined ? {} : { expiration: this.expiration.toISOString() }),
      providerName: this.providerName,
    };
  }

  toString(): string {
    return `AccessKey ${JSON.stringify(this)}`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}
