import { EcdError } from "../core/internal.js";
import { ask, keysAt } from "./answer.js";
import { absent, failed } from "./failures.js";
import { isOn, optionalText, worldOf } from "./provider.js";
import type { CredentialsProvider, ProviderOptions, World } from "./provider.js";
import { refreshing } from "./refresh.js";
import type { Loaded } from "./refresh.js";

/** The same link-local address on every instance; never reached through a name. */
const METADATA = "http://100.100.100.200/latest";
const ROLES = `${METADATA}/meta-data/ram/security-credentials/`;

/** Keys are given for six hours, and the next ones long before these end. */
const PREFETCH_MS = 60 * 60_000;
/** The longest there is: six hours. */
const TOKEN_SECONDS = "21600";

const what = "the ECS metadata service";
/** Elsewhere than on an instance nobody answers, now or later. */
const ASKING = { what, timeoutMs: 1000, retryable: false };

/** A role's name goes into an address. */
const ROLE_NAME = /^[\w-][\w.-]{0,63}$/;

type Headers = Record<string, string>;

export type EcsMetadataOptions = ProviderOptions & {
  /** Default: ALIBABA_CLOUD_ECS_METADATA, or else the instance's role. */
  roleName?: string;
  /** Only with a token (version 2). Default: ALIBABA_CLOUD_IMDSV1_DISABLED. */
  disableIMDSv1?: boolean;
};

const get = (world: World, url: string, headers: Headers) =>
  ask(world.directFetch, { method: "GET", url, headers, body: null }, ASKING);

/** What version 2 wants in every request; nothing where that is not to be had and version 1 will do. */
async function tokenHeader(world: World, onlyV2: boolean): Promise<Headers> {
  const headers = { "x-aliyun-ecs-metadata-token-ttl-seconds": TOKEN_SECONDS };
  const request = { method: "PUT", url: `${METADATA}/api/token`, headers, body: null };
  try {
    const { status, body } = await ask(world.directFetch, request, ASKING);
    if (status === 200) return { "x-aliyun-ecs-metadata-token": body.trim() };
    throw failed(`${what} gives no token: HTTP status ${status}`, { statusCode: status });
  } catch (error) {
    if (onlyV2 || !(error instanceof EcdError)) throw error;
    return {};
  }
}

async function roleOfInstance(world: World, headers: Headers): Promise<string> {
  const { status, body } = await get(world, ROLES, headers);
  const name = body.trim();
  if (status === 404) throw absent("the ECS instance has no RAM role");
  if (status === 200 && ROLE_NAME.test(name)) return name;
  throw failed(`${what} names no role: HTTP status ${status}`, { statusCode: status });
}

/** @throws EcdError */
export async function keysOfInstance(
  world: World,
  { roleName, disableIMDSv1 }: { roleName?: string | undefined; disableIMDSv1?: boolean } = {},
): Promise<Loaded> {
  const disabled = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
  if (isOn(world, disabled)) throw absent(`ECS metadata is off by ${disabled}`);
  const wanted = roleName || world.env["ALIBABA_CLOUD_ECS_METADATA"];
  if (wanted && !ROLE_NAME.test(wanted))
    throw new EcdError("InvalidOption", "roleName is no name of a role");
  const onlyV2 = disableIMDSv1 === true || isOn(world, "ALIBABA_CLOUD_IMDSV1_DISABLED");
  const headers = await tokenHeader(world, onlyV2);
  const role = wanted || (await roleOfInstance(world, headers));
  return { ...keysAt(await get(world, ROLES + role, headers), what), prefetchMs: PREFETCH_MS };
}

/**
 * The keys of an ECS instance's RAM role, from the metadata service: with a token (version 2), or without
 * where that fails, unless `disableIMDSv1`. Off with ALIBABA_CLOUD_ECS_METADATA_DISABLED=true.
 * The provider throws EcdError `NoCredentials`, `CredentialsFailed`.
 */
export function fromEcsMetadata({
  roleName,
  disableIMDSv1,
  ...options
}: EcsMetadataOptions = {}): CredentialsProvider {
  const role = optionalText("roleName", roleName);
  const world = worldOf(options);
  return refreshing(world, "ecs_ram_role", () =>
    keysOfInstance(world, { roleName: role, disableIMDSv1: disableIMDSv1 === true }),
  );
}
