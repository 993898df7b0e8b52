import { given, invalidParameter, repeated, type Call, type World } from "./call.js";
import { isoSeconds } from "./clock.js";
import { Refusal } from "./codes.js";
import { isCopyRunning, newImageId, viewImage, type StoredImage } from "./image.js";

/** CopyImage: starts a copy and gives the id of the image that is being made. */
export function copyImage({ regionId, parameters }: Call, world: World) {
  const { images, clock, regions, copyDurationMs } = world;
  const destination = given(parameters, "DestinationRegionId");
  if (!regions.has(destination)) throw unknownRegion("DestinationRegionId");
  if (destination === regionId) {
    throw invalidParameter("DestinationRegionId", "It must differ from the image's region.");
  }
  const source = requireAvailableCustom(world, regionId, given(parameters, "ImageId"));

  const now = clock.now();
  const image = {
    ...viewImage(source, now),
    ImageId: unusedImageId(world, destination),
    Name: given(parameters, "DestinationImageName"),
    Description: parameters["DestinationDescription"] ?? "",
    CreationTime: isoSeconds(now),
    UpdateTime: isoSeconds(now),
  };
  images.add(destination, image, {
    sourceRegionId: regionId,
    sourceImageId: source.image.ImageId,
    startedAt: now.getTime(),
    durationMs: copyDurationMs,
  });
  return { ImageId: image.ImageId };
}

/** CancelCopyImage: the image that is being made vanishes. RegionId is the destination's. */
export function cancelCopyImage({ regionId, parameters }: Call, world: World) {
  const stored = requireImage(world, regionId, given(parameters, "ImageId"));
  if (!isCopyRunning(stored, world.clock.now())) throw wrongStatus("No copy of it is running.");
  world.images.remove(regionId, stored.image.ImageId);
  return {};
}

/** DeleteImages: all of the named images, or none when one cannot be deleted (assumed). */
export function deleteImages({ regionId, parameters }: Call, world: World) {
  const doomed = repeated(parameters, "ImageId").map((imageId) => {
    const stored = requireAvailableCustom(world, regionId, imageId);
    refuseWhileCopied(world, regionId, imageId);
    if (stored.sharedWith.length > 0) throw wrongStatus("It is shared with other accounts.");
    return imageId;
  });
  for (const imageId of doomed) world.images.remove(regionId, imageId);
  return {};
}

/** ModifyImageAttribute: name, description or both. */
export function modifyImageAttribute({ regionId, parameters }: Call, world: World) {
  const { image } = requireAvailableCustom(world, regionId, given(parameters, "ImageId"));
  image.Name = parameters["Name"] ?? image.Name;
  image.Description = parameters["Description"] ?? image.Description;
  image.UpdateTime = isoSeconds(world.clock.now());
  return {};
}

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

export function unknownRegion(parameter: string): Refusal {
  return new Refusal("InvalidRegionId.NotFound", `The specified ${parameter} does not exist.`);
}

function wrongStatus(reason: string): Refusal {
  return new Refusal(
    "InvalidImageStatus.NotValid",
    `The specified image status is not valid. ${reason}`,
  );
}

function unusedImageId({ images }: World, regionId: string): string {
  let imageId = newImageId();
  while (images.get(regionId, imageId) !== undefined) imageId = newImageId();
  return imageId;
}
