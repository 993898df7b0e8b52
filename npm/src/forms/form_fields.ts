import type { Field } from "../core/internal.js";
import { fieldAt } from "./names.js";

/**
 * A control of a form. Form-associated custom elements have of the members below what their authors
 * gave them.
 */
export type Control = HTMLElement & {
  readonly name?: string;
  readonly type?: string;
  readonly willValidate?: boolean;
  readonly validity?: ValidityState;
  readonly validationMessage?: string;
  setCustomValidity?(message: string): void;
};

/** The controls of one name: a radio group has several. Those without a name stand each for itself. */
export type FormField = {
  key: string | Control;
  controls: Control[];
  /** What the operation knows of it; nothing when it is none of its parameters. */
  parameter: Field | undefined;
};

/** What browsers check too: neither hidden, disabled and read-only controls nor buttons. */
export function isCheckable(control: Control): boolean {
  return control.willValidate !== false;
}

/** Neither a button nor a fieldset or an output, which are elements of the form as well. */
function holdsValue({ localName, type }: Control): boolean {
  if (localName === "input") return !/^(submit|reset|button|image)$/.test(type ?? "");
  return localName === "select" || localName === "textarea" || localName.includes("-");
}

/** The fields as they stand in the form now, in its order. */
export function fieldsOf(form: HTMLFormElement, parameters: readonly Field[]): FormField[] {
  const fields = new Map<string | Control, FormField>();
  for (const element of form.elements) {
    const control = element as Control;
    if (!holdsValue(control)) continue;
    const name = control.name ?? control.getAttribute("name") ?? "";
    const key = name || control;
    const field = fields.get(key) ?? { key, controls: [], parameter: fieldAt(parameters, name) };
    field.controls.push(control);
    fields.set(key, field);
  }
  return [...fields.values()];
}

/** A text that the form holds for a parameter. */
export type Entry = { name: string; text: string; parameter: Field };

/**
 * What the form would send for the operation's parameters, by its own rules: custom elements have their
 * say, disabled controls are left out. Two of the rules do not fit: fields that were left empty are
 * left out as well, and a checkbox for a boolean says `false` too, for that is what people see.
 */
export function entriesOf(form: HTMLFormElement, fields: readonly FormField[]): Entry[] {
  const data = new FormData(form);
  return fields.flatMap(({ key, controls, parameter }) => {
    if (typeof key !== "string" || !parameter) return [];
    const isBox = parameter.type === "boolean" && controls.every(({ type }) => type === "checkbox");
    const texts = isBox ? controls.flatMap(ticked) : data.getAll(key);
    return texts
      .filter((text) => typeof text === "string")
      .filter((text) => text !== "")
      .map((text) => ({ name: key, text, parameter }));
  });
}

/** A box that is neither ticked nor not says nothing. */
function ticked(control: Control): string[] {
  const { checked, indeterminate } = control as HTMLElement as HTMLInputElement;
  return indeterminate || control.matches(":disabled") ? [] : [String(checked)];
}
