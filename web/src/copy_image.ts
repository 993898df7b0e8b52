import { EcdClient } from "ecd-wasm";
import type { ClientOptions, CopyImageParams, CredentialsSource } from "ecd-wasm";
import type { EcdCopiedDetail, EcdCopyImageMembers, EcdErrorDetail } from "ecd-wasm/console";
import { loadCore } from "ecd-wasm/core";
import type { Core, Fetch, Locale, Region } from "ecd-wasm/core";
import { bindForm } from "ecd-wasm/forms";
import type { BoundForm } from "ecd-wasm/forms";
import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { styles } from "./copy_image_styles.js";
import { CopyJob } from "./copy_job.js";
import type { JobState } from "./copy_job.js";
import { fieldView, REGION_LIST } from "./field_view.js";
import { FIELD_NAMES, GROUPS, OPERATION, readFields, textIn } from "./fields.js";
import type { Field, FieldName, Values } from "./fields.js";
import { jobView } from "./job_view.js";
import { localeOf } from "./locale.js";
import { messagesIn } from "./messages.js";
import type { Messages } from "./messages.js";

const NO_CREDENTIALS = "NoCredentials";

/** Ctrl+Enter or ⌘+Enter submits from every field, the one with several lines too. */
function onKey(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}

/** `<ecd-copy-image>`: see `EcdCopyImage` in npm/src/console/index.ts. */
export class CopyImageElement extends LitElement implements EcdCopyImageMembers {
  static override styles = styles;
  static override properties = {
    endpoint: { type: String },
    relay: { type: String },
    regionId: { type: String, attribute: "region-id" },
    locale: { type: String },
    fetch: { attribute: false },
    // Own accessors; named here so that values set before the element was defined are kept.
    credentials: { attribute: false, noAccessor: true },
    params: { attribute: false, noAccessor: true },
  };

  declare endpoint: string | undefined;
  declare relay: string | undefined;
  declare regionId: string | undefined;
  declare locale: string | undefined;
  declare fetch: Fetch | undefined;

  #credentials: CredentialsSource | undefined;
  readonly #values = Object.fromEntries(FIELD_NAMES.map((name) => [name, ""])) as Values;
  #core: Core | undefined;
  #fields = new Map<FieldName, Field>();
  #regions = new Map<string, Region>();
  #bound: BoundForm | undefined;
  #hasFailed = false;
  readonly #job = new CopyJob((state) => this.#onJob(state));

  set credentials(credentials: CredentialsSource | undefined) {
    this.#credentials = credentials;
  }

  get params(): CopyImageParams {
    return { ...this.#values };
  }

  set params(params: Partial<CopyImageParams>) {
    this.#fill(params);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#core) this.requestUpdate();
    else void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that is only moved is connected again by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#job.stop();
      this.#bound?.unbind();
      this.#bound = undefined;
    });
  }

  async #load(): Promise<void> {
    this.#hasFailed = false;
    try {
      const core = await loadCore();
      this.#regions = new Map(core.regions().map((region) => [region.id, region]));
      this.#fields = readFields(core, this.#locale);
      this.#core = core;
      if (this.regionId && !this.#values.RegionId) this.#fill({ RegionId: this.regionId });
    } catch {
      this.#hasFailed = true;
    }
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.#core) return;
    if (changed.has("locale")) {
      this.#fields = readFields(this.#core, this.#locale);
      this.#bound?.setLocale(this.#locale);
    }
    if (changed.has("regionId") && this.regionId) this.#fill({ RegionId: this.regionId });
  }

  /** The form is checked by the package's own means, as in any page. */
  protected override updated(): void {
    const form = this.renderRoot.querySelector("form");
    if (!form || !this.#core || !this.isConnected) return;
    this.#bound ??= bindForm(form, this.#core, OPERATION, { locale: this.#locale });
  }

  /** Puts values in from outside, as if they had been typed. */
  #fill(values: Partial<CopyImageParams>): void {
    for (const name of FIELD_NAMES) {
      const value = values[name];
      if (value === undefined) continue;
      this.#values[name] = value;
      const input = this.shadowRoot?.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (!input || input.value === value) continue;
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const texts = messagesIn(this.#locale);
    const content = this.#core ? this.#formView(texts) : this.#loadingView(texts);
    return html`<div class="root" lang=${this.#locale === "zh" ? "zh-CN" : "en"}>${content}</div>`;
  }

  #loadingView({ element }: Messages): TemplateResult {
    return this.#hasFailed
      ? html`<p class="not-loaded" role="alert">${element.notLoaded}</p>`
      : html`<p class="loading" aria-busy="true">${element.loading}</p>`;
  }

  #formView(texts: Messages): TemplateResult {
    const { element } = texts;
    const isRunning = this.#job.isRunning;
    const isAllRequired = [...this.#fields.values()].every(({ required }) => required);
    return html`<form part="form" autocomplete="off" @submit=${this.#onSubmit} @keydown=${onKey}>
        ${isAllRequired ? html`<p class="note">${element.allRequired}</p>` : nothing}
        ${GROUPS.map(
          ({ title, names }) =>
            html`<fieldset part="group">
              <legend part="legend">${element[title]}</legend>
              <div class="fields">${names.map((name) => this.#fieldView(name, texts))}</div>
            </fieldset>`,
        )}
        <button
          type="submit"
          class="main"
          part="button submit"
          aria-disabled=${isRunning ? "true" : nothing}
        >
          ${isRunning ? element.running : element.submit}
        </button>
        <datalist id=${REGION_LIST}>
          ${[...this.#regions.values()].map(
            ({ id, name }) => html`<option value=${id}>${textIn(this.#locale, name)}</option>`,
          )}
        </datalist>
      </form>
      <div class="result" aria-live="polite">
        ${jobView({
          state: this.#job.state,
          texts,
          regionName: (id) => this.#regionName(id) ?? id,
          onStop: () => this.#job.stop(),
          onResume: () => this.#withClient((client) => this.#job.resume(client)),
          onCancel: () => this.#withClient((client) => this.#job.cancel(client)),
        })}
      </div>`;
  }

  #fieldView(name: FieldName, texts: Messages): TemplateResult | typeof nothing {
    const field = this.#fields.get(name);
    if (!field) return nothing;
    const value = this.#values[name];
    return fieldView({
      field,
      value,
      regionName: field.isRegion ? this.#regionName(value) : undefined,
      isLocked: this.#job.isRunning,
      texts: texts.element,
      onInput: (text) => {
        this.#values[name] = text;
        this.requestUpdate();
      },
    });
  }

  /** Comes only when nothing is wrong. */
  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.#job.isRunning) return;
    await this.#withClient((client) => this.#job.start(client, this.params));
  }

  async #withClient(act: (client: EcdClient) => Promise<void>): Promise<void> {
    const options = this.#clientOptions();
    if (!options) return this.#refuse();
    const client = new EcdClient(options);
    await act(client);
    client.close();
  }

  #clientOptions(): ClientOptions | undefined {
    const common = { locale: this.#locale, ...(this.fetch ? { fetch: this.fetch } : {}) };
    if (this.relay) return { ...common, relay: { url: this.relay } };
    if (!this.#credentials) return undefined;
    const endpoint = this.endpoint ? { endpoint: this.endpoint } : {};
    return { ...common, ...endpoint, credentials: this.#credentials };
  }

  /** Nobody can sign. */
  #refuse(): void {
    const message = messagesIn(this.#locale).element.noCredentials;
    this.#job.refuse({ code: NO_CREDENTIALS, message, outcome: "not-sent" });
  }

  #onJob(state: JobState): void {
    this.requestUpdate();
    if (state.phase === "done") {
      const { ImageId, RegionId } = state.copy;
      this.#send<EcdCopiedDetail>("ecd-copied", { ImageId, RegionId });
    }
    if (state.phase === "failed" || state.phase === "stopped") {
      const { code, message, outcome } = state.failure;
      const copy = state.copy && { ImageId: state.copy.ImageId, RegionId: state.copy.RegionId };
      this.#send<EcdErrorDetail>("ecd-error", { code, message, outcome, ...copy });
    }
    void this.#keepInSight(state);
  }

  /** Scrolls to a new result, and keeps the focus when the button that had it is gone. */
  async #keepInSight({ phase }: JobState): Promise<void> {
    const result = (): HTMLElement | null => this.renderRoot.querySelector(".job");
    const hadFocus = result()?.contains(this.shadowRoot?.activeElement ?? null);
    await this.updateComplete;
    if (phase === "sending") result()?.scrollIntoView({ block: "nearest" });
    if (hadFocus && !this.shadowRoot?.activeElement) result()?.focus();
  }

  #send<Detail>(type: string, detail: Detail): void {
    this.dispatchEvent(new CustomEvent<Detail>(type, { detail, bubbles: true, composed: true }));
  }

  #regionName(id: string): string | undefined {
    const region = this.#regions.get(id);
    return region && textIn(this.#locale, region.name);
  }

  get #locale(): Locale {
    return localeOf(this.locale);
  }
}
