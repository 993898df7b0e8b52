import type { Context } from "./command.js";
import { formatOf } from "./flags.js";
import type { Format } from "./flags.js";

/** A result in the forms it can be printed in. */
export type Result = {
  /** All of it. */
  data: unknown;
  /** Its parts, for ndjson; default: the data as one. */
  rows?: readonly unknown[];
  /** Lines for people. */
  lines(): readonly string[];
  /** What is printed when `--output` says nothing. */
  usually: Extract<Format, "json" | "table">;
};

/** JSON text that is harmless on a terminal: JSON itself lets DEL and C1 control characters stand. */
function json(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** Prints a result on stdout in the form that was asked for. */
export function print(
  { stdout, values }: Pick<Context, "stdout" | "values">,
  result: Result,
): void {
  const format = formatOf(values) ?? result.usually;
  if (format === "json") stdout.line(json(result.data, 2));
  else if (format === "ndjson")
    for (const row of result.rows ?? [result.data]) stdout.line(json(row));
  else for (const line of result.lines()) stdout.line(line);
}
