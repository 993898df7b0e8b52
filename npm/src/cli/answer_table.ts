import type { Field, Operation } from "../core/internal.js";
import type { Output } from "./output.js";
import type { Column, Look } from "./table.js";
import { shortened, textWidth } from "./text_width.js";
import { cellOf, coloredTable, objectLines } from "./value_lines.js";
import type { Row } from "./value_lines.js";

/** More columns than these are hard to read, but on a wide terminal. */
const FEW_COLUMNS = 6;
const WIDTH_PER_COLUMN = 16;

/** Spaces between columns. */
const GAP = 2;

/** Texts are cut here, identifiers never; `--output json` has all. */
const LONGEST_CELL = 40;

/** A list of things in an answer. */
export type List = { field: Field; rows: Row[] };

/** The lists of an answer, found by the operation's response. */
export function listsOf({ response }: Operation, answer: Row): List[] {
  return (response.properties ?? []).flatMap((field) => {
    const rows = field.name === undefined ? undefined : answer[field.name];
    const isList = field.type === "array" && field.items?.type === "object" && Array.isArray(rows);
    return isList ? [{ field, rows: rows as Row[] }] : [];
  });
}

/** What people look for first in a list of things. */
function ranks(thing: string): readonly string[] {
  const own = ["Id", "Name", "Status", "Progress", "Type"].flatMap((name) => [thing + name, name]);
  return [...own, "LocalName", "CreationTime", "CreateTime", "StartTime"];
}

/** Single values in the order of a table: the ranked ones, then the rest as documented. */
function inOrder({ name: list = "", items }: Field): string[] {
  const names = (items?.properties ?? []).flatMap(({ name, type }) =>
    name !== undefined && type !== "object" && type !== "array" ? [name] : [],
  );
  const order = ranks(list.replace(/s$/, ""));
  const rankOf = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return names.sort((a, b) => rankOf(a) - rankOf(b));
}

/** One member of a row as it is shown. */
function shownCell(name: string, row: Row): string {
  const cell = cellOf(row[name]);
  return /Id$/.test(name) ? cell : shortened(cell, LONGEST_CELL);
}

/** As many members as fit, of those that no row has left out: what matters less never stands in for what matters more. */
function fitting(names: readonly string[], rows: readonly Row[], columns: number): string[] {
  const most = Math.max(FEW_COLUMNS, Math.floor(columns / WIDTH_PER_COLUMN));
  const chosen: string[] = [];
  let left = columns;
  for (const name of names) {
    const cells = rows.map((row) => shownCell(name, row));
    if (rows.length > 0 && cells.every((cell) => cell === "")) continue;
    left -= cells.reduce((width, cell) => Math.max(width, textWidth(cell)), textWidth(name));
    if (left < 0 || chosen.length === most) break;
    chosen.push(name);
    left -= GAP;
  }
  return chosen;
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
export function listLines(out: Output, { field, rows }: List): string[] {
  const ordered = inOrder(field);
  const chosen = fitting(ordered, rows, out.columns);
  const names = chosen.length > 0 ? chosen : ordered.slice(0, 1);
  const columns = names.map((name) => columnOf(out, name, rows));
  return coloredTable(
    out,
    columns,
    rows.map((row) => names.map((name) => shownCell(name, row))),
  );
}

/** Several lists one after the other, each under its name. */
export function listsLines(out: Output, lists: readonly List[]): string[] {
  return lists.flatMap((list, index) => [
    ...(index === 0 ? [] : [""]),
    out.paint("bold", `${list.field.name} (${list.rows.length})`),
    ...(list.rows.length === 0 ? [] : listLines(out, list)),
  ]);
}

/** An answer for people: the list that it is about, or else all that it has. */
export function answerLines(out: Output, operation: Operation, answer: Row): string[] {
  const lists = listsOf(operation, answer);
  const [list] = lists;
  if (list && lists.length === 1) return listLines(out, list);
  const names = new Set(lists.map(({ field }) => field.name));
  const rest = Object.entries(answer).filter(([name]) => !names.has(name));
  const single = objectLines(out, Object.fromEntries(rest));
  return lists.length === 0 ? single : [...single, "", ...listsLines(out, lists)];
}
