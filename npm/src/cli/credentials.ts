import type { CallOptions } from "../client/index.js";
import { Limits } from "../client/time.js";
import type { Credentials, Fetch } from "../core/internal.js";
import { defaultChain, fromProfile } from "../credentials/index.js";
import type { CredentialsProvider } from "../credentials/index.js";
import type { Context } from "./command.js";
import { isEcdError } from "./explain.js";
import { proxiedFetch } from "./proxied_fetch.js";

type Asking = Pick<Context, "values" | "env" | "stderr">;

/**
 * Where a command's credentials come from: the named profile, or else what the official packages find, so
 * variables go before the current profile.
 */
function providerFor({ values, env }: Asking, fetch?: Fetch): CredentialsProvider {
  const options = { env, ...(fetch ? { fetch } : {}) };
  return values.profile === undefined
    ? defaultChain(options)
    : fromProfile(values.profile, options);
}

/**
 * A provider that has given credentials once: a command without any ends before it does anything.
 * @throws EcdError, and AbortError and TimeoutError at the command's limits
 */
export async function loadProvider(
  context: Asking,
  limits: CallOptions,
  fetch: Fetch | undefined,
): Promise<CredentialsProvider> {
  const provider = providerFor(context, fetch);
  await new Limits(limits.signal, limits.deadlineMs).within(provider(), "getting the credentials");
  return provider;
}

/** The credentials. @throws EcdError */
export async function loadCredentials(context: Asking): Promise<Credentials> {
  return providerFor(context, await proxiedFetch(context))();
}

/** The credentials that are to be had without asking anybody, if any. @throws EcdError when they are unusable */
export async function findCredentials(context: Asking): Promise<Credentials | undefined> {
  const nothingIsSent: Fetch = () => Promise.reject(new Error("nothing is sent"));
  try {
    return await providerFor(context, nothingIsSent)();
  } catch (error) {
    if (isEcdError(error) && ["NoCredentials", "CredentialsFailed"].includes(error.code))
      return undefined;
    throw error;
  }
}
