import type { Output } from "./output.js";
import { harmless } from "./output.js";
import { alignRows, table } from "./table.js";
import type { Column } from "./table.js";

export type Row = Record<string, unknown>;

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as one cell. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value) && value.every((each) => typeof each !== "object"))
    return harmless(value.join(", "));
  return harmless(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** A table in the colours of the command. */
export function coloredTable(
  out: Output,
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
): string[] {
  return table(columns, cells, {
    heading: (text) => out.paint("bold", text),
    rule: (text) => out.paint("dim", text),
  });
}

/** The members of an object and of the objects in it, each under its full name. */
function members(value: Row, prefix = ""): [string, string][] {
  return Object.entries(value).flatMap(([key, member]): [string, string][] => {
    const name = harmless(prefix + key);
    return isRow(member) && Object.keys(member).length > 0
      ? members(member, `${name}.`)
      : [[name, cellOf(member)]];
  });
}

/** An object, one member a line. */
export function objectLines(out: Output, value: Row): string[] {
  const columns = [
    { title: "", look: () => (text: string) => out.paint("bold", text) },
    { title: "" },
  ];
  return alignRows(columns, members(value));
}

/** Objects as a table of all their members, in the order in which these come up. */
function rowsLines(out: Output, rows: readonly Row[]): string[] {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const columns = names.map((name): Column => {
    const isNumeric = rows.every((row) => typeof (row[name] ?? 0) === "number");
    return { title: harmless(name), align: isNumeric ? "right" : "left" };
  });
  const cells = rows.map((row) => names.map((name) => cellOf(row[name])));
  return coloredTable(out, columns, cells);
}

/** Lists side by side: what `[].[Name, Status]` asks for. */
function listsLines(lists: readonly (readonly unknown[])[]): string[] {
  const width = Math.max(...lists.map(({ length }) => length));
  const columns = Array.from({ length: width }, () => ({ title: "" }));
  return alignRows(
    columns,
    lists.map((list) => columns.map((_, index) => cellOf(list[index]))),
  );
}

/** Any JSON value as lines for people: a list of objects as a table, other lists line by line. */
export function valueLines(out: Output, value: unknown): string[] {
  if (value === null) return [];
  if (isRow(value)) return objectLines(out, value);
  if (!Array.isArray(value)) return [cellOf(value)];
  if (value.length === 0) return [];
  if (value.every(isRow)) return rowsLines(out, value);
  if (value.every((each) => Array.isArray(each))) return listsLines(value);
  return value.map(cellOf);
}
