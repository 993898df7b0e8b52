import { EcdError } from "../core/internal.js";
import type { Core, Issue, Locale } from "../core/internal.js";
import { Binding } from "./binding.js";
import type { FormOptions } from "./schema.js";

/** The DOM library's HTMLFormElement, for programs that have it. */
type Form = typeof globalThis extends { HTMLFormElement: { prototype: infer Instance } }
  ? Instance
  : object;

/** A form that is watched. */
export interface BoundForm {
  /**
   * Checks all fields and shows what is wrong, without moving the focus. The issues of the fields that the
   * form has, warnings too; whether the form can be sent is `form.checkValidity()`.
   */
  validate(): Issue[];
  /** The operation's parameters as the form holds them, ready for `client.call`. Empty fields are left out. */
  values(): Record<string, unknown>;
  /** Says everything that is shown, and what comes after, in another language. @throws EcdError `InvalidOption` */
  setLocale(locale: Locale): void;
  /** Stops watching and leaves the form as it was. */
  unbind(): void;
}

/**
 * Checks a form of the page's own as one fills it in. Its inputs are named after parameters: `RegionId`,
 * `ImageId.1`, `Tag.1.Key`. Messages stand under the fields, or in the page's elements with
 * `data-ecd-message="DestinationImageName"`; errors are custom validity too.
 *
 * A field is checked when it loses the focus after a change, then at every input while something is
 * wrong with it; everything is checked on submit. A submit with errors ends there, with the focus in
 * the first wrong field; what the page's own HTML demands (`required`, `type`) is checked by then
 * too. Warnings are shown and stop nothing. Fields may come and go; the form itself stands in its page
 * when it is bound, and stays there.
 *
 * @throws EcdError `UnknownOperation`, `InvalidOption`
 */
export function bindForm(
  form: Form,
  core: Core,
  operation: string,
  options: FormOptions = {},
): BoundForm {
  if (!isForm(form)) throw new EcdError("InvalidOption", "form must be a form element");
  core.validate(operation, {}, options); // ill-formed options are told here, not at the first key
  const binding = new Binding(form, core, operation, options);
  return {
    validate: () => binding.checkAll(),
    values: () => binding.values(),
    setLocale: (locale) => {
      core.validate(operation, {}, { locale });
      binding.setLocale(locale);
    },
    unbind: () => binding.unbind(),
  };
}

/** Forms of frames are forms as well, so no `instanceof`. */
function isForm(form: object | null): form is HTMLFormElement {
  return (form as Partial<Element> | null)?.localName === "form";
}
