import { EcdError, ownValue } from "../core/internal.js";
import { readCopyJob } from "./copy_job.js";
import type { WaitState } from "./images.js";

/** A state that was written down, as data from outside. @throws EcdError `InvalidState` */
export function readWaitState(json: unknown): WaitState {
  const [version, RegionId, ImageId, status, copy] = ["version", "RegionId", "ImageId", "status", "copy"].map(
    (name) => ownValue(json, name),
  );
  if (version !== 1) throw new EcdError("InvalidState", "the state must be one of version 1");
  const isFit = typeof RegionId === "string" && (typeof ImageId === "string" || copy !== undefined);
  if (!isFit) throw new EcdError("InvalidState", "the state needs RegionId, and ImageId or copy");
  return {
    version,
    RegionId,
    ...(typeof status === "string" ? { status } : {}),
    ...(typeof ImageId === "string" ? { ImageId } : { copy: readCopyJob(copy) }),
  };
}
