import { given, type Call, type World } from "./call.js";
import { requireImage, wrongStatus } from "./image_preconditions.js";
import { isCopyRunning } from "./stored_image.js";

/** CancelCopyImage: the image that is being made vanishes. RegionId is the destination's. */
export function cancelCopyImage({ regionId, parameters }: Call, world: World) {
  const stored = requireImage(world, regionId, given(parameters, "ImageId"));
  if (!isCopyRunning(stored, world.clock.now())) throw wrongStatus("No copy of it is running.");
  world.images.remove(regionId, [stored.image.ImageId]);
  return {};
}
