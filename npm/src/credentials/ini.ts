/// <reference types="node" />
import { join } from "node:path";
import { EcdError } from "../core/internal.js";
import { keysOfRole } from "./assume_role.js";
import { keysOfInstance } from "./ecs_metadata.js";
import { at, invalid } from "./failures.js";
import { readText } from "./files.js";
import { parseIni } from "./ini_text.js";
import { Members } from "./members.js";
import { keysByOidc } from "./oidc.js";
import { optionalText, worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions, World } from "./provider.js";
import { refreshing } from "./refresh.js";
import type { Loaded } from "./refresh.js";

/** How keys are come by, by a profile's `type`. `sts` and `oidc_role_arn` are older than the others. */
const TYPES: Record<string, (world: World, members: Members) => Promise<Loaded>> = {
  access_key: async (_, members) => {
    const { securityToken: _unused, ...keys } = members.keys("security_token");
    return keys;
  },
  sts: async (_, members) => ({
    ...members.keys("security_token"),
    securityToken: members.needed("security_token"),
  }),
  ecs_ram_role: (world, members) => keysOfInstance(world, { roleName: members.text("role_name") }),
  ram_role_arn: (world, members) =>
    keysOfRole(world, members.keys("security_token"), {
      roleArn: members.needed("role_arn"),
      roleSessionName: members.text("role_session_name"),
      policy: members.text("policy"),
    }),
  oidc_role_arn: (world, members) =>
    keysByOidc(world, {
      roleArn: members.needed("role_arn"),
      roleSessionName: members.text("role_session_name"),
      oidcProviderArn: members.needed("oidc_provider_arn"),
      oidcTokenFilePath: members.needed("oidc_token_file_path"),
    }),
};

async function keysOfSection(
  world: World,
  section: Record<string, string> | undefined,
): Promise<Loaded> {
  if (!section) throw invalid("there is no such profile");
  const members = new Members(section);
  const type = members.needed("type");
  const load = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (load) return load(world, members);
  throw new EcdError("UnsupportedProfile", `its type is none of ${Object.keys(TYPES).join(", ")}`);
}

/**
 * A profile of `~/.alibabacloud/credentials`, or of the file that ALIBABA_CLOUD_CREDENTIALS_FILE names:
 * `name`, or ALIBABA_CLOUD_PROFILE, or `default`.
 * The provider throws EcdError `NoCredentials` when there is no file, `InvalidProfile`,
 * `UnsupportedProfile`, `CredentialsFailed`.
 */
export function fromIni(name?: string, options: ProviderOptions = {}): CredentialsProvider {
  const given = optionalText("name", name);
  const world = worldOf(options);
  return refreshing(world, "profile", async () => {
    const { ALIBABA_CLOUD_CREDENTIALS_FILE: named, ALIBABA_CLOUD_PROFILE: wanted } = world.env;
    const path = named || join(world.home, ".alibabacloud/credentials");
    const profile = given || wanted || "default";
    const sections = parseIni(await readText(path));
    return keysOfSection(world, sections.get(profile)).catch((error: unknown) => {
      throw at(`profile ${profile} of ${path}`, error);
    });
  });
}
