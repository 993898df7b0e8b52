import type { Locale, Outcome } from "ecd-wasm/core";
import { en } from "./messages_en.js";
import { zh } from "./messages_zh.js";

/** Every text of the element's own. What the catalog and the core say is not here. */
export type Messages = {
  element: {
    loading: string;
    notLoaded: string;
    allRequired: string;
    source: string;
    destination: string;
    optional: string;
    submit: string;
    running: string;
    stop: string;
    resume: string;
    cancel: string;
    noCredentials: string;
  };
  job: {
    title: string;
    sending(region: string): string;
    waiting(region: string): string;
    progress: string;
    done: string;
    doneText(region: string): string;
    stopped: string;
    stoppedText(region: string): string;
    cancelled: string;
    cancelledText(region: string): string;
    failed: Record<Outcome, string>;
    outcome: Record<Outcome, string>;
    /** The copy was accepted before something failed. */
    accepted: string;
    acceptedText(region: string): string;
  };
  label: {
    image: string;
    region: string;
    status: string;
    code: string;
    request: string;
    http: string;
    help: string;
  };
};

export function messagesIn(locale: Locale): Messages {
  return locale === "zh" ? zh : en;
}
