import type { Call, World } from "./call.js";
import { isoSeconds } from "./clock.js";
import { newImageId, type Image } from "./image.js";
import { Refusal } from "./refusal.js";
import type { ImageTask } from "./stored_image.js";

/** What CopyImage and CreateImage say of the image they start. */
export type NewImage = {
  regionId: string;
  /** The image as it will be when it is done, less id and times. */
  like: Omit<Image, "ImageId" | "CreationTime" | "UpdateTime">;
  source?: NonNullable<ImageTask["source"]>;
};

/** Starts the making of an image and gives its id. @throws Refusal `QuotaExceed.Image` */
export function startImage(call: Call, world: World, { regionId, like, source }: NewImage): string {
  const { images, clock, copyDurationMs } = world;
  checkQuota(world, regionId);
  const now = clock.now();
  const ImageId = unusedImageId(world, regionId);
  const times = { CreationTime: isoSeconds(now), UpdateTime: isoSeconds(now) };
  images.add(
    regionId,
    { ...like, ImageId, ...times },
    {
      startedAt: now.getTime(),
      durationMs: copyDurationMs,
      ...(call.imageFails && { fails: true }),
      ...(source && { source }),
    },
  );
  return ImageId;
}

function checkQuota({ images, imageQuota }: World, regionId: string): void {
  if (imageQuota === Infinity) return;
  const owned = images.list(regionId).filter(({ image }) => image.ImageType === "CUSTOM");
  if (owned.length >= imageQuota) {
    throw new Refusal("QuotaExceed.Image", "The quota of custom images in the region is used up.");
  }
}

function unusedImageId({ images }: World, regionId: string): string {
  let imageId = newImageId();
  while (images.get(regionId, imageId) !== undefined) imageId = newImageId();
  return imageId;
}
