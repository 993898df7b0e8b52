import { EcdError } from "../core/internal.js";
import { keysOfRole } from "./assume_role.js";
import { keysOfInstance } from "./ecs_metadata.js";
import { invalid } from "./failures.js";
import { Members } from "./members.js";
import { keysByOidc } from "./oidc.js";
import { keysOfProcess } from "./process.js";
import type { World } from "./provider.js";
import type { Loaded } from "./refresh.js";
import type { RoleOptions } from "./sts.js";
import { keysFromUri } from "./uri.js";

/** Where a mode may ask: the world, and the file's other profiles. */
type Context = { world: World; keysOf(profile: string): Promise<Loaded> };

type Mode = (context: Context, members: Members) => Promise<Loaded>;

function roleIn(members: Members): RoleOptions & { externalId: string | undefined } {
  return {
    roleArn: members.needed("ram_role_arn"),
    roleSessionName: members.text("ram_session_name"),
    durationSeconds: members.seconds("expired_seconds"),
    externalId: members.text("external_id"),
    stsEndpoint: members.text("sts_endpoint"),
    stsRegionId: members.text("sts_region"),
    enableVpc: members.flag("enable_vpc"),
  };
}

/** How keys are come by, by a profile's `mode`. Each names what it needs before it asks anybody. */
const MODES: Record<string, Mode> = {
  AK: async (_, members) => ({
    accessKeyId: members.needed("access_key_id"),
    accessKeySecret: members.needed("access_key_secret"),
  }),
  StsToken: async (_, members) => ({
    ...members.keys("sts_token"),
    securityToken: members.needed("sts_token"),
  }),
  RamRoleArn: ({ world }, members) => keysOfRole(world, members.keys("sts_token"), roleIn(members)),
  ChainableRamRoleArn: async ({ world, keysOf }, members) => {
    const role = roleIn(members);
    return keysOfRole(world, await keysOf(members.needed("source_profile")), role);
  },
  EcsRamRole: ({ world }, members) =>
    keysOfInstance(world, { roleName: members.text("ram_role_name") }),
  OIDC: ({ world }, members) => {
    const { externalId: _, ...role } = roleIn(members);
    return keysByOidc(world, {
      ...role,
      durationSeconds: members.seconds("duration_seconds") ?? role.durationSeconds,
      oidcProviderArn: members.needed("oidc_provider_arn"),
      oidcTokenFilePath: members.needed("oidc_token_file"),
    });
  },
  External: ({ world }, members) => keysOfProcess(world, members.needed("process_command")),
  CredentialsURI: ({ world }, members) => keysFromUri(world, members.needed("credentials_uri")),
};

/** Modes that want a person at a browser. */
const INTERACTIVE = ["CloudSSO", "OAuth"];

function unsupported(mode: string): EcdError {
  const reason = INTERACTIVE.includes(mode)
    ? `the mode ${mode} signs in with a browser, which is not supported`
    : `its mode is none of ${Object.keys(MODES).join(", ")}`;
  return new EcdError("UnsupportedProfile", reason);
}

/** The keys of a profile. `path` are those that led to it by source_profile, itself the last. @throws EcdError */
export async function keysOfProfile(
  world: World,
  profiles: readonly Record<string, unknown>[],
  path: readonly string[],
): Promise<Loaded> {
  const name = path.at(-1);
  if (path.indexOf(name!) < path.length - 1)
    throw invalid(`source_profile goes in a circle: ${path.join(" → ")}`);
  const found = profiles.find((profile) => profile["name"] === name);
  if (!found)
    throw invalid(
      path.length === 1 ? "there is no such profile" : `there is no source_profile ${name}`,
    );
  const members = new Members(found);
  // Old files have none.
  const mode = members.text("mode") ?? "AK";
  const load = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
  if (!load) throw unsupported(mode);
  return load(
    { world, keysOf: (source) => keysOfProfile(world, profiles, [...path, source]) },
    members,
  );
}
