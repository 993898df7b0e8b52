import type { CopyEvent } from "../client/index.js";
import type { Context } from "./command.js";
import { formatOf } from "./flags.js";
import { jsonText } from "./json_text.js";

/**
 * What happens to copies, printed on stdout as it happens, one event a line. `--query` is asked of each;
 * where it finds nothing, nothing is printed.
 */
export class EventLines {
  private failure: unknown;

  constructor(private readonly context: Pick<Context, "stdout" | "query">) {}

  print({ type, regionId, ...rest }: CopyEvent): void {
    const { query, stdout } = this.context;
    const event = { type, regionId, ...rest };
    let found: unknown = event;
    try {
      // As readers of the line see it: an error as plain data.
      if (query) found = query(JSON.parse(jsonText(event)));
    } catch (error) {
      // A query that fails must not stop what is under way.
      this.failure ??= error;
    }
    if (found !== null) stdout.line(jsonText(found));
  }

  /** @throws UsageError when the query failed; the events it failed on are printed whole */
  end(): void {
    if (this.failure) throw this.failure;
  }
}

/** The output `ndjson` of commands that take their time; nothing under another one. */
export function eventLinesOf(
  context: Pick<Context, "stdout" | "query" | "values">,
): EventLines | undefined {
  return formatOf(context.values) === "ndjson" ? new EventLines(context) : undefined;
}
