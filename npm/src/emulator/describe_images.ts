import { invalidParameter, repeated, type Call, type World } from "./call.js";
import type { Image } from "./image.js";
import { Refusal } from "./refusal.js";
import { viewImage, type StoredImage } from "./stored_image.js";

const DEFAULT_PAGE_SIZE = 10;

/** How each filter parameter holds against an image. Names are compared whole: assumed. */
const FILTERS: Record<string, (image: Image, wanted: string) => boolean> = {
  ImageType: (image, wanted) => image.ImageType === wanted,
  ImageStatus: (image, wanted) => image.Status === wanted,
  ImageName: (image, wanted) => image.Name === wanted,
  // The filter says Windows where the answer's published example says WINDOWS.
  OsType: (image, wanted) => image.OsType.toLowerCase() === wanted.toLowerCase(),
  ProtocolType: (image, wanted) => image.ProtocolType === wanted,
  SessionType: (image, wanted) => image.SessionType === wanted,
  LanguageType: (image, wanted) => image.SupportedLanguages.includes(wanted),
  GpuCategory: (image, wanted) => String(image.GpuCategory) === wanted.toLowerCase(),
  GpuDriverVersion: (image, wanted) => image.GpuDriverVersion === wanted,
};

/** Filters whose meaning is not published in detail; ignoring one would be a false answer. */
const UNMODELED_FILTERS = ["DesktopInstanceType", "FotaVersion"];

/** DescribeImages: the region's images, newest first, by pages. */
export function describeImages({ regionId, parameters }: Call, world: World) {
  for (const name of UNMODELED_FILTERS) {
    if (parameters[name] !== undefined) {
      throw new Refusal("UnsupportedOperation", `The emulator does not model the filter ${name}.`);
    }
  }
  const now = world.clock.now();
  const ids = repeated(parameters, "ImageId");
  const before = readPageToken(parameters["NextToken"]);
  const matching = candidates(world, regionId, ids)
    .filter((stored) => stored.serial < before && isVisible(stored, now, world.visibilityLagMs))
    .map((stored) => ({ serial: stored.serial, image: viewImage(stored, now) }))
    .filter(({ image }) => passesFilters(image, parameters));
  const page = matching.slice(0, Number(parameters["MaxResults"]) || DEFAULT_PAGE_SIZE);
  const more = matching.length > page.length;
  return {
    Images: page.map(({ image }) => image),
    NextToken: more ? pageToken(page.at(-1)?.serial ?? 0) : "",
  };
}

/** The named images, or all of them, newest first. */
function candidates({ images }: World, regionId: string, ids: string[]): StoredImage[] {
  if (ids.length === 0) return images.list(regionId);
  return [...new Set(ids)]
    .map((imageId) => images.get(regionId, imageId))
    .filter((stored) => stored !== undefined)
    .sort((a, b) => b.serial - a.serial);
}

/** The service's lists may learn of a new image later than its caller. */
function isVisible({ task }: StoredImage, now: Date, lagMs: number): boolean {
  return task === undefined || now.getTime() >= task.startedAt + lagMs;
}

function passesFilters(image: Image, parameters: Record<string, string>): boolean {
  return Object.entries(FILTERS).every(([name, passes]) => {
    const wanted = parameters[name];
    return wanted === undefined || passes(image, wanted);
  });
}

/** The next page holds what is older than `serial`, whatever is added or removed meanwhile. */
function pageToken(serial: number): string {
  return serial.toString(16).padStart(32, "0");
}

function readPageToken(token: string | undefined): number {
  if (token === undefined || token === "") return Infinity;
  if (/^0{19}[0-9a-f]{13}$/.test(token)) return Number.parseInt(token, 16);
  throw invalidParameter("NextToken", "It is not a token of an earlier answer.");
}
