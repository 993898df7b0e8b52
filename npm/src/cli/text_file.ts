import { readFile } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { UsageError } from "./cli_errors.js";
import type { Context } from "./command.js";

/**
 * The text of a file, or of stdin for `-`, without a byte order mark. `what` begins the message when it
 * cannot be read, e.g. `--params: `. @throws UsageError
 */
export async function readText(
  path: string,
  { stdin, signal }: Pick<Context, "stdin" | "signal">,
  what = "",
): Promise<string> {
  const source =
    path === "-" ? text(addAbortSignal(signal, stdin as Readable)) : readFile(path, "utf8");
  const content = await source.catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${what}cannot read ${path} (${error.code ?? "unknown reason"})`);
  });
  return content.replace(/^\ufeff/, "");
}
