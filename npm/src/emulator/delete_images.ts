import { repeated, type Call, type World } from "./call.js";
import { refuseWhileCopied, requireAvailableCustom, wrongStatus } from "./image_preconditions.js";

/** DeleteImages: all of the named images, or none when one cannot be deleted (assumed). */
export function deleteImages({ regionId, parameters }: Call, world: World) {
  const imageIds = repeated(parameters, "ImageId");
  for (const imageId of imageIds) {
    const stored = requireAvailableCustom(world, regionId, imageId);
    refuseWhileCopied(world, regionId, imageId);
    if (stored.sharedWith.length > 0) throw wrongStatus("It is shared with other accounts.");
  }
  world.images.remove(regionId, imageIds);
  return {};
}
