import { css, unsafeCSS } from "lit";
import { ERROR_SHAPE, WARNING_SHAPE } from "./icons.js";

/** The shape of a sign, for what is no element. */
const shape = (path: string) => unsafeCSS(`path(evenodd, "${path}")`);

/**
 * The element's look. Colours follow the color-scheme the host page gives the element; a page changes
 * them by the custom properties `--ecd-*` or by `::part()`. Nothing here reaches out of the shadow tree.
 */
export const styles = css`
  :host {
    --_text: var(--ecd-text, light-dark(#1b1f27, #e8eaef));
    --_muted: var(--ecd-muted, light-dark(#5a6270, #a4adbb));
    --_surface: var(--ecd-surface, light-dark(#ffffff, #1a1e26));
    --_field: var(--ecd-field, light-dark(#ffffff, #12151b));
    --_sunken: var(--ecd-sunken, light-dark(#f5f7fa, #212632));
    --_line: var(--ecd-line, light-dark(#dfe3ea, #313846));
    --_border: var(--ecd-border, light-dark(#8a93a3, #6b7585));
    --_accent: var(--ecd-accent, light-dark(#2450d8, #9ab6ff));
    --_accent-strong: var(--ecd-accent-strong, light-dark(#1a3dab, #bccfff));
    --_on-accent: var(--ecd-on-accent, light-dark(#ffffff, #0c1533));
    --_error: var(--ecd-error, light-dark(#b3261e, #ff9d94));
    --_warning: var(--ecd-warning, light-dark(#855000, #f2bb5c));
    --_success: var(--ecd-success, light-dark(#1a6b3a, #7fd6a0));
    --_radius: var(--ecd-radius, 8px);
    --_font: var(
      --ecd-font,
      system-ui,
      "Segoe UI",
      Roboto,
      "PingFang SC",
      "Microsoft YaHei",
      "Noto Sans CJK SC",
      sans-serif
    );
    --_mono: var(
      --ecd-mono,
      ui-monospace,
      "SFMono-Regular",
      Menlo,
      Consolas,
      "Liberation Mono",
      monospace
    );
    display: block;
    container-type: inline-size;
    color: var(--_text);
    background: var(--_surface);
    font: 400 1rem/1.5 var(--_font);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  dl,
  dd {
    margin: 0;
  }
  code {
    font: 0.875em/1.4 var(--_mono);
    overflow-wrap: anywhere;
  }
  a {
    color: var(--_accent);
    overflow-wrap: anywhere;
  }
  .note,
  .loading,
  .not-loaded {
    color: var(--_muted);
  }

  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  form {
    display: grid;
    gap: 1.75rem;
  }
  legend {
    padding: 0;
    margin-block-end: 0.875rem;
    font-size: 1.125rem;
    font-weight: 650;
    line-height: 1.3;
  }
  .fields {
    display: grid;
    gap: 1.25rem 1.5rem;
  }
  .field {
    display: grid;
    align-content: start;
    gap: 0.375rem;
    min-inline-size: 0;
  }
  .label-row {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
  }
  label {
    font-weight: 600;
  }
  .optional,
  .aside {
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .aside {
    margin-inline-start: auto;
    font-variant-numeric: tabular-nums;
  }
  .aftermath,
  .help {
    color: var(--_muted);
    font-size: 0.875rem;
    line-height: 1.45;
    text-wrap: pretty;
  }
  .help code {
    margin-inline-end: 0.25em;
    padding: 0.125em 0.375em;
    background: var(--_sunken);
    border-radius: 4px;
  }

  input,
  textarea {
    inline-size: 100%;
    min-block-size: 2.75rem;
    padding: 0.5rem 0.75rem;
    color: inherit;
    background: var(--_field);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    font: inherit;
  }
  textarea {
    resize: vertical;
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  input[readonly],
  textarea[readonly] {
    background: var(--_sunken);
    border-color: var(--_line);
  }
  [aria-invalid="true"] {
    border-color: var(--_error);
    box-shadow: inset 0 0 0 1px var(--_error);
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }

  .messages:empty,
  .result:empty {
    display: none;
  }
  .ecd-error,
  .ecd-warning {
    position: relative;
    padding-inline-start: 1.625rem;
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  .icon {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
  }
  .ecd-error {
    color: var(--_error);
  }
  .ecd-warning {
    color: var(--_warning);
  }
  .ecd-error::before,
  .ecd-warning::before {
    content: "";
    position: absolute;
    inset-inline-start: 0;
    inline-size: 20px;
    block-size: 20px;
    background: currentColor;
    clip-path: ${shape(WARNING_SHAPE)};
  }
  .ecd-error::before {
    clip-path: ${shape(ERROR_SHAPE)};
  }

  button {
    min-block-size: 2.75rem;
    padding: 0.5rem 1.25rem;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .main {
    justify-self: start;
    min-inline-size: 11rem;
    color: var(--_on-accent);
    background: var(--_accent);
  }
  .main:hover {
    background: var(--_accent-strong);
  }
  .main[aria-disabled] {
    color: var(--_muted);
    background: var(--_sunken);
    border-color: var(--_line);
    cursor: progress;
  }
  .plain {
    color: var(--_accent);
    background: transparent;
    border-color: currentColor;
  }
  .plain:hover {
    color: var(--_accent-strong);
    background: var(--_sunken);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
  }

  .job {
    --_tone: var(--_accent);
    display: grid;
    gap: 1rem;
    margin-block-start: 1.5rem;
    padding: 1rem 1.25rem;
    background: var(--_sunken);
    border: 1px solid var(--_line);
    border-inline-start: 4px solid var(--_tone);
    border-radius: var(--_radius);
  }
  .job.done {
    --_tone: var(--_success);
  }
  .job.error {
    --_tone: var(--_error);
  }
  .job.warning {
    --_tone: var(--_warning);
  }
  .job.neutral {
    --_tone: var(--_muted);
  }
  .job:focus {
    outline: none;
  }
  .job-head {
    display: flex;
    gap: 0.625rem;
  }
  .job-head .icon {
    margin-block-start: 0.125rem;
    color: var(--_tone);
  }
  .job-title {
    font-size: 1.0625rem;
    font-weight: 650;
    line-height: 1.45;
  }
  .row {
    display: grid;
    gap: 0 1rem;
    padding-block: 0.375rem;
    border-block-start: 1px solid var(--_line);
  }
  dt {
    color: var(--_muted);
    font-size: 0.875rem;
    line-height: 1.7;
  }
  dd {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .progress-row {
    display: grid;
    grid-template-columns: 1fr 3rem;
    align-items: center;
    gap: 0.75rem;
  }
  progress {
    inline-size: 100%;
    block-size: 0.625rem;
    accent-color: var(--_accent);
  }
  .percent {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  @container (min-width: 40rem) {
    .fields {
      grid-template-columns: 1fr 1fr;
    }
    .field:has(textarea) {
      grid-column: 1 / -1;
    }
    .row {
      grid-template-columns: 9rem 1fr;
    }
  }
  @media (forced-colors: active) {
    [aria-invalid="true"] {
      border-width: 3px;
    }
    .ecd-error::before,
    .ecd-warning::before {
      background: CanvasText;
    }
  }
`;
