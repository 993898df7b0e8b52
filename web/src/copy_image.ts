import { EcdClient } from "ecd-wasm";
import type { ClientOptions, CopyImageParams, CredentialsSource } from "ecd-wasm";
import type { EcdCopiedDetail, EcdCopyImageMembers, EcdErrorDetail } from "ecd-wasm/console";
import { loadCore } from "ecd-wasm/core";
import type { Fetch, Locale, Region } from "ecd-wasm/core";
import { html, LitElement, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { styles } from "./copy_image_styles.js";
import { CopyJob } from "./copy_job.js";
import type { JobState } from "./copy_job.js";
import { fieldView, REGION_LIST } from "./field_view.js";
import { GROUPS, textIn } from "./fields.js";
import type { FieldName } from "./fields.js";
import { FormCheck } from "./form_check.js";
import { jobView } from "./job_view.js";
import { localeOf } from "./locale.js";
import { messagesIn } from "./messages.js";
import type { Messages } from "./messages.js";
import { PressWatch } from "./press_watch.js";

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
  #given: Partial<CopyImageParams> = {};
  #regions = new Map<string, Region>();
  #form: FormCheck | undefined;
  #hasFailed = false;
  readonly #press = new PressWatch(this);
  readonly #job = new CopyJob((state) => this.#onJob(state));

  set credentials(credentials: CredentialsSource | undefined) {
    this.#credentials = credentials;
  }

  get params(): CopyImageParams {
    const empty = new Map(GROUPS.flatMap(({ names }) => names.map((name) => [name, ""] as const)));
    return (
      this.#form?.values ?? { ...(Object.fromEntries(empty) as CopyImageParams), ...this.#given }
    );
  }

  set params(params: Partial<CopyImageParams>) {
    this.#given = { ...this.#given, ...params };
    this.#form?.fill(params);
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#form) void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that is only moved is connected again by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#job.stop();
    });
  }

  async #load(): Promise<void> {
    this.#hasFailed = false;
    try {
      const core = await loadCore();
      this.#regions = new Map(core.regions().map((region) => [region.id, region]));
      this.#form ??= new FormCheck(core, this.#locale, this.#given);
      if (this.regionId && !this.#form.values.RegionId)
        this.#form.fill({ RegionId: this.regionId });
    } catch {
      this.#hasFailed = true;
    }
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("locale")) this.#form?.speak(this.#locale);
    if (changed.has("regionId") && this.regionId) this.#form?.fill({ RegionId: this.regionId });
  }

  protected override render(): TemplateResult {
    const texts = messagesIn(this.#locale);
    const content = this.#form ? this.#formView(this.#form, texts) : this.#loadingView(texts);
    return html`<div class="root" lang=${this.#locale === "zh" ? "zh-CN" : "en"}>${content}</div>`;
  }

  #loadingView({ element }: Messages): TemplateResult {
    return this.#hasFailed
      ? html`<p class="not-loaded" role="alert">${element.notLoaded}</p>`
      : html`<p class="loading" aria-busy="true">${element.loading}</p>`;
  }

  #formView(form: FormCheck, texts: Messages): TemplateResult {
    const { element } = texts;
    const isRunning = this.#job.isRunning;
    const isAllRequired = [...form.fields.values()].every(({ required }) => required);
    return html`<form
        part="form"
        novalidate
        autocomplete="off"
        @submit=${this.#onSubmit}
        @keydown=${onKey}
      >
        ${isAllRequired ? html`<p class="note">${element.allRequired}</p>` : nothing}
        ${GROUPS.map(
          ({ title, names }) =>
            html`<fieldset part="group">
              <legend part="legend">${element[title]}</legend>
              <div class="fields">${names.map((name) => this.#fieldView(form, name, texts))}</div>
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

  #fieldView(form: FormCheck, name: FieldName, texts: Messages): TemplateResult | typeof nothing {
    const field = form.fields.get(name);
    if (!field) return nothing;
    const value = form.values[name];
    return fieldView({
      field,
      value,
      issues: form.issues(name),
      regionName: field.isRegion ? this.#regionName(value) : undefined,
      isLocked: this.#job.isRunning,
      texts: texts.element,
      onInput: (text) => {
        form.input(name, text);
        this.requestUpdate();
      },
      onLeave: () =>
        this.#press.whenReleased(() => {
          form.leave(name);
          this.requestUpdate();
        }),
    });
  }

  async #onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = this.#form;
    if (!form || this.#job.isRunning) return;
    const wrong = form.checkAll();
    if (wrong) {
      this.requestUpdate();
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>(`#${wrong}`)?.focus();
      return;
    }
    await this.#withClient((client) => this.#job.start(client, form.values));
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
