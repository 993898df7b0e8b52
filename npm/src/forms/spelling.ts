import { isPlainObject } from "../core/internal.js";
import type { Field } from "../core/internal.js";

/** Forms hold texts: what a text stands for, and which parts of given parameters are texts. */

const INTEGER = /^-?[0-9]+$/;
const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;

/** Whether an empty text counts as a field that was left empty. */
export function isScalar({ type }: Field): boolean {
  return type === "string" || type === "integer" || type === "number" || type === "boolean";
}

/**
 * What the text spells in the field's type. It stays a text where it spells nothing, and where a
 * JavaScript number would lose digits: the service takes texts as well.
 */
export function valueOf({ type }: Field, text: string): unknown {
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if (type === "integer" && INTEGER.test(text)) {
    const integer = Number(text);
    return Number.isSafeInteger(integer) ? integer : text;
  }
  if (type === "number" && DECIMAL.test(text)) {
    const number = Number(text);
    return DECIMAL.test(String(number)) ? number : text;
  }
  return text;
}

/** The parameters without the fields that were left empty. What was given is not changed. */
export function withoutEmpty(field: Field, given: unknown): unknown {
  return mapTexts(field, given, (inner, text) =>
    text === "" && isScalar(inner) ? undefined : text,
  );
}

/** The parameters with texts turned into what they spell. What was given is not changed. */
export function withValues(field: Field, given: unknown): unknown {
  return mapTexts(field, given, valueOf);
}

type Change = (field: Field, text: string) => unknown;

/** A copy along the documented fields; how deep it goes is the catalog's, not the caller's. */
function mapTexts(field: Field, given: unknown, change: Change): unknown {
  if (typeof given === "string") return change(field, given);
  const { items, properties } = field;
  if (Array.isArray(given) && items) {
    // An item that is left empty stays: without it the others would change their places.
    return mapOwn(given, (_, item) => mapTexts(items, item, change) ?? item);
  }
  if (!isPlainObject(given) || !properties) return given;
  const fields = new Map(properties.map((member) => [member.name, member]));
  return mapOwn(given, (name, member) => {
    const inner = fields.get(name);
    return inner ? mapTexts(inner, member, change) : member;
  });
}

/**
 * A copy with other values; members that become undefined are left out. Accessors are copied and not run,
 * for the core to report.
 */
function mapOwn(given: object, change: (name: string, value: unknown) => unknown): object {
  const members = Object.entries(Object.getOwnPropertyDescriptors(given)).map(([name, member]) => {
    const value = "value" in member ? { ...member, value: change(name, member.value) } : member;
    return [name, value] as const;
  });
  const kept = members.filter(
    ([, member]) => member.get || member.set || member.value !== undefined,
  );
  return Object.defineProperties(Array.isArray(given) ? [] : {}, Object.fromEntries(kept));
}
