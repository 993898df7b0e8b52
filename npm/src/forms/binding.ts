import type { Core, Issue, Locale, Parameter } from "../core/internal.js";
import { FieldView } from "./field_view.js";
import { entriesOf, fieldsOf, isCheckable } from "./form_fields.js";
import type { Control, FormField } from "./form_fields.js";
import { nearestPlace, Placement } from "./names.js";
import { PressWatch } from "./press_watch.js";
import type { FormOptions } from "./schema.js";

type Key = FormField["key"];

/** Decides when a field is checked; see `bindForm`. What is wrong is the core's to decide. */
export class Binding {
  readonly #parameters: Parameter[];
  readonly #views = new Map<Key, FieldView>();
  readonly #edited = new Set<Key>();
  readonly #checked = new Set<Key>();
  readonly #end = new AbortController();
  readonly #press: PressWatch;
  readonly #hadNoValidate: boolean;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly core: Core,
    private readonly operation: string,
    private options: FormOptions,
  ) {
    this.#parameters = core.describe(operation).parameters;
    this.#hadNoValidate = form.noValidate;
    form.noValidate = true; // the messages are under the fields, not in bubbles
    const { signal } = this.#end;
    this.#press = new PressWatch(window, signal);
    // Controls can belong to a form they are not inside of; and a submit is seen before the page's own
    // listeners see it.
    const root = form.getRootNode();
    const listen = (type: string, act: (event: Event) => void, capture = false): void =>
      root.addEventListener(type, act, { capture, signal });
    listen("input", (event) => this.#onInput(event));
    listen("change", (event) => this.#onInput(event));
    listen("focusout", (event) => this.#onLeave(event as FocusEvent));
    listen("submit", (event) => this.#onSubmit(event as SubmitEvent), true);
    listen("reset", (event) => this.#onReset(event));
  }

  values(): Record<string, unknown> {
    return new Placement(entriesOf(this.form, this.#fields())).values;
  }

  /** Checks all fields. The issues of those that are in the form. */
  checkAll(): Issue[] {
    const fields = this.#fields();
    return this.#check(fields, new Set(fields.map(({ key }) => key)));
  }

  setLocale(locale: Locale): void {
    this.options = { ...this.options, locale };
    this.#check(this.#fields(), new Set(this.#checked));
  }

  unbind(): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#clear();
    this.form.noValidate = this.#hadNoValidate;
  }

  #fields(): FormField[] {
    return fieldsOf(this.form, this.#parameters);
  }

  #onInput({ target }: Event): void {
    const fields = this.#fields();
    const field = fieldWith(fields, target);
    if (!field) return;
    this.#edited.add(field.key);
    this.#view(field).prepare(field.controls);
    const keys = new Set(this.#partners(fields, field));
    if (this.#view(field).hasProblem) keys.add(field.key);
    if (keys.size > 0) this.#check(fields, keys);
  }

  #onLeave({ target, relatedTarget }: FocusEvent): void {
    const field = fieldWith(this.#fields(), target);
    if (!field || !this.#edited.has(field.key)) return;
    // From one radio button of the group to another.
    if (field.controls.includes(relatedTarget as Control)) return;
    this.#press.whenReleased(() => this.#check(this.#fields(), new Set([field.key])));
  }

  #onSubmit(event: SubmitEvent): void {
    if (event.target !== this.form || isUnchecked(event.submitter)) return;
    this.checkAll();
    const wrong = this.#fields().find((field) => this.#view(field).hasError);
    if (!wrong) return;
    // As when the browser itself finds the form wrong: the page does not hear of it.
    event.preventDefault();
    event.stopImmediatePropagation();
    const controls = wrong.controls.filter(isCheckable) as (Control & { checked?: boolean })[];
    (controls.find(({ checked }) => checked) ?? controls[0])?.focus();
  }

  /** The form is as at the beginning, so it is as if nobody had touched it. */
  #onReset(event: Event): void {
    if (event.target === this.form && !event.defaultPrevented) this.#clear();
  }

  /** Fields that were checked against the old value of this one. */
  #partners(fields: readonly FormField[], { key }: FormField): Key[] {
    const isPartner = ({ parameter }: FormField): boolean =>
      parameter?.documented?.differsFrom === key || parameter?.schema?.differsFrom === key;
    return fields
      .filter((field) => this.#checked.has(field.key) && isPartner(field))
      .map((field) => field.key);
  }

  /** Checks the form and shows what is wrong with some of its fields. */
  #check(fields: readonly FormField[], keys: ReadonlySet<Key>): Issue[] {
    this.#forget(fields);
    const placement = new Placement(entriesOf(this.form, fields));
    const places = fields
      .filter(({ parameter }) => parameter)
      .map((field) => ({
        field,
        name: field.key as string,
        path: placement.pathOf(field.key as string),
      }));
    const told = new Map<FormField, Issue[]>();
    for (const issue of this.core.validate(this.operation, placement.values, this.options)) {
      const field = nearestPlace(places, issue.path)?.field;
      if (field?.controls.some(isCheckable)) told.set(field, [...(told.get(field) ?? []), issue]);
    }
    for (const field of fields) if (keys.has(field.key)) this.#show(field, told.get(field) ?? []);
    return [...told.values()].flat();
  }

  #show(field: FormField, issues: readonly Issue[]): void {
    const view = this.#view(field);
    const native = view.nativeProblem(field.controls);
    const hasError = issues.some(({ severity }) => severity === "error");
    const error = { severity: "error", message: native, isForeign: true } as const;
    const problems = native !== "" && !hasError ? [error, ...issues] : issues;
    view.show(field.controls, problems, this.options.locale ?? "en");
    this.#checked.add(field.key);
  }

  #view({ key }: FormField): FieldView {
    const name = typeof key === "string" ? key : "";
    const view = this.#views.get(key) ?? new FieldView(this.form, name);
    this.#views.set(key, view);
    return view;
  }

  /** Takes away what was said of fields that are gone. */
  #forget(fields: readonly FormField[]): void {
    const present = new Set(fields.map(({ key }) => key));
    for (const key of [...this.#views.keys()].filter((each) => !present.has(each))) {
      this.#views.get(key)?.restore();
      for (const kept of [this.#views, this.#edited, this.#checked]) kept.delete(key);
    }
  }

  #clear(): void {
    for (const view of this.#views.values()) view.restore();
    for (const kept of [this.#views, this.#edited, this.#checked]) kept.clear();
  }
}

function fieldWith(
  fields: readonly FormField[],
  target: EventTarget | null,
): FormField | undefined {
  return fields.find(({ controls }) => controls.includes(target as Control));
}

/** A button that sends the form unchecked: "save as draft". */
function isUnchecked(submitter: HTMLElement | null): boolean {
  return (submitter as HTMLButtonElement | null)?.formNoValidate === true;
}
