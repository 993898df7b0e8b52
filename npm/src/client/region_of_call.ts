import { isPlainObject, ownValue, withValue } from "../core/internal.js";
import type { Operation } from "../core/internal.js";

function namesRegion(params: object): boolean {
  if (!isPlainObject(params)) return false;
  const own = Object.getOwnPropertyDescriptor(params, "RegionId");
  return own !== undefined && (own.get !== undefined || own.value !== undefined);
}

/**
 * The parameters with the client's region where they name none (one that is undefined counts as absent).
 * Accessors stay accessors, and what is no plain object stays what it is, to be refused.
 */
export function withRegion({ parameters }: Operation, params: object, regionId?: string): object {
  if (regionId === undefined || !isPlainObject(params) || namesRegion(params)) return params;
  const takesRegion = parameters.some(({ name }) => name === "RegionId");
  return takesRegion ? withValue(params, "RegionId", regionId) : params;
}

/** The region of a call; an accessor's is not asked for. */
export function regionOf(params: object, regionId?: string): { regionId?: string } {
  const region = namesRegion(params) ? ownValue(params, "RegionId") : regionId;
  return typeof region === "string" ? { regionId: region } : {};
}

/** The option that finds the endpoint of a call whose parameters name no region: the client's region. */
export function regionOption(params: object, regionId?: string): { regionId?: string } {
  return regionId === undefined || namesRegion(params) ? {} : { regionId };
}
