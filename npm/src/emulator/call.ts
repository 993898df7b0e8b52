import type { CoreInternals } from "../core/internal.js";
import type { OffsetClock } from "./clock.js";
import type { Desktop } from "./desktop.js";
import type { ImageStore } from "./image_store.js";
import { Refusal } from "./refusal.js";

/** A call whose signature and parameters hold. */
export type Call = {
  operation: string;
  regionId: string;
  /** Decoded wire parameters: `ImageId.1` → text. */
  parameters: Record<string, string>;
  /** A fault rule wants an image that this call makes to end as `CreateFailed`. */
  imageFails: boolean;
};

/** What operations work on. */
export type World = {
  core: CoreInternals;
  clock: OffsetClock;
  images: ImageStore;
  /** Ids of the service's regions. */
  regions: ReadonlySet<string>;
  /** Names of the service's operations. */
  operations: ReadonlySet<string>;
  desktops: readonly Desktop[];
  /** How many custom images a region may hold. */
  imageQuota: number;
  /** How long a copy or a creation takes, in milliseconds of the emulator's clock. */
  copyDurationMs: number;
  /** How long DescribeImages does not know a new image, likewise. */
  visibilityLagMs: number;
};

/** An operation: does the work and gives the answer without RequestId. @throws Refusal */
export type Perform = (call: Call, world: World) => Record<string, unknown>;

/** Values of an array parameter: `ImageId.1`, `ImageId.2`, … in the order of their numbers. */
export function repeated(parameters: Record<string, string>, name: string): string[] {
  return Object.keys(parameters)
    .filter((key) => key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)))
    .sort((a, b) => Number(a.slice(name.length + 1)) - Number(b.slice(name.length + 1)))
    .map((key) => parameters[key] ?? "");
}

/** A parameter that validation found present. @throws Refusal `MissingParameter` if it is not */
export function given(parameters: Record<string, string>, name: string): string {
  const value = parameters[name];
  if (value === undefined) throw missingParameter(name);
  return value;
}

export function missingParameter(name: string): Refusal {
  return new Refusal(
    "MissingParameter",
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

export function unknownRegion(parameter: string): Refusal {
  return new Refusal("InvalidRegionId.NotFound", `The specified ${parameter} does not exist.`);
}

/** @param reason a sentence that does not repeat the value */
export function invalidParameter(name: string, reason: string): Refusal {
  return new Refusal(
    "InvalidParameter",
    `The specified parameter "${name}" is not valid. ${reason}`,
  );
}
