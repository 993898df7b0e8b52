import type { Core, Issue, Locale } from "ecd-wasm/core";
import { FIELD_NAMES, OPERATION, readFields } from "./fields.js";
import type { Field, FieldName } from "./fields.js";

export type Values = Record<FieldName, string>;

/**
 * What the form holds and what is wrong with it. The core decides what is wrong; this decides when it is
 * told: when a field that was changed loses the focus, from then on at every key while something is
 * wrong, and for all fields on submit. A field nobody has touched is not called wrong.
 */
export class FormCheck {
  fields: Map<FieldName, Field>;
  readonly #values: Values;
  readonly #edited = new Set<FieldName>();
  /** Of the fields that were checked; an empty list is a field that is right. */
  readonly #issues = new Map<FieldName, Issue[]>();

  constructor(
    private readonly core: Core,
    private locale: Locale,
    values: Partial<Values>,
  ) {
    this.fields = readFields(core, locale);
    const empty = FIELD_NAMES.map((name) => [name, ""] as const);
    this.#values = { ...(Object.fromEntries(empty) as Values), ...values };
  }

  get values(): Values {
    return { ...this.#values };
  }

  issues(name: FieldName): readonly Issue[] {
    return this.#issues.get(name) ?? [];
  }

  hasError(name: FieldName): boolean {
    return hasError(this.issues(name));
  }

  /** The field now holds this text. */
  input(name: FieldName, value: string): void {
    if (this.#values[name] === value) return;
    this.#values[name] = value;
    this.#edited.add(name);
    if (this.issues(name).length > 0) this.#check(name);
    this.#checkPartners(name);
  }

  /** The field has lost the focus. */
  leave(name: FieldName): void {
    if (this.#edited.has(name)) this.#check(name);
  }

  /** Puts values in from outside; the fields count as new. */
  fill(values: Partial<Values>): void {
    for (const name of FIELD_NAMES) {
      const value = values[name];
      if (value === undefined) continue;
      this.#values[name] = value;
      this.#edited.delete(name);
      this.#issues.delete(name);
      this.#checkPartners(name);
    }
  }

  /** Checks everything. The first wrong field in the form's order, if any. */
  checkAll(): FieldName | undefined {
    for (const name of FIELD_NAMES) this.#issues.set(name, []);
    for (const issue of this.allIssues()) this.#issues.get(issue.path[0] as FieldName)?.push(issue);
    return FIELD_NAMES.find((name) => this.hasError(name));
  }

  /** All issues as they are now, shown or not. */
  allIssues(): Issue[] {
    return this.core.validate(OPERATION, this.#values, { locale: this.locale });
  }

  /** Says everything that is shown in another language. */
  speak(locale: Locale): void {
    if (locale === this.locale) return;
    this.locale = locale;
    this.fields = readFields(this.core, locale);
    for (const name of this.#issues.keys()) this.#check(name);
  }

  #check(name: FieldName): void {
    const value = this.#values[name];
    const options = { params: this.#values, locale: this.locale };
    this.#issues.set(name, this.core.validateParameter(OPERATION, name, value, options));
  }

  /** A field that was checked against this one's old value is checked again. */
  #checkPartners(name: FieldName): void {
    for (const partner of this.fields.values()) {
      if (partner.differsFrom === name && this.#issues.has(partner.name)) this.#check(partner.name);
    }
  }
}

export function hasError(issues: readonly Issue[]): boolean {
  return issues.some(({ severity }) => severity === "error");
}
