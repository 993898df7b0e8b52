import type { Field } from "../core/internal.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";
import { alignRows, table } from "./table.js";
import type { Column, Look } from "./table.js";
import { textWidth } from "./text_width.js";

type Row = Record<string, unknown>;

/** More than these are hard to read; `--output json` has all. */
const MOST_COLUMNS = 6;

/** A member of an answer as one cell. */
function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value) && value.every((each) => typeof each !== "object"))
    return harmless(value.join(", "));
  return harmless(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** The list of an answer, found by the operation's response. */
export function listOf(response: Field, answer: Row): { field: Field; rows: Row[] } | undefined {
  const field = response.properties?.find(
    ({ type, items }) => type === "array" && items?.type === "object",
  );
  const rows = field?.name === undefined ? undefined : answer[field.name];
  return field && Array.isArray(rows) ? { field, rows: rows as Row[] } : undefined;
}

/** What people look for first in a list of things. */
function ranks(thing: string): readonly string[] {
  const own = ["Id", "Name", "Status", "Progress", "Type"].flatMap((name) => [thing + name, name]);
  return [...own, "LocalName", "CreationTime", "CreateTime", "StartTime"];
}

/** Members in the order of a table: the ranked ones, then the rest as documented. */
function inOrder(field: Field): string[] {
  const names = (field.items?.properties ?? []).flatMap(({ name, type }) =>
    name && type !== "object" ? [name] : [],
  );
  const order = ranks((field.name ?? "").replace(/s$/, ""));
  const rankOf = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return names.sort((a, b) => rankOf(a) - rankOf(b));
}

/** As many members as fit, those that no row has left out. */
function fitting(names: readonly string[], rows: readonly Row[], columns: number): string[] {
  let left = columns;
  const chosen = names.filter((name) => {
    const cells = rows.map((row) => cellOf(row[name]));
    if (rows.length > 0 && cells.every((cell) => cell === "")) return false;
    const width = Math.max(textWidth(name), ...cells.map(textWidth)) + 2;
    if (width > left + 2) return false;
    left -= width;
    return true;
  });
  return chosen.slice(0, MOST_COLUMNS);
}

function statusLook(out: Output): (cell: string) => Look {
  return (cell) => (text) => {
    if (/fail|error|expired/i.test(cell)) return out.paint("red", text);
    return /^(Available|Running|Normal)$/.test(cell)
      ? out.paint("green", text)
      : out.paint("yellow", text);
  };
}

function columnOf(out: Output, name: string, rows: readonly Row[]): Column {
  if (/Status$/.test(name)) return { title: name, look: statusLook(out) };
  const isNumeric = rows.some((row) => typeof row[name] === "number");
  return { title: name, align: isNumeric || name === "Progress" ? "right" : "left" };
}

/** A list as a table. */
export function listLines(out: Output, field: Field, rows: readonly Row[]): string[] {
  const ordered = inOrder(field);
  const chosen = fitting(ordered, rows, out.columns);
  const names = chosen.length > 0 ? chosen : ordered.slice(0, 1);
  const columns = names.map((name) => columnOf(out, name, rows));
  const cells = rows.map((row) => names.map((name) => cellOf(row[name])));
  return table(columns, cells, {
    heading: (text) => out.paint("bold", text),
    rule: (text) => out.paint("dim", text),
  });
}

/** An object, one member a line. */
export function objectLines(out: Output, value: Row): string[] {
  const columns = [
    { title: "", look: () => (text: string) => out.paint("bold", text) },
    { title: "" },
  ];
  return alignRows(
    columns,
    Object.entries(value).map(([name, member]) => [name, cellOf(member)]),
  );
}
