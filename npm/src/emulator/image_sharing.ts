import {
  given,
  invalidParameter,
  missingParameter,
  repeated,
  type Call,
  type World,
} from "./call.js";
import { refuseWhileCopied, requireAvailableCustom, requireImage } from "./image_preconditions.js";
import { Refusal } from "./refusal.js";

/** Accounts an image can be shared with in total (user guide). */
const MAX_SHARES = 50;

/** ModifyImagePermission: shares an image with accounts and takes shares back. */
export function modifyImagePermission({ regionId, parameters }: Call, world: World) {
  const imageId = given(parameters, "ImageId");
  const added = repeated(parameters, "AddAccount");
  const removed = new Set(repeated(parameters, "RemoveAccount"));
  if (added.length === 0 && removed.size === 0) throw missingParameter("AddAccount");

  const stored = requireAvailableCustom(world, regionId, imageId);
  refuseWhileCopied(world, regionId, imageId);
  if (added.length > 0 && stored.image.VolumeEncryptionEnabled) {
    throw new Refusal("InvalidImageType.NotSupported", "An encrypted image cannot be shared.");
  }
  const kept = [...new Set([...stored.sharedWith, ...added])].filter((id) => !removed.has(id));
  if (kept.length > MAX_SHARES) {
    throw invalidParameter("AddAccount", `An image is shared with ${MAX_SHARES} accounts at most.`);
  }
  world.images.replace(regionId, { ...stored, sharedWith: kept });
  return {};
}

/** DescribeImagePermission: the accounts an image is shared with. */
export function describeImagePermission({ regionId, parameters }: Call, world: World) {
  const { sharedWith } = requireImage(world, regionId, given(parameters, "ImageId"));
  return { AliUids: [...sharedWith] };
}
