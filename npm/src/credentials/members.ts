import { invalid } from "./failures.js";
import { LEAST_SECONDS } from "./sts.js";

/**
 * The members of a profile. What is read is of its right type, or an error names it, never its value.
 * Empty texts and zeros count as absent, for so the official tools write what is not set.
 */
export class Members {
  constructor(private readonly members: Record<string, unknown>) {}

  /** @throws EcdError `InvalidProfile` */
  text(name: string): string | undefined {
    const value = this.own(name);
    if (value === undefined || typeof value === "string") return value || undefined;
    throw invalid(`${name} must be a text`);
  }

  /** @throws EcdError `InvalidProfile` */
  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalid(`${name} is missing`);
    return value;
  }

  /** Of a session. @throws EcdError `InvalidProfile` */
  seconds(name: string): number | undefined {
    const value = this.own(name);
    if (value === undefined || value === 0) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= LEAST_SECONDS)
      return value;
    throw invalid(`${name} must be a whole number from ${LEAST_SECONDS}`);
  }

  /** @throws EcdError `InvalidProfile` */
  flag(name: string): boolean {
    const value = this.own(name);
    if (value === undefined || typeof value === "boolean") return value === true;
    throw invalid(`${name} must be true or false`);
  }

  /** Long-term or temporary. @throws EcdError `InvalidProfile` */
  keys(tokenName: string): {
    accessKeyId: string;
    accessKeySecret: string;
    securityToken?: string;
  } {
    const securityToken = this.text(tokenName);
    return {
      accessKeyId: this.needed("access_key_id"),
      accessKeySecret: this.needed("access_key_secret"),
      ...(securityToken === undefined ? {} : { securityToken }),
    };
  }

  private own(name: string): unknown {
    return Object.hasOwn(this.members, name) ? (this.members[name] ?? undefined) : undefined;
  }
}
