import { padding, textWidth } from "./text_width.js";

/** How a cell looks; it gets the text already padded. */
export type Look = (text: string) => string;

export type Column = {
  title: string;
  align?: "left" | "right";
  look?: (cell: string) => Look | undefined;
};

const GAP = "  ";

function lineOf(
  cells: readonly string[],
  columns: readonly Column[],
  widths: readonly number[],
): string {
  const padded = cells.map((cell, index) => {
    const { align, look } = columns[index]!;
    const shown = look?.(cell)?.(cell) ?? cell;
    const space = padding(cell, widths[index]!);
    return align === "right" ? space + shown : shown + space;
  });
  return padded.join(GAP).trimEnd();
}

/** The widest line of each column. */
function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, index) =>
    // Not spread over arguments: a table may have more rows than a call takes.
    rows
      .flatMap((row) => row[index]!.split("\n").map(textWidth))
      .reduce((most, width) => Math.max(most, width), textWidth(title)),
  );
}

/** A row as lines: cells may hold several. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split("\n"));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ""));
}

/** Rows under each other, columns aligned by the width that characters have on a terminal. */
export function alignRows(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = widthsOf(columns, rows);
  return rows.flatMap((row) => linesOf(row).map((cells) => lineOf(cells, columns, widths)));
}

/** A table with titles over a rule. `heading` and `rule` are how these look. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  looks: { heading: Look; rule: Look },
): string[] {
  const widths = widthsOf(columns, rows);
  const titles = columns.map(({ title, align = "left" }) => ({
    title,
    align,
    look: () => looks.heading,
  }));
  const rule = widths.map((width) => "─".repeat(width)).join(GAP);
  return [
    lineOf(
      columns.map(({ title }) => title),
      titles,
      widths,
    ),
    looks.rule(rule),
    ...alignRows(columns, rows),
  ];
}
