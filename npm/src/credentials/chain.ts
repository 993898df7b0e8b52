import { EcdError } from "../core/internal.js";
import type { AccessKey } from "./access_key.js";
import { fromEcsMetadata } from "./ecs_metadata.js";
import { fromEnv } from "./env.js";
import { fromIni } from "./ini.js";
import { fromOidc } from "./oidc.js";
import { fromProfile } from "./profile.js";
import type { CredentialsProvider, ProviderOptions } from "./provider.js";
import { fromUri } from "./uri.js";

/** A source that gave a key, and the key. */
type Found = { source: CredentialsProvider; key: AccessKey };

/** Asks one after the other. @throws EcdError `NoCredentials` that says what was tried */
async function firstOf(sources: readonly CredentialsProvider[]): Promise<Found> {
  const failures: EcdError[] = [];
  for (const source of sources) {
    try {
      return { source, key: await source() };
    } catch (error) {
      if (!(error instanceof EcdError)) throw error;
      failures.push(error);
    }
  }
  const reasons = failures.map(({ message }) => message).join("; ");
  const retryable = failures.some((failure) => failure.retryable);
  throw new EcdError("NoCredentials", `no credentials found. Tried: ${reasons}`, { retryable });
}

/**
 * The first of these that gives keys, in the order of the official packages: `fromEnv`, `fromOidc` (if
 * its three variables are set), `fromProfile`, `fromIni`, `fromEcsMetadata`, `fromUri` (if its variable is
 * set). It stays with the one it found, so that a long job does not change its identity when a source
 * fails in passing; as long as none was found, each call begins anew.
 * The provider throws EcdError `NoCredentials`, and says of each why it gave none.
 */
export function defaultChain(options: ProviderOptions = {}): CredentialsProvider {
  const sources = [
    fromEnv(options),
    fromOidc(options),
    fromProfile(undefined, options),
    fromIni(undefined, options),
    fromEcsMetadata(options),
    fromUri(undefined, options),
  ];
  let chosen: CredentialsProvider | undefined;
  return async () => {
    if (chosen) return chosen();
    const { source, key } = await firstOf(sources);
    chosen ??= source;
    return key;
  };
}
