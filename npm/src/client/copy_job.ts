import { EcdError, ownValue } from "../core/internal.js";
import { randomNonce } from "../core/nonce.js";
import { isAnothers } from "./answered_copies.js";
import type { CopyImageParams, Image } from "./images.js";

const REQUIRED = ["RegionId", "ImageId", "DestinationImageName", "DestinationRegionId"];

/** CreationTime and Date headers count in seconds, and a request takes its time. */
const GRAIN_MS = 5_000;

/**
 * One copy that is wanted: plain data, so that another process can look for it. The service has no token
 * for it; what tells this copy from others is its id in the description, or else name, description and
 * time.
 */
export type CopyJob = {
  params: CopyImageParams;
  /** When it was begun by our clock, in ISO 8601. */
  startedAt: string;
  /** 16 random hexadecimal digits. */
  id: string;
  /** Whether the id ends up in the description. */
  tagged: boolean;
};

/**
 * `params` is read without running anything of the caller's, and what that leaves out is refused before
 * anything is sent; `regionId` is for one that names none.
 */
export function newCopyJob(params: object, tagged: boolean, regionId?: string): CopyJob {
  const own = Object.entries(Object.getOwnPropertyDescriptors(params ?? {})).map(([name, { value }]) => [name, value]);
  const given = Object.fromEntries(own.filter(([, value]) => value !== undefined));
  const plain = { ...(regionId === undefined ? {} : { RegionId: regionId }), ...given } as CopyImageParams;
  return { params: plain, startedAt: new Date().toISOString(), id: randomNonce().slice(0, 16), tagged };
}

/** The same job as one that begins now: it has waited for others, whose copies are not its own. */
export const restarted = (job: CopyJob): CopyJob => ({ ...job, startedAt: new Date().toISOString() });

/** A tagged description up to the id: the caller's, if there is one, and what the source is. */
function untilId({ DestinationDescription, ImageId }: CopyImageParams): string {
  const before = DestinationDescription === undefined ? "" : `${DestinationDescription} `;
  return `${before}[copy of ${ImageId}, op `;
}

/** The parameters as they are sent. */
export function paramsToSend({ params, id, tagged }: CopyJob): CopyImageParams {
  const { DestinationDescription: given } = params;
  // What is no description is left to be refused.
  const canTag = given === undefined || (typeof given === "string" && given !== "");
  return tagged && canTag ? { ...params, DestinationDescription: `${untilId(params)}${id}]` } : params;
}

/** Whether an image is the one that the job makes. `aheadMs`: of the service's clock, before ours. */
export function isMadeBy(job: CopyJob, image: Image, aheadMs: number): boolean {
  const { ImageId, Name, Description = "" } = image;
  if (job.tagged) return Description.endsWith(`, op ${job.id}]`);
  const { DestinationImageName, DestinationDescription = "" } = job.params;
  if (Name !== DestinationImageName || Description !== DestinationDescription) return false;
  if (isAnothers(ImageId, job)) return false;
  const created = Date.parse(image.CreationTime ?? "");
  return created + GRAIN_MS >= Date.parse(job.startedAt) + aheadMs;
}

/** Whether an image that is there already is as good as the job's: the same but for the id and the time. */
export function isAlike({ params, tagged }: CopyJob, { Name, Description = "" }: Image): boolean {
  if (Name !== params.DestinationImageName) return false;
  if (tagged) return Description.startsWith(untilId(params));
  return Description === (params.DestinationDescription ?? "");
}

/** A job that was written down. @throws EcdError `InvalidState` */
export function readCopyJob(json: unknown): CopyJob {
  const [params, startedAt, id, tagged] = ["params", "startedAt", "id", "tagged"].map((name) => ownValue(json, name));
  const description = ownValue(params, "DestinationDescription");
  const isFit =
    REQUIRED.every((name) => typeof ownValue(params, name) === "string") &&
    (description === undefined || typeof description === "string") &&
    typeof startedAt === "string" && !Number.isNaN(Date.parse(startedAt)) &&
    typeof id === "string" && /^[0-9a-f]{16}$/.test(id) &&
    typeof tagged === "boolean";
  if (!isFit) throw new EcdError("InvalidState", "the state's copy is not one that a wait wrote");
  const { params: plain } = newCopyJob(params as object, tagged);
  return { params: plain, startedAt, id, tagged };
}
