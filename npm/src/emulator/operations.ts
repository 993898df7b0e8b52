import type { Perform } from "./call.js";
import { describeImages } from "./describe_images.js";
import { describeRegions } from "./describe_regions.js";
import {
  cancelCopyImage,
  copyImage,
  deleteImages,
  modifyImageAttribute,
} from "./image_operations.js";
import { describeImagePermission, modifyImagePermission } from "./image_sharing.js";

/** The operations the emulator models. All others are refused: no made-up success. */
export const OPERATIONS: ReadonlyMap<string, Perform> = new Map<string, Perform>([
  ["CancelCopyImage", cancelCopyImage],
  ["CopyImage", copyImage],
  ["DeleteImages", deleteImages],
  ["DescribeImagePermission", describeImagePermission],
  ["DescribeImages", describeImages],
  ["DescribeRegions", describeRegions],
  ["ModifyImageAttribute", modifyImageAttribute],
  ["ModifyImagePermission", modifyImagePermission],
]);
