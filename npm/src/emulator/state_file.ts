/// <reference types="node" />
/** Files for the emulator's state: needs Node.js, reached as `#state-file`. */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { EcdError } from "../core/internal.js";
import type { StateFile } from "./state_file_types.js";

const NEWLINE = 10;

/** Opens a file, which need not exist; it stays as it is until `rewrite`. @throws EcdError `InvalidState` */
export function openStateFile(path: string): StateFile {
  const lines = readLines(path);
  let file: number | undefined;
  let size = 0;
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    lines,
    rewrite(all) {
      const bytes = bytesOf(all);
      const fresh = replaceFile(path, bytes);
      close();
      file = fresh;
      size = bytes.length;
    },
    append(line) {
      if (file === undefined) throw new Error("the state file is closed");
      const { nlink, size: found } = fstatSync(file);
      // Replaced or written to: what goes into it now would be lost or torn.
      if (nlink === 0 || found !== size) throw new Error("another program uses the state file");
      const bytes = bytesOf([line]);
      try {
        writeAll(file, bytes, size);
        fdatasyncSync(file);
      } catch (error) {
        ftruncateSync(file, size); // no later line may be glued to a part of this one
        throw error;
      }
      size += bytes.length;
    },
    close,
  };
}

/** The finished lines; of a file that does not exist, none. */
function readLines(path: string): string[] {
  try {
    const bytes = readFileSync(path);
    // A line that the process died in was not acknowledged.
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0 && bytes.length > 0) throw new Error("it has no finished line");
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, end + 1));
    return text.split("\n").slice(0, -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unusable(error);
  }
}

function unusable(error: unknown): EcdError {
  return new EcdError(
    "InvalidState",
    `The state file cannot be used: ${(error as Error).message}.`,
  );
}

function bytesOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
}

/** Writes beside the file and then takes its place. Gives the new file, open for writing. @throws EcdError `InvalidState` */
function replaceFile(path: string, bytes: Uint8Array): number {
  let fresh: number | undefined;
  try {
    fresh = openSync(`${path}.new`, "w");
    writeAll(fresh, bytes, 0);
    fsyncSync(fresh);
    renameSync(`${path}.new`, path);
    syncFolder(dirname(path));
    return fresh;
  } catch (error) {
    if (fresh !== undefined) closeSync(fresh);
    throw unusable(error);
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  }
}

/** Makes the renaming last through a loss of power too. Windows opens no folders. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}
