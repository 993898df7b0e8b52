import type { CopyImageParams, CopyOptions } from "../client/index.js";
import { UsageError } from "./cli_errors.js";
import type { Context, Flags, Values } from "./command.js";
import { millisecondsOf, oneOf } from "./flags.js";
import { limitsOf } from "./service.js";

/** How long a copy is looked for, for all commands that may have to. */
export const RECONCILE_FLAG = {
  reconcile: {
    type: "string",
    value: "SECONDS",
    help: "how long to look for the copy after a lost answer; default 60",
  },
} as const satisfies Flags;

/** The flags of how copies are made, as the client's options name them. */
export const COPY_FLAGS = {
  "if-exists": {
    type: "string",
    value: "copy|error|reuse",
    help: "if there is an image of that name: copy all the same (default), fail, or take it if it is the same",
  },
  "tag-description": {
    type: "boolean",
    help: "mark the description, so that this very copy is recognised when an answer is lost",
  },
  ...RECONCILE_FLAG,
  resend: { type: "boolean", help: "send once more when it is not found: there may be two then" },
  concurrency: {
    type: "string",
    value: "N",
    help: "of several regions: how many copies at the same time; default 4",
  },
} as const satisfies Flags;

type CopyValues = Values<typeof COPY_FLAGS>;

/** Flags by the parameter they stand for. */
const FLAG_OF = {
  RegionId: "region-id",
  ImageId: "image-id",
  DestinationRegionId: "destination-region-id",
  DestinationImageName: "destination-image-name",
  DestinationDescription: "destination-description",
} as const;

/** The parameters that were given. What is missing is the core's to say. */
export function parametersOf(values: Record<string, unknown>): Partial<CopyImageParams> {
  const entries = Object.entries(FLAG_OF).map(([name, flag]) => [name, values[flag]]);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as Partial<CopyImageParams>;
}

/** The destinations of `a,b,c`. @throws UsageError when one is named twice */
export function destinationsOf({ DestinationRegionId }: Partial<CopyImageParams>): string[] {
  const regions = (DestinationRegionId ?? "").split(",").map((region) => region.trim());
  const twice = regions.find((region, index) => regions.indexOf(region) !== index);
  if (twice !== undefined)
    throw new UsageError(`--destination-region-id: ${twice || "an empty name"} is there twice`);
  return regions;
}

/** What to do with an image that is there. @throws UsageError */
export function ifExistsOf(values: CopyValues): NonNullable<CopyOptions["ifExists"]> {
  return oneOf("if-exists", values["if-exists"], ["copy", "error", "reuse"]) ?? "copy";
}

/** @throws UsageError */
export function reconcileOf({ reconcile }: Values<typeof RECONCILE_FLAG>): {
  reconcileMs?: number;
} {
  const reconcileMs = millisecondsOf("reconcile", reconcile);
  return reconcileMs === undefined ? {} : { reconcileMs };
}

/** @throws UsageError */
export function copyOptionsOf(
  context: Pick<Context, "signal"> & { values: Context["values"] & CopyValues },
): CopyOptions {
  const { values } = context;
  return {
    ...limitsOf(context),
    ...reconcileOf(values),
    ifExists: ifExistsOf(values),
    resend: values.resend === true,
    tagDescription: values["tag-description"] === true,
  };
}

/** @throws UsageError */
export function concurrencyOf({ concurrency }: CopyValues): { concurrency?: number } {
  if (concurrency === undefined) return {};
  if (!/^[1-9]\d{0,2}$/.test(concurrency))
    throw new UsageError("--concurrency must be a whole number from 1 to 999");
  return { concurrency: Number(concurrency) };
}
