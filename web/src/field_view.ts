import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Field } from "./fields.js";
import type { Messages } from "./messages.js";

/** What a field shows, and whom it tells. What is wrong with it is shown by `bindForm` of the package. */
export type FieldView = {
  field: Field;
  value: string;
  /** Name of the region that is filled in, when it is a known one. */
  regionName: string | undefined;
  isLocked: boolean;
  texts: Messages["element"];
  onInput(value: string): void;
};

/** ID of the list of known regions, which the form has once. */
export const REGION_LIST = "regions";

/** Label, input, place for what is wrong, and help. */
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
    <div class="messages" id="${name}-message" data-ecd-message=${name} aria-live="polite"></div>
    <p class="help" part="help" id="${name}-help"><code>${name}</code> ${field.help}</p>
  </div>`;
}

function inputView({ field, value, isLocked, onInput }: FieldView): TemplateResult {
  const { name } = field;
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
      aria-describedby="${name}-help"
      @input=${input}
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
    aria-describedby="${name}-help"
    @input=${input}
  />`;
}

/** Beside the label: the region's name, or how much of the allowed length is used. */
function asideView({ field, value, regionName }: FieldView): TemplateResult | typeof nothing {
  if (regionName) return html`<span class="aside">${regionName}</span>`;
  const { maxLength } = field;
  if (maxLength === undefined || value === "") return nothing;
  return html`<span class="aside">${[...value].length} / ${maxLength}</span>`;
}
