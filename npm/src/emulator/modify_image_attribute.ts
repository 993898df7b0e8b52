import { given, type Call, type World } from "./call.js";
import { isoSeconds } from "./clock.js";
import { requireAvailableCustom } from "./image_preconditions.js";

/** ModifyImageAttribute: name, description or both. */
export function modifyImageAttribute({ regionId, parameters }: Call, world: World) {
  const stored = requireAvailableCustom(world, regionId, given(parameters, "ImageId"));
  const { image } = stored;
  const changed = {
    ...image,
    Name: parameters["Name"] ?? image.Name,
    Description: parameters["Description"] ?? image.Description,
    UpdateTime: isoSeconds(world.clock.now()),
  };
  world.images.replace(regionId, { ...stored, image: changed });
  return {};
}
