import { html } from "lit";

/** Signs that differ in shape, for those who see no difference in colour. Texts say the same in words. */
const icon = (path: string) =>
  html`<svg
    class="icon"
    viewBox="0 0 20 20"
    width="20"
    height="20"
    aria-hidden="true"
    focusable="false"
  >
    <path fill="currentColor" fill-rule="evenodd" d=${path}></path>
  </svg>`;

/** A disc with an exclamation mark. */
export const ERROR_SHAPE =
  "M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9 5v6.5h2V5H9Zm0 8v2h2v-2H9Z";
export const errorIcon = icon(ERROR_SHAPE);

/** A triangle with an exclamation mark. */
export const WARNING_SHAPE = "M10 1.2 19.4 18H.6L10 1.2ZM9 7v5.5h2V7H9Zm0 7v2h2v-2H9Z";
export const warningIcon = icon(WARNING_SHAPE);

/** A disc with a tick. */
export const doneIcon = icon(
  "M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Zm-1.2 12.4 5.9-6.3-1.5-1.4-4.5 4.9-2-2-1.4 1.5 3.5 3.3Z",
);

/** A disc with a bar. */
export const stoppedIcon = icon("M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM5.5 9v2h9V9h-9Z");
