import { EcdError, withValue } from "../core/internal.js";
import type { EcdClient } from "./client.js";
import type { CopyAndWaitOptions, CopyImageParams, CopyImageResult, Image } from "./images.js";
import { Limits } from "./time.js";
import { afterCopy } from "./wait.js";

const DEFAULT_CONCURRENCY = 4;

/** As `copyImage` answers it. */
type Made = Pick<CopyImageResult, "ImageId" | "reused" | "existed">;

/** What became of a copy into one region. */
export type CopyResult =
  | ({ regionId: string; ok: true; image?: Image } & Made)
  | { regionId: string; ok: false; error: EcdError; ImageId?: string };

/** What happens to the copy into one region. */
export type CopyEvent = { regionId: string } & (
  | { type: "started" }
  | ({ type: "copied" } & Made)
  | { type: "progress"; ImageId: string; status: string; percent?: number }
  | { type: "available"; image: Image }
  | { type: "failed"; error: EcdError; ImageId?: string }
);

export type CopyToRegionsOptions = Omit<CopyAndWaitOptions, "onProgress" | "onState"> & {
  /** Copies under way at the same time, their waits included. Default 4. */
  concurrency?: number;
  /** Also wait until the images are available. Default false. */
  wait?: boolean;
  onEvent?(event: CopyEvent): void;
};

/** @throws EcdError `InvalidOption` */
function checkRegions(regionIds: readonly string[], concurrency: number): void {
  if (!Array.isArray(regionIds)) throw new EcdError("InvalidOption", "the regions must be a list");
  if (new Set(regionIds).size < regionIds.length) throw new EcdError("InvalidOption", "a region is named twice");
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return;
  throw new EcdError("InvalidOption", "concurrency must be a whole number from 1");
}

async function copyToRegion(
  client: EcdClient,
  params: CopyImageParams,
  { onEvent, wait, signal: _, deadlineMs: __, ...options }: CopyToRegionsOptions,
  limits: Limits,
): Promise<CopyResult> {
  const regionId = params.DestinationRegionId;
  let made: Made | undefined;
  try {
    onEvent?.({ regionId, type: "started" });
    const { RequestId: ___, ...copied } = await client.copyImage(params, { ...options, ...limits.rest() });
    const { ImageId, existed } = (made = copied);
    onEvent?.({ regionId, type: "copied", ...made });
    if (wait !== true) return { regionId, ok: true, ...made };
    const image = await client.waitForImage({ RegionId: regionId, ImageId }, {
      ...options,
      ...limits.rest(),
      cancelOnAbort: options.cancelOnAbort === true && existed !== true,
      onProgress({ status, percent }) {
        onEvent?.({ regionId, type: "progress", ImageId, status, ...(percent === undefined ? {} : { percent }) });
      },
    });
    onEvent?.({ regionId, type: "available", image });
    return { regionId, ok: true, ...made, image };
  } catch (reason) {
    const error = made ? afterCopy(reason) : reason;
    if (!(error instanceof EcdError)) throw error;
    const failure = { error, ...(made ? { ImageId: made.ImageId } : {}) };
    onEvent?.({ regionId, type: "failed", ...failure });
    return { regionId, ok: false, ...failure };
  }
}

/** See `EcdClient.copyImageToRegions`. */
export async function copyToRegions(
  client: EcdClient,
  params: Omit<CopyImageParams, "DestinationRegionId">,
  regionIds: readonly string[],
  options: CopyToRegionsOptions,
): Promise<CopyResult[]> {
  const { concurrency = DEFAULT_CONCURRENCY, ...each } = options;
  checkRegions(regionIds, concurrency);
  const limits = new Limits(options.signal, options.deadlineMs);
  const results: CopyResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < regionIds.length) {
      const at = next++;
      const to = withValue(params, "DestinationRegionId", regionIds[at]) as CopyImageParams;
      results[at] = await copyToRegion(client, to, each, limits);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, regionIds.length) }, work));
  return results;
}
