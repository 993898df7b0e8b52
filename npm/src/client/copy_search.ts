import { EcdError } from "../core/internal.js";
import type { Caller } from "./call.js";
import { isAlike, isMadeBy } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import type { Image } from "./images.js";
import { readPages } from "./pages.js";
import { isPassing, withJitter } from "./passing.js";
import type { Limits } from "./time.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const PAGE_SIZE = 100;

/** The custom images of the destination region that bear the name, over all pages. */
async function imagesNamed(caller: Caller, { params }: CopyJob, limits: Limits): Promise<Image[]> {
  const asked = { RegionId: params.DestinationRegionId, ImageType: "CUSTOM", MaxResults: PAGE_SIZE };
  const found: Image[] = [];
  for await (const { Images } of readPages(caller, "DescribeImages", asked, limits.rest())) {
    const images = Array.isArray(Images) ? (Images as Image[]) : [];
    found.push(...images.filter((image) => image?.Name === params.DestinationImageName));
  }
  return found;
}

function several(images: Image[], { params }: CopyJob): EcdError {
  const ids = images.map(({ ImageId }) => ImageId);
  const what = `${params.DestinationRegionId} has several images that may be the copy: ${ids.join(", ")}`;
  return new EcdError("SeveralCopies", `CopyImage: ${what}`, { operation: "CopyImage", outcome: "unclear" });
}

/**
 * Looks in the destination region, at once and with growing pauses for `reconcileMs`, for the image that
 * a job has made. A look that fails is a look that saw nothing, unless it will always fail.
 * @throws EcdError `SeveralCopies`; AbortError, TimeoutError when the limits end first
 */
export async function findCopy(
  caller: Caller,
  job: CopyJob,
  reconcileMs: number,
  limits: Limits,
): Promise<Image | undefined> {
  const endsAt = performance.now() + reconcileMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const images = await imagesNamed(caller, job, limits).catch((error: unknown) => {
      if (isPassing(error, limits)) return [];
      throw error;
    });
    const made = images.filter((image) => isMadeBy(job, image, caller.serviceAheadMs));
    if (made.length > 1) throw several(made, job);
    if (made[0]) return made[0];
    const left = endsAt - performance.now();
    if (left <= 0) return undefined;
    await limits.sleep(Math.min(withJitter(pause), left), "CopyImage");
  }
}

/**
 * The image to take in place of a new copy, before one is sent. One that failed to be made is none; of
 * several that are alike any will do.
 * @throws EcdError `ImageExists` when there is one of that name which is not to be taken
 */
export async function findExisting(
  caller: Caller,
  job: CopyJob,
  ifExists: "error" | "reuse",
  limits: Limits,
): Promise<Image | undefined> {
  const images = (await imagesNamed(caller, job, limits)).filter(({ Status }) => Status !== "CreateFailed");
  const alike = ifExists === "reuse" ? images.filter((image) => isAlike(job, image)) : [];
  if (alike[0] || images.length === 0) return alike[0];
  const { DestinationImageName: name, DestinationRegionId: region } = job.params;
  const which = images.map(({ ImageId }) => ImageId).join(", ");
  const message = `CopyImage: ${region} has an image named ${name} already: ${which}; not copied`;
  throw new EcdError("ImageExists", message, { operation: "CopyImage" });
}
