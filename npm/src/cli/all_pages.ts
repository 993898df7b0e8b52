import type { EcdClient } from "../client/index.js";
import type { Operation } from "../core/internal.js";
import type { Context } from "./command.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { formatOf } from "./flags.js";
import { itemsOf, PagePrinter } from "./page_printer.js";
import { limitsOf } from "./service.js";
import { shellQuote } from "./shell_quote.js";
import type { Row } from "./value_lines.js";

/** `1 page`, `2 pages` */
function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** How many pages and things there were, shown while nothing else moves on the terminal. */
class Counter {
  private pages = 0;
  private items = 0;
  private readonly isShown: boolean;
  private readonly isTable: boolean;

  constructor(private readonly context: Pick<Context, "stdout" | "stderr" | "values">) {
    const { stdout, stderr, values } = context;
    this.isTable = formatOf(values) === "table";
    this.isShown = stderr.isTerminal && (this.isTable || !stdout.isTerminal);
  }

  add(items: number): void {
    this.pages++;
    this.items += items;
    if (this.isShown) this.context.stderr.write(`\r\u001b[K${this.text()}`);
  }

  clear(): void {
    if (this.isShown) this.context.stderr.write("\r\u001b[K");
  }

  /** What a table does not tell. */
  conclude(): void {
    const { stderr } = this.context;
    if (this.isTable) stderr.line(stderr.paint("dim", this.text()));
  }

  private text(): string {
    return `${counted(this.items, "item")} on ${counted(this.pages, "page")}`;
  }
}

/** Where to go on when the pages behind `last` could not be had. */
function hint(last: Row | undefined, { stderr }: Pick<Context, "stderr">): void {
  const token = last?.["NextToken"];
  if (typeof token === "string" && token !== "")
    stderr.line(`What came before is printed. To go on: add --NextToken ${shellQuote(token)}`);
}

/**
 * Calls an operation for all its pages and prints them as they come. `failed` explains the error that
 * ends it early.
 */
export async function readAllPages(
  context: Context,
  client: EcdClient,
  { operation, params }: { operation: Operation; params: object },
  failed: (error: unknown) => ExitStatus,
): Promise<ExitStatus> {
  const printer = new PagePrinter(context, operation);
  const counter = new Counter(context);
  let last: Row | undefined;
  let isRead = true;
  try {
    for await (const page of client.pages(operation.name, params, limitsOf(context))) {
      printer.add(page);
      counter.add(itemsOf(operation, page).length);
      last = page;
      isRead = await context.stdout.caughtUp();
      if (!isRead) break; // `head` has seen enough
    }
  } catch (error) {
    counter.clear();
    printer.end(false);
    const status = failed(error);
    hint(last, context);
    return status;
  }
  counter.clear();
  printer.end(isRead);
  if (isRead) counter.conclude();
  return EXIT.done;
}
