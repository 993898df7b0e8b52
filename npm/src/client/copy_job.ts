import { EcdError, ownValue } from "../core/internal.js";
import { randomNonce } from "../core/nonce.js";
import type { CopyImageParams, Image } from "./images.js";

const PARAMETERS = ["RegionId", "ImageId", "DestinationImageName", "DestinationDescription", "DestinationRegionId"] as const;

/** CreationTime and Date headers count in seconds, and a request takes its time. */
const GRAIN_MS = 5_000;

/**
 * One copy that is wanted: plain data, so that another process can look for it. The service has no token
 * for it; what tells this copy from others is the mark, or else name, description and time.
 */
export type CopyJob = {
  params: CopyImageParams;
  /** When it was begun by our clock, in ISO 8601. */
  startedAt: string;
  /** 16 hexadecimal digits that end up in the description. */
  mark?: string;
};

/** `params` is read without running anything of the caller's. */
export function newCopyJob(params: object, tagDescription: boolean): CopyJob {
  const own = PARAMETERS.map((name) => [name, ownValue(params, name)] as const);
  const plain = Object.fromEntries(own.filter(([, value]) => value !== undefined)) as CopyImageParams;
  const startedAt = new Date().toISOString();
  return { params: plain, startedAt, ...(tagDescription ? { mark: randomNonce().slice(0, 16) } : {}) };
}

/** What a description of a copy says of its source, before the mark. */
const tagStart = ({ ImageId }: CopyImageParams): string => ` [copy of ${ImageId}, op `;

/** The parameters as they are sent. */
export function paramsToSend({ params, mark }: CopyJob): CopyImageParams {
  if (mark === undefined) return params;
  const description = `${params.DestinationDescription}${tagStart(params)}${mark}]`;
  return { ...params, DestinationDescription: description };
}

/** Whether an image is the one that the job makes. `aheadMs`: of the service's clock, before ours. */
export function isMadeBy(job: CopyJob, image: Image, aheadMs: number): boolean {
  const { DestinationImageName, DestinationDescription } = paramsToSend(job);
  if (image.Name !== DestinationImageName || image.Description !== DestinationDescription) return false;
  if (job.mark !== undefined) return true;
  const created = Date.parse(image.CreationTime ?? "");
  return created + GRAIN_MS >= Date.parse(job.startedAt) + aheadMs;
}

/** Whether an image that is there already is as good as the job's: the same but for the mark and the time. */
export function isAlike({ params, mark }: CopyJob, image: Image): boolean {
  if (image.Name !== params.DestinationImageName) return false;
  const wanted = params.DestinationDescription;
  if (mark === undefined) return image.Description === wanted;
  return image.Description?.startsWith(wanted + tagStart(params)) === true;
}

/** A job that was written down. @throws EcdError `InvalidState` */
export function readCopyJob(json: unknown): CopyJob {
  const [params, startedAt, mark] = ["params", "startedAt", "mark"].map((name) => ownValue(json, name));
  const isFit =
    PARAMETERS.every((name) => typeof ownValue(params, name) === "string") &&
    typeof startedAt === "string" && !Number.isNaN(Date.parse(startedAt)) &&
    (mark === undefined || (typeof mark === "string" && /^[0-9a-f]{16}$/.test(mark)));
  if (!isFit) throw new EcdError("InvalidState", "the state's copy is not one that a wait wrote");
  const { params: plain } = newCopyJob(params as object, false);
  return { params: plain, startedAt, ...(mark === undefined ? {} : { mark: mark as string }) };
}
