import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { canResume } from "./copy_job.js";
import type { Accepted, Failure, JobState } from "./copy_job.js";
import { doneIcon, errorIcon, stoppedIcon, warningIcon } from "./icons.js";
import type { Messages } from "./messages.js";

/** What the copy shows, and whom its buttons tell. */
export type JobView = {
  state: JobState;
  texts: Messages;
  /** A region by its name, as far as it is known. */
  regionName(id: string): string;
  onStop(): void;
  onResume(): void;
  onCancel(): void;
};

type Tone = "running" | "done" | "error" | "warning" | "neutral";
type Row = [label: string, value: unknown];

/** What the panel says in each phase. */
type Panel = {
  tone: Tone;
  title: string;
  text?: string;
  /** What it means for the copy. */
  aftermath?: string | undefined;
  rows?: Row[];
};

const ICONS = {
  running: nothing,
  done: doneIcon,
  error: errorIcon,
  warning: warningIcon,
  neutral: stoppedIcon,
};

/** The panel under the form. Nothing before the first copy. */
export function jobView(view: JobView): TemplateResult | typeof nothing {
  const panel = panelOf(view);
  if (!panel) return nothing;
  const { tone, title, text, aftermath, rows = [] } = panel;
  return html`<section
    class="job ${tone}"
    part="result"
    tabindex="-1"
    aria-label=${view.texts.job.title}
  >
    <div class="job-head">
      ${ICONS[tone]}
      <div>
        <p class="job-title">${title}</p>
        ${text ? html`<p>${text}</p>` : nothing}
        ${aftermath ? html`<p class="aftermath">${aftermath}</p>` : nothing}
      </div>
    </div>
    ${progressView(view)} ${rows.length > 0 ? html`<dl>${rows.map(rowView)}</dl>` : nothing}
    ${moreView(view)} ${buttonsView(view)}
  </section>`;
}

function panelOf({ state, texts, regionName }: JobView): Panel | undefined {
  const { job, label } = texts;
  switch (state.phase) {
    case "idle":
      return undefined;
    case "sending":
      return { tone: "running", title: job.sending(regionName(state.regionId)) };
    case "waiting":
      return {
        tone: "running",
        title: job.waiting(regionName(state.copy.RegionId)),
        rows: [
          ...copyRows(state.copy, texts),
          ...(state.status ? [[label.status, state.status] as Row] : []),
        ],
      };
    case "done":
      return {
        tone: "done",
        title: job.done,
        text: job.doneText(regionName(state.copy.RegionId)),
        rows: [...copyRows(state.copy, texts), [label.status, state.image.Status]],
      };
    case "stopped":
      return {
        tone: "neutral",
        title: job.stopped,
        text: job.stoppedText(regionName(state.copy.RegionId)),
        rows: copyRows(state.copy, texts),
      };
    case "cancelled":
      return {
        tone: "neutral",
        title: job.cancelled,
        text: job.cancelledText(regionName(state.copy.RegionId)),
        rows: copyRows(state.copy, texts),
      };
    case "failed":
      return failedPanel(state.failure, state.copy, texts, regionName);
  }
}

function failedPanel(
  failure: Failure,
  copy: Accepted | undefined,
  texts: Messages,
  regionName: (id: string) => string,
): Panel {
  const { job } = texts;
  const { outcome, message: text } = failure;
  const rows = [...failureRows(failure, texts), ...(copy ? copyRows(copy, texts) : [])];
  const tone = outcome === "unclear" ? "warning" : "error";
  if (copy && outcome === "unclear") {
    return {
      tone,
      title: job.accepted,
      text,
      aftermath: job.acceptedText(regionName(copy.RegionId)),
      rows,
    };
  }
  // Once a copy was accepted, "the service did nothing" would be wrong.
  return {
    tone,
    title: job.failed[outcome],
    text,
    aftermath: copy ? undefined : job.outcome[outcome],
    rows,
  };
}

function copyRows(copy: Accepted, { label }: Messages): Row[] {
  return [
    [label.image, html`<code>${copy.ImageId}</code>`],
    [label.region, html`<code>${copy.RegionId}</code>`],
    ...(copy.RequestId ? [[label.request, html`<code>${copy.RequestId}</code>`] as Row] : []),
  ];
}

function failureRows(failure: Failure, { label }: Messages): Row[] {
  const { code, requestId, statusCode } = failure;
  return [
    [label.code, html`<code>${code}</code>`],
    ...(requestId ? [[label.request, html`<code>${requestId}</code>`] as Row] : []),
    ...(statusCode ? [[label.http, statusCode] as Row] : []),
  ];
}

function rowView([label, value]: Row): TemplateResult {
  return html`<div class="row">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** A link to the page that explains the error. */
function moreView({ state, texts }: JobView): TemplateResult | typeof nothing {
  const address = state.phase === "failed" ? state.failure.recommend : undefined;
  // It comes from the service's answer: nothing but https is made a link.
  if (!address?.startsWith("https://")) return nothing;
  return html`<p><a href=${address} target="_blank" rel="noreferrer">${texts.label.help}</a></p>`;
}

function progressView({ state, texts }: JobView): TemplateResult | typeof nothing {
  if (state.phase !== "sending" && state.phase !== "waiting") return nothing;
  const percent = state.phase === "waiting" ? state.percent : undefined;
  // Without a value the bar says that something is going on, not how far it is.
  return html`<div class="progress-row">
    <progress
      part="progress"
      max="100"
      value=${percent ?? nothing}
      aria-label=${texts.job.progress}
    ></progress>
    <span class="percent" aria-hidden="true">${percent === undefined ? "" : `${percent}%`}</span>
  </div>`;
}

function buttonsView({
  state,
  texts,
  onStop,
  onResume,
  onCancel,
}: JobView): TemplateResult | typeof nothing {
  const { stop, resume, cancel } = texts.element;
  const button = (text: string, act: () => void): TemplateResult =>
    html`<button type="button" class="plain" part="button" @click=${act}>${text}</button>`;
  const buttons = [
    ...(state.phase === "sending" || state.phase === "waiting" ? [button(stop, onStop)] : []),
    ...(canResume(state) ? [button(resume, onResume)] : []),
    ...(state.phase === "stopped" ? [button(cancel, onCancel)] : []),
  ];
  return buttons.length > 0 ? html`<div class="buttons">${buttons}</div>` : nothing;
}
