import { EcdError } from "../core/internal.js";
import type { Caller } from "./call.js";
import { isAlike, isMadeBy } from "./copy_job.js";
import type { CopyJob } from "./copy_job.js";
import { IMAGE_LIST } from "./images.js";
import type { Image } from "./images.js";
import { readPages } from "./pages.js";
import { isPassing, mayRenew, pauseAfter } from "./passing.js";
import { Limits } from "./time.js";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const PAGE_SIZE = 100;

/** A look that was begun in time is given this long at least. */
const LOOK_WITHIN_MS = 5_000;

/** The custom images of the destination region, over all pages. */
async function imagesThere(caller: Caller, { params }: CopyJob, limits: Limits): Promise<Image[]> {
  const asked = { RegionId: params.DestinationRegionId, ImageType: "CUSTOM", MaxResults: PAGE_SIZE };
  const found: Image[] = [];
  for await (const { Images } of readPages(caller, "DescribeImages", asked, limits.rest(), IMAGE_LIST)) {
    found.push(...(Images as Image[]).filter((image) => typeof image?.ImageId === "string"));
  }
  return found;
}

function several(images: Image[], { params }: CopyJob): EcdError {
  const ids = images.map(({ ImageId }) => ImageId);
  const what = `${params.DestinationRegionId} has several images that may be the copy: ${ids.join(", ")}`;
  return new EcdError("SeveralCopies", `CopyImage: ${what}`, { operation: "CopyImage", outcome: "unclear" });
}

/** What a search came to: the copy; or nothing, and why the last look saw nothing when it failed. */
export type Search = { copy?: Image; blind?: EcdError };

/**
 * Looks in the destination region, at once and with growing pauses for `reconcileMs`, for the image that
 * a job has made. A look that fails saw nothing; one that will always fail ends the search.
 * @throws EcdError `SeveralCopies`; AbortError, TimeoutError when the limits end first
 */
export async function findCopy(caller: Caller, job: CopyJob, reconcileMs: number, limits: Limits): Promise<Search> {
  const endsAt = performance.now() + reconcileMs;
  const left = (): number => endsAt - performance.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    let blind: EcdError | undefined;
    try {
      const within = Math.min(limits.left(), Math.max(left(), LOOK_WITHIN_MS));
      const images = await imagesThere(caller, job, new Limits(limits.signal, within));
      const made = images.filter((image) => isMadeBy(job, image, caller.serviceAheadMs));
      if (made.length > 1) throw several(made, job);
      if (made[0]) return { copy: made[0] };
    } catch (error) {
      if (!(error instanceof EcdError) || limits.hasEnded() || error.code === "SeveralCopies") throw error;
      if (!isPassing(error, limits) && !mayRenew(error, caller)) return { blind: error };
      blind = error;
    }
    if (left() <= 0) return blind ? { blind } : {};
    await limits.sleep(Math.min(pauseAfter(blind, pause), left()), "CopyImage");
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
  const { DestinationImageName: name, DestinationRegionId: region } = job.params;
  const images = (await imagesThere(caller, job, limits)).filter(
    ({ Name, Status }) => Name === name && Status !== "CreateFailed",
  );
  const alike = ifExists === "reuse" ? images.filter((image) => isAlike(job, image)) : [];
  if (alike[0] || images.length === 0) return alike[0];
  const which = images.map(({ ImageId }) => ImageId).join(", ");
  const message = `CopyImage: ${region} has an image named ${name} already: ${which}; not copied`;
  throw new EcdError("ImageExists", message, { operation: "CopyImage" });
}
