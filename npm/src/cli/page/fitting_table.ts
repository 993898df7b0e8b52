import type { Output } from "../output.js";
import { alignRows } from "../table.js";
import { textWidth, wrap } from "../text_width.js";
import { coloredTable } from "../value_lines.js";

/** The last column is broken into lines, but not into narrower ones than this. */
const NARROWEST = 32;

const GAP = 2;

function widthOf(text: string): number {
  return text.split("\n").reduce((most, line) => Math.max(most, textWidth(line)), 0);
}

/** Each row as lines of its own, a title before each cell. */
function asLists(
  out: Output,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const columns = [
    { title: "", look: () => (text: string) => out.paint("bold", text) },
    { title: "" },
  ];
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [""]),
    ...alignRows(
      columns,
      titles.map((title, column) => [title, row[column] ?? ""]),
    ),
  ]);
}

/** A table where it fits the width, its last column broken into lines; else its rows one after the other. */
export function fittingTable(
  out: Output,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const widths = titles.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? "")), textWidth(title)),
  );
  const last = titles.length - 1;
  const left = width - widths.slice(0, last).reduce((sum, each) => sum + each + GAP, 0);
  if (left < Math.min(widths[last] ?? 0, NARROWEST)) return asLists(out, titles, rows);
  const cells = rows.map((row) => [...row.slice(0, last), wrap(row[last] ?? "", left).join("\n")]);
  return coloredTable(
    out,
    titles.map((title) => ({ title })),
    cells,
  );
}
