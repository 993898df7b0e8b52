import type { Context } from "./command.js";
import { formatOf } from "./flags.js";
import type { Format } from "./flags.js";
import { jsonText } from "./json_text.js";
import { valueLines } from "./value_lines.js";

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

type Printing = Pick<Context, "stdout" | "values" | "query">;

function write({ stdout, values }: Printing, result: Result): void {
  const format = formatOf(values) ?? result.usually;
  if (format === "json") stdout.line(jsonText(result.data, 2));
  else if (format === "ndjson")
    for (const row of result.rows ?? [result.data]) stdout.line(jsonText(row));
  else for (const line of result.lines()) stdout.line(line);
}

/**
 * Prints a result, or what `--query` takes out of it, on stdout in the form that was asked for.
 * @throws UsageError when the query fails; the result is printed whole then, for it may be the only
 *   trace of what was done
 */
export function print(context: Printing, result: Result): void {
  const { query, stdout } = context;
  if (!query) return write(context, result);
  let data: unknown;
  try {
    data = query(result.data);
  } catch (error) {
    write(context, result);
    throw error;
  }
  const rows = Array.isArray(data) ? { rows: data as unknown[] } : {};
  write(context, { data, ...rows, lines: () => valueLines(stdout, data), usually: "json" });
}
