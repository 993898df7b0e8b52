/// <reference types="node" />
import { join } from "node:path";
import { isPlainObject } from "../core/internal.js";
import { objectOf } from "./answer.js";
import { absent, at, invalid } from "./failures.js";
import { readText } from "./files.js";
import { Members } from "./members.js";
import { keysOfProfile } from "./profile_modes.js";
import { isOn, optionalText, worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions, World } from "./provider.js";
import { refreshing } from "./refresh.js";

type Configuration = { path: string; current: string; profiles: Record<string, unknown>[] };

/** What the official command line keeps. @throws EcdError */
async function readConfiguration({ home }: World): Promise<Configuration> {
  const path = join(home, ".aliyun/config.json");
  const found = objectOf(await readText(path));
  const profiles = found?.["profiles"];
  if (!found || !Array.isArray(profiles) || !profiles.every(isPlainObject)) {
    throw invalid(`${path} is not a configuration of the aliyun command`);
  }
  try {
    return { path, current: new Members(found).text("current") ?? "default", profiles };
  } catch (error) {
    throw at(path, error);
  }
}

/** Names of the profiles that `fromProfile` may be given. @throws EcdError */
export async function profileNames(options: ProviderOptions = {}): Promise<string[]> {
  const { profiles } = await readConfiguration(worldOf(options));
  return profiles.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
}

/**
 * A profile of `~/.aliyun/config.json`, the file of the official command line: `name`, or
 * ALIBABA_CLOUD_PROFILE, or the file's current one. Modes: AK, StsToken, RamRoleArn, ChainableRamRoleArn,
 * EcsRamRole, OIDC, External, CredentialsURI. Off with ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true.
 * The provider throws EcdError `NoCredentials` when there is no file, `InvalidProfile`,
 * `UnsupportedProfile`, `CredentialsFailed`.
 */
export function fromProfile(name?: string, options: ProviderOptions = {}): CredentialsProvider {
  const given = optionalText("name", name);
  const world = worldOf(options);
  return refreshing(world, "cli_profile", async () => {
    const disabled = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
    if (isOn(world, disabled))
      throw absent(`profiles of the aliyun command are off by ${disabled}`);
    const { path, current, profiles } = await readConfiguration(world);
    const profile = given || world.env["ALIBABA_CLOUD_PROFILE"] || current;
    return keysOfProfile(world, profiles, [profile]).catch((error: unknown) => {
      throw at(`profile ${profile} of ${path}`, error);
    });
  });
}
