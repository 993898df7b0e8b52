import { given, invalidParameter, unknownRegion, type Call, type World } from "./call.js";
import { requireAvailableCustom } from "./image_preconditions.js";
import { startImage } from "./new_image.js";
import { viewImage } from "./stored_image.js";

/** CopyImage: starts a copy and gives the id of the image that is being made. */
export function copyImage(call: Call, world: World) {
  const { regionId, parameters } = call;
  const destination = given(parameters, "DestinationRegionId");
  if (!world.regions.has(destination)) throw unknownRegion("DestinationRegionId");
  if (destination === regionId) {
    throw invalidParameter("DestinationRegionId", "It must differ from the image's region.");
  }
  const stored = requireAvailableCustom(world, regionId, given(parameters, "ImageId"));
  const original = viewImage(stored, world.clock.now());
  const ImageId = startImage(call, world, {
    regionId: destination,
    like: {
      ...original,
      Name: given(parameters, "DestinationImageName"),
      Description: parameters["DestinationDescription"] ?? "",
    },
    source: { regionId, imageId: original.ImageId },
  });
  return { ImageId };
}
