import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../core/internal.js";
import { CredentialsError } from "./cli_errors.js";
import type { Context } from "./command.js";

const ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

/** A profile as the official command line writes it; modes that fetch keys from elsewhere are not read. */
type StoredProfile = {
  name?: string;
  mode?: string;
  access_key_id?: string;
  access_key_secret?: string;
  sts_token?: string;
};

function fromEnv(env: NodeJS.ProcessEnv): Credentials | undefined {
  const accessKeyId = env[ID];
  const accessKeySecret = env[SECRET];
  const securityToken = env[TOKEN];
  if (!accessKeyId && !accessKeySecret) return undefined;
  if (!accessKeyId) throw new CredentialsError(`${SECRET} is set, but ${ID} is not`);
  if (!accessKeySecret) throw new CredentialsError(`${ID} is set, but ${SECRET} is not`);
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

/** The profiles of the file. What a parser says of it may quote it, so it is not told. */
async function readProfiles(path: string): Promise<StoredProfile[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CredentialsError(`cannot read ${path} (${error.code ?? "unknown reason"})`);
  });
  try {
    const { profiles } = JSON.parse(text) as { profiles?: unknown };
    if (Array.isArray(profiles)) return profiles as StoredProfile[];
  } catch {
    // Said below.
  }
  throw new CredentialsError(`${path} is not a configuration of the aliyun command`);
}

function profilesPath(): string {
  return join(homedir(), ".aliyun/config.json");
}

/** What `--profile` may name. @throws CredentialsError */
export async function profileNames(): Promise<string[]> {
  const profiles = await readProfiles(profilesPath());
  return profiles.flatMap((profile) => (typeof profile?.name === "string" ? [profile.name] : []));
}

async function fromProfile(name: string): Promise<Credentials> {
  const path = profilesPath();
  const profile = (await readProfiles(path)).find((each) => each?.name === name);
  if (!profile) throw new CredentialsError(`${path} has no profile ${name}`);
  const {
    mode = "AK",
    access_key_id: accessKeyId,
    access_key_secret: accessKeySecret,
    sts_token: token,
  } = profile;
  if (mode !== "AK" && mode !== "StsToken") {
    throw new CredentialsError(
      `the profile ${name} has the mode ${mode}; AK and StsToken can be read`,
    );
  }
  if (!accessKeyId || !accessKeySecret)
    throw new CredentialsError(`the profile ${name} holds no access key`);
  if (mode === "AK") return { accessKeyId, accessKeySecret };
  if (!token) throw new CredentialsError(`the profile ${name} holds no sts_token`);
  return { accessKeyId, accessKeySecret, securityToken: token };
}

/** The credentials there are, if any. @throws CredentialsError when they are half there */
export async function findCredentials({
  values,
  env,
}: Pick<Context, "values" | "env">): Promise<Credentials | undefined> {
  return values.profile === undefined ? fromEnv(env) : fromProfile(values.profile);
}

/** The credentials. @throws CredentialsError */
export async function loadCredentials(
  context: Pick<Context, "values" | "env">,
): Promise<Credentials> {
  const credentials = await findCredentials(context);
  if (credentials) return credentials;
  throw new CredentialsError(
    `no credentials: set ${ID} and ${SECRET}, or name a --profile of ~/.aliyun/config.json`,
  );
}
