import type { RelayCall } from "./message.js";
import type { RelayOptions } from "./options.js";
import { Refusal } from "./refusal.js";

/** RegionId, DestinationRegionId, SearchRegionId, Region and the like: in the catalog all name regions. */
const NAMES_REGION = /region(id)?$/i;

/**
 * The values of all members that name a region, at any depth. Without recursion: what is asked for may be
 * as deep as its bytes allow.
 */
function* regionsIn(params: unknown): Generator<unknown> {
  const rest: [isRegion: boolean, value: unknown][] = [[false, params]];
  for (let next; (next = rest.pop());) {
    const [isRegion, value] = next;
    if (typeof value !== "object" || value === null) {
      if (isRegion) yield value;
      continue;
    }
    for (const [name, member] of Object.entries(value)) {
      rest.push([NAMES_REGION.test(name) || (isRegion && Array.isArray(value)), member]);
    }
  }
}

const LOOK_PARAMETERS = ["RegionId", "ImageType", "ImageId", "MaxResults", "NextToken"];

/**
 * The look for a copy, without which a lost answer would stay one: at the custom images of a region, or at
 * one image. Whoever may copy may look.
 */
function isLookForCopy({ operation, params }: RelayCall): boolean {
  if (operation !== "DescribeImages") return false;
  if (!Object.keys(params).every((name) => LOOK_PARAMETERS.includes(name))) return false;
  const { ImageType, ImageId } = params;
  return ImageType === "CUSTOM" || (Array.isArray(ImageId) && ImageId.length === 1);
}

function isAllowedOperation(call: RelayCall, { operations }: RelayOptions["allow"]): boolean {
  if (operations.includes(call.operation)) return true;
  return operations.includes("CopyImage") && isLookForCopy(call);
}

/** @throws Refusal `OperationNotAllowed`, `RegionNotAllowed` */
export function checkAllowed(call: RelayCall, allow: RelayOptions["allow"]): void {
  if (!isAllowedOperation(call, allow)) {
    throw new Refusal(403, "OperationNotAllowed", "the relay does not make this call");
  }
  const { params, regionId } = call;
  const named = [...regionsIn(params), ...(regionId === undefined ? [] : [regionId])];
  if (named.every((region) => allow.regions.includes(region as string))) return;
  throw new Refusal(403, "RegionNotAllowed", "the relay does not make calls that name this region");
}
