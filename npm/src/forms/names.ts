import type { Field } from "../core/internal.js";
import type { Entry } from "./form_fields.js";
import { valueOf } from "./spelling.js";

/**
 * Names of inputs, `ImageId.1` and `Tag.1.Key` as on the wire, and the parameters they stand for. Positions
 * count from 1, and those that are left empty close up: after `Tag.1` is emptied `Tag.2` comes first.
 */

export type Path = (string | number)[];

/** The documented field of that name, if there is one. */
export function fieldAt(parameters: readonly Field[], name: string): Field | undefined {
  let field: Field | undefined = { type: "object", properties: [...parameters] };
  for (const word of name.split(".")) {
    field =
      isPosition(word) && field.items
        ? field.items
        : field.properties?.find((each) => each.name === word);
    if (!field) return undefined;
  }
  return field;
}

function isPosition(word: string): boolean {
  return /^[1-9][0-9]{0,8}$/.test(word);
}

/** What a form holds, as the parameters of a call. */
export class Placement {
  readonly values: Record<string, unknown> = {};
  /** The positions in use, ascending, by the name of their list. */
  readonly #positions = new Map<string, number[]>();

  constructor(entries: readonly Entry[]) {
    for (const { name } of entries) this.#notePositions(name);
    for (const entry of entries) this.#place(entry);
  }

  /** Where the values have what the input of that name holds; nothing when its position is empty. */
  pathOf(name: string): Path | undefined {
    const words = name.split(".");
    const path = words.map((word, at) => {
      if (at === 0 || !isPosition(word)) return word;
      return this.#positions.get(words.slice(0, at).join("."))?.indexOf(Number(word)) ?? -1;
    });
    return path.includes(-1) ? undefined : path;
  }

  #notePositions(name: string): void {
    const words = name.split(".");
    words.forEach((word, at) => {
      if (at === 0 || !isPosition(word)) return;
      const list = words.slice(0, at).join(".");
      const positions = new Set(this.#positions.get(list)).add(Number(word));
      this.#positions.set(
        list,
        [...positions].sort((a, b) => a - b),
      );
    });
  }

  /** Several texts of one name are a list where the parameter is one; else the first counts. */
  #place({ name, text, parameter }: Entry): void {
    const path = this.pathOf(name) as Path;
    const last = path.pop() as string | number;
    let parent: unknown = this.values;
    path.forEach((step, at) => {
      const next = path[at + 1] ?? last;
      if (isOpen(parent)) parent = parent[step] ??= typeof next === "number" ? [] : {};
    });
    // An input `Tag` beside `Tag.1.Key` has put a text where its members belong.
    if (!isOpen(parent)) return;
    const { items } = parameter;
    if (items) ((parent[last] ??= []) as unknown[]).push(valueOf(items, text));
    else parent[last] ??= valueOf(parameter, text);
  }
}

/** Whether members or items can be put into it. */
function isOpen(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

/**
 * The one of the places where an issue is told: its own, or else the nearest around it (the list an item
 * is in), or else the first inside of it (an item of a list that is too short).
 */
export function nearestPlace<Place extends { path: Path | undefined; name: string }>(
  places: readonly Place[],
  issue: Path,
): Place | undefined {
  const isWithin = (outer: Path, inner: Path): boolean =>
    outer.every((step, at) => step === inner[at]);
  const around = places.filter(({ path }) => path && isWithin(path, issue));
  const depth = ({ path }: Place): number => path?.length ?? 0;
  const nearest = around.sort((a, b) => depth(b) - depth(a))[0];
  return (
    nearest ??
    places.find(({ path }) => path && isWithin(issue, path)) ??
    // Nothing is filled in inside of it, so only the name tells.
    places.find(({ name }) => name.startsWith(`${String(issue[0])}.`))
  );
}
