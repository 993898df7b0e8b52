import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import type { WaitState } from "../client/index.js";
import { UsageError } from "./cli_errors.js";
import type { Context } from "./command.js";
import { commandLine } from "./shell_quote.js";
import { readText } from "./text_file.js";

/** Only the user may read what was written, as with other files of a command's own. */
const MODE = 0o600;

/** Writes a file through to the disk: what it tells of may be about to happen. */
function writeThrough(path: string, flags: "w" | "wx", content: string): void {
  const file = openSync(path, flags, MODE);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Keeps the state of a wait in a file, from which `ecd wait --state` goes on, also after a crash. */
export class WaitStateFile {
  /** `isOurs`: it is this wait's already. Else a file that is there is left alone. */
  constructor(
    readonly path: string,
    private isOurs: boolean,
  ) {}

  /** @throws UsageError when it cannot be written: nothing may be sent then */
  write(state: WaitState): void {
    const content = `${JSON.stringify(state, null, 2)}\n`;
    try {
      if (this.isOurs) {
        writeThrough(`${this.path}.new`, "w", content);
        renameSync(`${this.path}.new`, this.path);
      } else {
        writeThrough(this.path, "wx", content);
        this.isOurs = true;
      }
    } catch (error) {
      throw this.failed((error as NodeJS.ErrnoException).code);
    }
  }

  private failed(code = "unknown reason"): UsageError {
    if (code !== "EEXIST") return new UsageError(`--state: cannot write ${this.path} (${code})`);
    const goOn = commandLine(["wait"], { state: this.path });
    return new UsageError(
      `--state: ${this.path} is there already. To go on with its copy: ${goOn}; for another copy name another file`,
    );
  }
}

export function notAState(path: string): UsageError {
  return new UsageError(`--state: ${path} does not hold the state of a wait`);
}

/** Reads what a wait wrote; `-` is stdin. But for the region it is the client's to check. @throws UsageError */
export async function readWaitState(
  path: string,
  context: Pick<Context, "stdin" | "signal">,
): Promise<WaitState> {
  const content = await readText(path, context, "--state: ");
  try {
    const state = JSON.parse(content) as WaitState | null;
    if (typeof state?.RegionId === "string") return state;
  } catch {
    // Said below.
  }
  throw notAState(path);
}
