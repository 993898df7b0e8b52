import type { Perform } from "./call.js";
import { cancelCopyImage } from "./cancel_copy_image.js";
import { copyImage } from "./copy_image.js";
import { createImage } from "./create_image.js";
import { deleteImages } from "./delete_images.js";
import { describeImages } from "./describe_images.js";
import { describeRegions } from "./describe_regions.js";
import { describeImagePermission, modifyImagePermission } from "./image_sharing.js";
import { modifyImageAttribute } from "./modify_image_attribute.js";

/** The operations the emulator models. All others are refused: no made-up success. */
export const OPERATIONS: ReadonlyMap<string, Perform> = new Map<string, Perform>([
  ["CancelCopyImage", cancelCopyImage],
  ["CopyImage", copyImage],
  ["CreateImage", createImage],
  ["DeleteImages", deleteImages],
  ["DescribeImagePermission", describeImagePermission],
  ["DescribeImages", describeImages],
  ["DescribeRegions", describeRegions],
  ["ModifyImageAttribute", modifyImageAttribute],
  ["ModifyImagePermission", modifyImagePermission],
]);
