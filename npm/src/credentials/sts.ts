import type { RawAnswer } from "../client/exchange.js";
import { EcdError, isPlainObject, loadInternals, VERSION } from "../core/internal.js";
import type { Credentials, Reading } from "../core/internal.js";
import type { Keys } from "./access_key.js";
import { ask, objectOf, temporaryKeys } from "./answer.js";
import { failed } from "./failures.js";
import { isOn } from "./provider.js";
import type { World } from "./provider.js";

const API_VERSION = "2015-04-01";
const TIMEOUT_MS = 10_000;
const FORM = "application/x-www-form-urlencoded";

/** Of a session, in seconds: the service's own least, and what it gives where nothing is asked for. */
export const LEAST_SECONDS = 900;
const USUAL_SECONDS = 3600;

/** A code as services write it. Anything else could quote the request. */
const CODE = /^[A-Za-z][\w.]{0,99}$/;
const REQUEST_ID = /^[\w-]{1,64}$/;

/** What both ways into a role have in common. */
export type RoleOptions = {
  /** The role's ARN: `acs:ram::<account>:role/<name>`. */
  roleArn?: string | undefined;
  /** Shown in the account's logs. Default: ALIBABA_CLOUD_ROLE_SESSION_NAME, or `ecd-wasm-` and the time. */
  roleSessionName?: string | undefined;
  /** How long the keys are valid: 900 or more, as far as the role allows. Default 3600. */
  durationSeconds?: number | undefined;
  /** A policy in JSON that leaves the session less than the role may do. */
  policy?: string | undefined;
  /** Host of STS. Default: that of the region. */
  stsEndpoint?: string | undefined;
  /** Default: ALIBABA_CLOUD_STS_REGION, or else the central endpoint, sts.aliyuncs.com. */
  stsRegionId?: string | undefined;
  /** Within a VPC: sts-vpc.<region>.aliyuncs.com. Default: ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED. */
  enableVpc?: boolean | undefined;
};

/** @throws EcdError `InvalidOption`: what is no host's name would lead the request elsewhere */
function stsHost(world: World, { stsEndpoint, stsRegionId, enableVpc }: RoleOptions): string {
  const region = stsRegionId || world.env["ALIBABA_CLOUD_STS_REGION"];
  const isInVpc = enableVpc === true || isOn(world, "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
  const regional = region
    ? `${isInVpc ? "sts-vpc" : "sts"}.${region}.aliyuncs.com`
    : "sts.aliyuncs.com";
  const host = stsEndpoint || regional;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(host)) return host;
  throw new EcdError(
    "InvalidOption",
    `${stsEndpoint ? "the STS endpoint" : "the STS region"} is no name`,
  );
}

/** The parameters that both ways have in common. @throws EcdError `InvalidOption` */
function roleParameters(world: World, options: RoleOptions): Record<string, string> {
  const { roleArn, policy, durationSeconds = USUAL_SECONDS } = options;
  if (typeof roleArn !== "string" || roleArn === "")
    throw new EcdError("InvalidOption", "roleArn must be a text");
  if (!Number.isSafeInteger(durationSeconds) || durationSeconds < LEAST_SECONDS) {
    throw new EcdError(
      "InvalidOption",
      `durationSeconds must be a whole number from ${LEAST_SECONDS}`,
    );
  }
  const named = options.roleSessionName || world.env["ALIBABA_CLOUD_ROLE_SESSION_NAME"];
  return {
    RoleArn: roleArn,
    RoleSessionName: named || `ecd-wasm-${world.now()}`,
    DurationSeconds: String(durationSeconds),
    ...(policy ? { Policy: policy } : {}),
  };
}

/** STS's message may quote the request, so the code has to do. */
function refusal(
  action: string,
  { code = "", requestId = "", retryable }: Reading,
  status: number,
): EcdError {
  return failed(
    `${action}: ${CODE.test(code) ? code : "an answer that is not STS's"} (HTTP status ${status})`,
    {
      statusCode: status,
      retryable,
      ...(REQUEST_ID.test(requestId) ? { requestId } : {}),
    },
  );
}

/** How far the clock of an answer's sender is ahead of ours, in milliseconds. */
function aheadOf(world: World, date: string | null): number {
  const theirs = Date.parse(date ?? "");
  return Number.isNaN(theirs) ? 0 : theirs - world.now();
}

/** A way into a role: what is asked, who asks, and what is asked with. */
type Entry = {
  action: "AssumeRole" | "AssumeRoleWithOIDC";
  credentials: Credentials;
  others: Record<string, string>;
};

/** Makes the request once, dated `aheadMs` ahead of our clock. @throws EcdError */
async function askSts(
  world: World,
  { action, credentials, others }: Entry,
  options: RoleOptions,
  aheadMs: number,
): Promise<RawAnswer> {
  const core = await loadInternals();
  const request = core.signRequest(
    {
      method: "POST",
      url: `https://${stsHost(world, options)}/`,
      headers: { accept: "application/json", "content-type": FORM },
      body: new URLSearchParams({ ...roleParameters(world, options), ...others }).toString(),
    },
    { action, version: API_VERSION, credentials, date: new Date(world.now() + aheadMs) },
  );
  request.headers["user-agent"] = `ecd-wasm/${VERSION}`;
  return ask(world.fetch, request, { what: action, timeoutMs: TIMEOUT_MS, retryable: true });
}

/**
 * Takes on a role. The request is signed by the core with ACS3-HMAC-SHA256. The official credentials
 * packages still use HMAC-SHA1 here, which the documentation has discontinued, and which writes the
 * security token and the signature into the address; the official clients of STS sign as this does.
 * After a refusal for its date it is made once more, by STS's clock.
 * @throws EcdError `InvalidOption`, `CredentialsFailed`
 */
export async function takeRole(world: World, entry: Entry, options: RoleOptions): Promise<Keys> {
  const core = await loadInternals();
  const { action } = entry;
  let aheadMs = 0;
  let answer = await askSts(world, entry, options, aheadMs);
  if (core.readAnswer(answer).wrongClock) {
    aheadMs = aheadOf(world, answer.date);
    answer = await askSts(world, entry, options, aheadMs);
  }
  const reading = core.readAnswer(answer);
  if (reading.kind !== "result") throw refusal(action, reading, answer.status);
  const found = objectOf(answer.body)?.["Credentials"];
  if (!isPlainObject(found)) throw failed(`${action}: the answer has no Credentials`);
  const { expiration, ...keys } = temporaryKeys(found as Record<string, unknown>, action);
  // Told by the clock that it is compared with.
  return {
    ...keys,
    ...(expiration ? { expiration: new Date(expiration.getTime() - aheadMs) } : {}),
  };
}
