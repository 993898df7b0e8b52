// Whether a build's outputs are newer than all that it reads, so that it need not run again.
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

function newest(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** `inputs` are files and folders; a folder counts with all that it holds. */
export function isFresh(output, stamp, inputs) {
  return existsSync(output) && existsSync(stamp) && inputs.every((path) => newest(path) < newest(stamp));
}

export function markFresh(stamp) {
  writeFileSync(stamp, "");
}
