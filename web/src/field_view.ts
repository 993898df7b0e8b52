import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Issue } from "ecd-wasm/core";
import type { Field } from "./fields.js";
import { hasError } from "./form_check.js";
import { errorIcon, warningIcon } from "./icons.js";
import type { Messages } from "./messages.js";

/** What a field shows, and whom it tells. */
export type FieldView = {
  field: Field;
  value: string;
  issues: readonly Issue[];
  /** Name of the region that is filled in, when it is a known one. */
  regionName: string | undefined;
  isLocked: boolean;
  texts: Messages["element"];
  onInput(value: string): void;
  onLeave(): void;
};

/** ID of the list of known regions, which the form has once. */
export const REGION_LIST = "regions";

/** Label, input, what is wrong, and help. */
export function fieldView(view: FieldView): TemplateResult {
  const { field, texts } = view;
  const { name } = field;
  return html`<div class="field" part="field">
    <div class="label-row">
      <label for=${name} part="label">${field.title}</label>
      ${field.required ? nothing : html`<span class="optional">${texts.optional}</span>`}
      ${asideView(view)}
    </div>
    ${inputView(view)}
    <div class="messages" id="${name}-message" aria-live="polite">
      ${view.issues.map((issue) => issueView(issue, texts))}
    </div>
    <p class="help" part="help" id="${name}-help"><code>${name}</code> ${field.help}</p>
  </div>`;
}

function inputView({
  field,
  value,
  issues,
  isLocked,
  onInput,
  onLeave,
}: FieldView): TemplateResult {
  const { name } = field;
  const invalid = hasError(issues) ? "true" : nothing;
  // The help is long: what is wrong comes first.
  const description = issues.length > 0 ? `${name}-message ${name}-help` : `${name}-help`;
  const required = field.required ? "true" : nothing;
  const input = (event: Event): void => onInput((event.target as HTMLInputElement).value);
  if (field.isProse) {
    return html`<textarea
      id=${name}
      name=${name}
      part="input"
      rows="2"
      placeholder=${field.placeholder}
      autocomplete="off"
      .value=${live(value)}
      ?readonly=${isLocked}
      aria-required=${required}
      aria-invalid=${invalid}
      aria-describedby=${description}
      @input=${input}
      @blur=${onLeave}
    ></textarea>`;
  }
  return html`<input
    id=${name}
    name=${name}
    part="input"
    type="text"
    placeholder=${field.placeholder}
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
    list=${field.isRegion ? REGION_LIST : nothing}
    .value=${live(value)}
    ?readonly=${isLocked}
    aria-required=${required}
    aria-invalid=${invalid}
    aria-describedby=${description}
    @input=${input}
    @blur=${onLeave}
  />`;
}

/** Beside the label: the region's name, or how much of the allowed length is used. */
function asideView({ field, value, regionName }: FieldView): TemplateResult | typeof nothing {
  if (regionName) return html`<span class="aside">${regionName}</span>`;
  const { maxLength } = field;
  if (maxLength === undefined || value === "") return nothing;
  return html`<span class="aside">${[...value].length} / ${maxLength}</span>`;
}

function issueView({ severity, message }: Issue, texts: Messages["element"]): TemplateResult {
  const [sign, prefix] =
    severity === "error" ? [errorIcon, texts.errorPrefix] : [warningIcon, texts.warningPrefix];
  return html`<p class="issue ${severity}" part=${severity}>
    ${sign}<span><b>${prefix}</b> ${message}</span>
  </p>`;
}
