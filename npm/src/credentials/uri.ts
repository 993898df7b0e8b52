import type { Keys } from "./access_key.js";
import { ask, keysAt } from "./answer.js";
import { absent, invalid } from "./failures.js";
import { optionalText, worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions, World } from "./provider.js";
import { refreshing } from "./refresh.js";

const VARIABLE = "ALIBABA_CLOUD_CREDENTIALS_URI";
const TIMEOUT_MS = 10_000;

/** The address is in no error: it may hold a secret itself. @throws EcdError */
export async function keysFromUri(world: World, uri: string): Promise<Keys> {
  const what = "the credentials URI";
  if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) {
    throw invalid(`${what} is no http or https address`);
  }
  const request = { method: "GET", url: uri, headers: {}, body: null };
  return keysAt(
    await ask(world.directFetch, request, { what, timeoutMs: TIMEOUT_MS, retryable: true }),
    what,
  );
}

/**
 * Temporary keys that an address answers as `{AccessKeyId, AccessKeySecret, SecurityToken, Expiration}`.
 * Default: the address in ALIBABA_CLOUD_CREDENTIALS_URI; without one nothing is tried.
 * The provider throws EcdError `NoCredentials`, `CredentialsFailed`, `InvalidProfile` for no address.
 */
export function fromUri(uri?: string, options: ProviderOptions = {}): CredentialsProvider {
  const given = optionalText("uri", uri);
  const world = worldOf(options);
  return refreshing(world, "credentials_uri", async () => {
    const address = given ?? world.env[VARIABLE];
    if (!address) throw absent(`${VARIABLE} is not set`);
    return keysFromUri(world, address);
  });
}
