import type { Locale } from "../core/internal.js";
import { isCheckable } from "./form_fields.js";
import type { Control } from "./form_fields.js";

/** One thing that is said under a field. */
export type Problem = {
  severity: "error" | "warning";
  message: string;
  /** Whether it is the browser's message, or the page's: its language is not known. */
  isForeign?: true;
};

/** In words, for not everybody sees colours. */
const WORDS = {
  en: { lang: "en", error: "Error: ", warning: "Warning: " },
  zh: { lang: "zh-CN", error: "错误：", warning: "警告：" },
};

/** How a control was before it was touched, and what was put on it since. */
type Touched = { invalid: string | null; ours: string };

/** What is said of one field: its message, and the attributes and validity of its controls. */
export class FieldView {
  readonly #touched = new Map<HTMLElement, Touched>();
  #message: HTMLElement | undefined;
  /** How the page's own element for the message was before. */
  #former: { nodes: Node[]; id: string | null; live: string | null } | undefined;
  #problems: readonly Problem[] = [];

  constructor(
    private readonly form: HTMLFormElement,
    private readonly name: string,
  ) {}

  /** Whether something is said now. */
  get hasProblem(): boolean {
    return this.#problems.length > 0;
  }

  get hasError(): boolean {
    return this.#problems.some(({ severity }) => severity === "error");
  }

  /** Makes the message's element while it is empty: screen readers tell what changes in it later. */
  prepare(controls: readonly Control[]): void {
    if (this.#message?.isConnected) return;
    const given = this.#givenElement();
    this.#former = given && {
      nodes: [...given.childNodes],
      id: given.getAttribute("id"),
      live: given.getAttribute("aria-live"),
    };
    given?.replaceChildren();
    this.#message = given ?? newMessage(controls);
    this.#message.id ||= newId(this.form);
    if (!this.#message.hasAttribute("aria-live")) this.#message.setAttribute("aria-live", "polite");
  }

  /** The page's own element for the message. */
  #givenElement(): HTMLElement | undefined {
    if (this.name === "") return undefined;
    const selector = `[data-ecd-message=${CSS.escape(this.name)}]`;
    return this.form.querySelector<HTMLElement>(selector) ?? undefined;
  }

  /** What the browser itself finds wrong: `required`, `type` and so on in the page's own HTML. */
  nativeProblem(controls: readonly Control[]): string {
    for (const control of controls.filter(isCheckable)) {
      this.#setValidity(control, "");
      if (control.validity?.valid === false) return control.validationMessage ?? "";
    }
    return "";
  }

  show(controls: readonly Control[], problems: readonly Problem[], locale: Locale): void {
    this.#problems = problems;
    this.prepare(controls);
    const message = this.#message as HTMLElement;
    message.replaceChildren(...problems.map((problem) => paragraph(problem, locale)));
    // What the browser finds wrong by itself is invalid without our saying so.
    const error = problems.find(({ severity, isForeign }) => severity === "error" && !isForeign);
    for (const control of controls) {
      this.#setValidity(control, error?.message ?? "");
      setToken(control, message.id, this.hasProblem);
      const bearer = bearerOf(control);
      if (bearer) this.#setInvalid(bearer);
    }
  }

  /** Takes everything back. */
  restore(): void {
    for (const [element, { invalid }] of this.#touched) {
      this.#setValidity(element, "");
      if (this.#message) setToken(element, this.#message.id, false);
      setAttribute(element, "aria-invalid", invalid);
    }
    this.#touched.clear();
    if (this.#former && this.#message) {
      this.#message.replaceChildren(...this.#former.nodes);
      setAttribute(this.#message, "id", this.#former.id);
      setAttribute(this.#message, "aria-live", this.#former.live);
    } else {
      this.#message?.remove();
    }
    this.#message = undefined;
    this.#problems = [];
  }

  #state(element: HTMLElement): Touched {
    const state = this.#touched.get(element) ?? {
      invalid: element.getAttribute("aria-invalid"),
      ours: "",
    };
    this.#touched.set(element, state);
    return state;
  }

  /** A message that the page has set itself stays: it is the page's to clear. */
  #setValidity(control: Control, message: string): void {
    const state = this.#state(control);
    if (control.validity?.customError && control.validationMessage !== state.ours) return;
    control.setCustomValidity?.(message);
    state.ours = message;
  }

  #setInvalid(element: HTMLElement): void {
    const { invalid } = this.#state(element);
    setAttribute(element, "aria-invalid", this.hasError ? "true" : invalid);
  }
}

function newId(form: HTMLFormElement): string {
  const root = form.getRootNode() as Document | ShadowRoot;
  let count = 1;
  while (root.getElementById(`ecd-message-${count}`)) ++count;
  return `ecd-message-${count}`;
}

/** An empty element under the field: behind its label's text, or at the end of its group. */
function newMessage(controls: readonly Control[]): HTMLElement {
  const last = controls.at(-1) as Control;
  const message = last.ownerDocument.createElement("div");
  message.className = "ecd-message";
  const group =
    controls.length > 1 ? last.closest("fieldset, [role=radiogroup], [role=group]") : null;
  if (group && controls.every((control) => group.contains(control))) group.append(message);
  // Inside a label it would become part of the field's name.
  else (last.closest("label") ?? last).after(message);
  return message;
}

function paragraph({ severity, message, isForeign }: Problem, locale: Locale): HTMLElement {
  const element = document.createElement("p");
  const word = document.createElement("strong");
  const { lang, [severity]: prefix } = WORDS[locale];
  word.textContent = prefix;
  (isForeign ? word : element).lang = lang;
  element.className = `ecd-${severity}`;
  element.append(word, message);
  return element;
}

/** Which element may carry `aria-invalid`: no radio button, but the group that it is in. */
function bearerOf(control: Control): HTMLElement | null {
  return control.type === "radio" ? control.closest<HTMLElement>("[role=radiogroup]") : control;
}

/** Puts the message first, for help that is there already is often long; or takes it out. */
function setToken(element: HTMLElement, id: string, isThere: boolean): void {
  const before = element.getAttribute("aria-describedby");
  const others = (before ?? "").split(/\s+/).filter((token) => token !== "" && token !== id);
  const tokens = isThere ? [id, ...others] : others;
  if (before?.split(/\s+/).includes(id) || isThere) {
    setAttribute(element, "aria-describedby", tokens.length > 0 ? tokens.join(" ") : null);
  }
}

function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
