import type { Keys } from "./access_key.js";
import { absent } from "./failures.js";
import { worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions } from "./provider.js";
import { refreshing } from "./refresh.js";

const ID = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN = "ALIBABA_CLOUD_SECURITY_TOKEN";

function keysIn(env: Record<string, string | undefined>): Keys {
  const { [ID]: accessKeyId, [SECRET]: accessKeySecret, [TOKEN]: securityToken } = env;
  if (!accessKeyId && !accessKeySecret) throw absent(`${ID} and ${SECRET} are not set`);
  if (!accessKeyId) throw absent(`${SECRET} is set, but ${ID} is not`);
  if (!accessKeySecret) throw absent(`${ID} is set, but ${SECRET} is not`);
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

/**
 * ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, of a temporary key,
 * ALIBABA_CLOUD_SECURITY_TOKEN, as they are when it is asked.
 * The provider throws EcdError `NoCredentials`.
 */
export function fromEnv(options: ProviderOptions = {}): CredentialsProvider {
  const world = worldOf(options);
  return refreshing(world, "env", async () => keysIn(world.env));
}
