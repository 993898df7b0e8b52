import { missingParameter, repeated, type Call, type World } from "./call.js";
import { completeImage } from "./image.js";
import { startImage } from "./new_image.js";
import { Refusal } from "./refusal.js";

/** CreateImage: starts the making of an image from a desktop and gives its id. */
export function createImage(call: Call, world: World) {
  const { regionId, parameters } = call;
  if (repeated(parameters, "SnapshotIds").length > 0 || parameters["SnapshotId"] !== undefined) {
    throw new Refusal("UnsupportedOperation", "The emulator has no snapshots.");
  }
  // The schema leaves it out since snapshots can stand in its place.
  const desktopId = parameters["DesktopId"];
  if (desktopId === undefined) throw missingParameter("DesktopId");
  if (!world.desktops.some((each) => each.RegionId === regionId && each.DesktopId === desktopId)) {
    throw new Refusal(
      "InvalidDesktopId.NotFound",
      "The specified desktop does not exist in this region.",
    );
  }
  const { ImageId, CreationTime, UpdateTime, ...like } = completeImage(
    { Name: parameters["ImageName"] ?? desktopId, Description: parameters["Description"] ?? "" },
    "",
  );
  return { ImageId: startImage(call, world, { regionId, like }) };
}
