import { getCredentials } from "../client/credentials.js";
import type { CredentialsSource } from "../client/options.js";
import { EcdError } from "../core/internal.js";
import type { Keys } from "./access_key.js";
import { worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions, World } from "./provider.js";
import { refreshing } from "./refresh.js";
import { takeRole } from "./sts.js";
import type { RoleOptions } from "./sts.js";

export type AssumeRoleOptions = ProviderOptions &
  RoleOptions & {
    /** Who takes on the role: keys, or a provider of some. */
    credentials: CredentialsSource;
    roleArn: string;
    /** What the role's owner has agreed upon with its user. */
    externalId?: string | undefined;
  };

/** @throws EcdError */
export async function keysOfRole(
  world: World,
  credentials: CredentialsSource,
  { externalId, ...options }: RoleOptions & { externalId?: string | undefined },
): Promise<Keys> {
  const others: Record<string, string> = externalId ? { ExternalId: externalId } : {};
  const who = await getCredentials(credentials);
  return takeRole(world, { action: "AssumeRole", credentials: who, others }, options);
}

/**
 * Temporary keys of a RAM role, by AssumeRole of STS.
 * The provider throws EcdError `CredentialsFailed`, `InvalidOption`.
 */
export function fromAssumeRole({
  credentials,
  ...options
}: AssumeRoleOptions): CredentialsProvider {
  if (!credentials) throw new EcdError("InvalidOption", "credentials are missing");
  const world = worldOf(options);
  return refreshing(world, "ram_role_arn", () => keysOfRole(world, credentials, options));
}
