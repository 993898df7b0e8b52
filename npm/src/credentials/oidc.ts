import type { Keys } from "./access_key.js";
import { absent, failed } from "./failures.js";
import { readText } from "./files.js";
import { worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions, World } from "./provider.js";
import { refreshing } from "./refresh.js";
import { takeRole } from "./sts.js";
import type { RoleOptions } from "./sts.js";

export type OidcOptions = ProviderOptions &
  RoleOptions & {
    /** Default: ALIBABA_CLOUD_OIDC_PROVIDER_ARN. */
    oidcProviderArn?: string | undefined;
    /** The file that holds the token; read anew each time. Default: ALIBABA_CLOUD_OIDC_TOKEN_FILE. */
    oidcTokenFilePath?: string | undefined;
  };

type Identity = RoleOptions & { oidcProviderArn: string; oidcTokenFilePath: string };

/** The token is what proves who asks: the request is not signed. @throws EcdError */
export async function keysByOidc(
  world: World,
  { oidcProviderArn, oidcTokenFilePath, ...options }: Identity,
): Promise<Keys> {
  const token = (await readText(oidcTokenFilePath)).trim();
  if (token === "") throw failed(`${oidcTokenFilePath} holds no token`);
  const others = { OIDCProviderArn: oidcProviderArn, OIDCToken: token };
  const entry = { action: "AssumeRoleWithOIDC", credentials: "anonymous", others } as const;
  return takeRole(world, entry, options);
}

/**
 * Temporary keys of a RAM role for a workload that has an OIDC token, such as a pod in Kubernetes, by
 * AssumeRoleWithOIDC of STS. Role, provider and token file default to the variables
 * ALIBABA_CLOUD_ROLE_ARN, …_OIDC_PROVIDER_ARN and …_OIDC_TOKEN_FILE.
 * The provider throws EcdError `NoCredentials`, `CredentialsFailed`, `InvalidOption`.
 */
export function fromOidc(options: OidcOptions = {}): CredentialsProvider {
  const world = worldOf(options);
  return refreshing(world, "oidc_role_arn", async () => {
    const needed = (given: string | undefined, variable: string): string => {
      const value = given || world.env[variable];
      if (!value) throw absent(`${variable} is not set`);
      return value;
    };
    return keysByOidc(world, {
      ...options,
      roleArn: needed(options.roleArn, "ALIBABA_CLOUD_ROLE_ARN"),
      oidcProviderArn: needed(options.oidcProviderArn, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
      oidcTokenFilePath: needed(options.oidcTokenFilePath, "ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
    });
  });
}
