/** Stands in for `state_file.ts` where there is no node:fs (`#state-file` in package.json). */
import { EcdError } from "../core/internal.js";
import type { StateFile } from "./state_file_types.js";

/** @throws EcdError `NoStateFile` */
export function openStateFile(_path: string): StateFile {
  throw new EcdError("NoStateFile", "There are no files here; leave statePath out.");
}
