import type { World } from "./call.js";
import { Refusal } from "./refusal.js";
import { viewImage, type StoredImage } from "./stored_image.js";

/** @throws Refusal `InvalidImageId.NotFound` */
export function requireImage({ images }: World, regionId: string, imageId: string): StoredImage {
  const stored = images.get(regionId, imageId);
  if (stored !== undefined) return stored;
  throw new Refusal(
    "InvalidImageId.NotFound",
    "The specified image does not exist in this region.",
  );
}

/** @throws Refusal when the image is missing, a system image, or not Available */
export function requireAvailableCustom(
  world: World,
  regionId: string,
  imageId: string,
): StoredImage {
  const stored = requireImage(world, regionId, imageId);
  const { ImageType, Status } = viewImage(stored, world.clock.now());
  if (ImageType !== "CUSTOM") {
    throw new Refusal("InvalidImageType.NotSupported", "Only custom images allow this operation.");
  }
  if (Status !== "Available") throw wrongStatus(`It is ${Status}, not Available.`);
  return stored;
}

/** An image can be neither deleted nor shared while being copied (user guide). @throws Refusal */
export function refuseWhileCopied(
  { images, clock }: World,
  regionId: string,
  imageId: string,
): void {
  if (images.isBeingCopied(regionId, imageId, clock.now()))
    throw wrongStatus("It is being copied.");
}

export function wrongStatus(reason: string): Refusal {
  return new Refusal(
    "InvalidImageStatus.NotValid",
    `The specified image status is not valid. ${reason}`,
  );
}
