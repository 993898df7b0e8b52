import type { Field, Operation } from "../../core/internal.js";
import type { Candidate } from "./candidates.js";

/** A parameter or a member of one under its full name, e.g. `Tag.1.Key`. */
type Named = { name: string; field: Field; isRequired: boolean };

const INDEX = "1";

/** The members of a field, where it has any. */
function membersOf(field: Field): readonly Field[] {
  return (field.type === "array" ? field.items?.properties : field.properties) ?? [];
}

/** The field that a name such as `Tag.2.Key` stands for. */
export function fieldAt(fields: readonly Field[], name: string): Field | undefined {
  const [first, ...rest] = name.split(".");
  const field = fields.find((each) => each.name === first);
  if (field?.type !== "array")
    return rest.length === 0 || !field ? field : fieldAt(membersOf(field), rest.join("."));
  const [, ...inside] = rest;
  return inside.length === 0 ? field.items : fieldAt(membersOf(field), inside.join("."));
}

/** All that can be given by name; of a list of objects the members of the element `index`. */
function allNames(fields: readonly Field[], given: readonly string[], prefix = ""): Named[] {
  return fields.flatMap((field): Named[] => {
    const name = prefix + (field.name ?? "");
    const isRequired =
      prefix === "" && (field.schema?.required ?? field.documented?.required ?? false);
    const members = membersOf(field);
    if (members.length === 0) return [{ name, field, isRequired }];
    if (field.type !== "array") return allNames(members, given, `${name}.`);
    return indexes(name, given).flatMap((index) => allNames(members, given, `${name}.${index}.`));
  });
}

/** The elements that are begun, and the next. */
function indexes(name: string, given: readonly string[]): string[] {
  const begun = given.flatMap((each) =>
    each.startsWith(`${name}.`) ? [each.slice(name.length + 1).split(".")[0]!] : [],
  );
  const last = Math.max(0, ...begun.map(Number).filter(Number.isInteger));
  return last === 0 ? [INDEX] : [...new Set([...begun, String(last + 1)])];
}

/** The first sentence of what is known of a parameter. */
function aboutField({ field, isRequired }: Named): string {
  const text = field.title?.en ?? field.description?.en.split(/(?<=\.)\s/)[0] ?? "";
  return isRequired ? `${text} (required)` : text;
}

/** The parameters of an operation that are not there yet, those first without which it is not valid. */
export function parameterCandidates(
  { parameters }: Operation,
  given: readonly string[],
): Candidate[] {
  const names = allNames(parameters, given).filter(
    // Texts of a list may be given one after the other.
    ({ name, field }) => field.type === "array" || !given.includes(name),
  );
  const order = [
    ...names.filter((each) => each.isRequired),
    ...names.filter((each) => !each.isRequired),
  ];
  return order.map((each) => ({ value: `--${each.name}`, about: aboutField(each) }));
}
