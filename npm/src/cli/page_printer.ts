import type { Operation } from "../core/internal.js";
import { listLines, listsLines, listsOf } from "./answer_table.js";
import type { List } from "./answer_table.js";
import type { Context } from "./command.js";
import { formatOf } from "./flags.js";
import { jsonText } from "./json_text.js";
import type { Output } from "./output.js";
import { valueLines } from "./value_lines.js";
import type { Row } from "./value_lines.js";

/** Prints things that come one after the other as one result. */
interface ItemPrinter {
  add(items: readonly unknown[]): void;
  /** `isWhole`: whether there was nothing more to come. */
  end(isWhole: boolean): void;
}

/** One thing a line. */
class LinePrinter implements ItemPrinter {
  constructor(private readonly out: Output) {}

  add(items: readonly unknown[]): void {
    for (const item of items) this.out.line(jsonText(item));
  }

  end(): void {
    // Every line is complete.
  }
}

/** One JSON array. It is left open when it is not whole: no reader then takes a part for all. */
class ArrayPrinter implements ItemPrinter {
  private isEmpty = true;

  constructor(private readonly out: Output) {}

  add(items: readonly unknown[]): void {
    for (const item of items) {
      this.out.write(this.isEmpty ? "[\n" : ",\n");
      this.out.write(jsonText(item, 2).replace(/^/gm, "  "));
      this.isEmpty = false;
    }
  }

  end(isWhole: boolean): void {
    if (isWhole) this.out.line(this.isEmpty ? "[]" : "\n]");
    else if (!this.isEmpty) this.out.line();
  }
}

/** What a query takes out of all pages, as lines for people: columns need to know all. */
class ValuePrinter implements ItemPrinter {
  private readonly items: unknown[] = [];

  constructor(private readonly out: Output) {}

  add(items: readonly unknown[]): void {
    for (const item of items) this.items.push(item);
  }

  end(): void {
    for (const line of valueLines(this.out, this.items)) this.out.line(line);
  }
}

/** Whole answers as one table of all that is in their lists. */
class TablePrinter implements ItemPrinter {
  private readonly lists = new Map<string | undefined, List>();

  constructor(
    private readonly out: Output,
    private readonly operation: Operation,
  ) {}

  add(pages: readonly unknown[]): void {
    for (const list of pages.flatMap((page) => listsOf(this.operation, page as Row))) {
      const all = this.lists.get(list.field.name) ?? { field: list.field, rows: [] };
      for (const row of list.rows) all.rows.push(row);
      this.lists.set(list.field.name, all);
    }
  }

  end(): void {
    const lists = [...this.lists.values()];
    const [list] = lists;
    const lines =
      list && lists.length === 1 ? listLines(this.out, list) : listsLines(this.out, lists);
    for (const line of lines) this.out.line(line);
  }
}

/** The things of an answer: those of its list, or it itself where it has none or several. */
export function itemsOf(operation: Operation, page: Row): readonly unknown[] {
  const lists = listsOf(operation, page);
  return lists.length === 1 ? lists[0]!.rows : [page];
}

/** What a query leaves of a page, as things. */
function queriedItems(found: unknown): readonly unknown[] {
  if (found === null) return [];
  return Array.isArray(found) ? (found as unknown[]) : [found];
}

/** Prints the pages of an operation as one result, as they come where the format allows it. */
export class PagePrinter {
  private readonly printer: ItemPrinter;
  private readonly isTable: boolean;

  constructor(
    private readonly context: Pick<Context, "stdout" | "values" | "query">,
    private readonly operation: Operation,
  ) {
    const { stdout, values, query } = context;
    const format = formatOf(values) ?? "json";
    this.isTable = format === "table" && !query;
    if (format === "json") this.printer = new ArrayPrinter(stdout);
    else if (format === "ndjson") this.printer = new LinePrinter(stdout);
    else this.printer = query ? new ValuePrinter(stdout) : new TablePrinter(stdout, operation);
  }

  /** @throws UsageError when the query fails */
  add(page: Row): void {
    const { query } = this.context;
    if (query) this.printer.add(queriedItems(query(page)));
    else this.printer.add(this.isTable ? [page] : itemsOf(this.operation, page));
  }

  end(isWhole: boolean): void {
    this.printer.end(isWhole);
  }
}
