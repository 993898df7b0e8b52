/**
 * What the package's own entries share beyond the public core. Everything that must exist once per
 * process and format (bytes, instance, error classes) is reached through this file, which is built as
 * one file per format that every entry imports.
 */
import type { Outcome } from "./errors.js";
import type { Core, Issue, Locale } from "./types.js";

/** What the core says of an answer (src/response/answer.h). */
export type Reading = {
  kind: "result" | "service" | "throttling" | "transport";
  outcome: Outcome;
  retryable: boolean;
  code?: string;
  message?: string;
  requestId?: string;
  recommend?: string;
  retryAfterMs?: number;
  accessDeniedDetail?: Record<string, unknown>;
};

/** The core with what only the package's own entries use. */
export interface CoreInternals extends Core {
  /** Adds the operations of a catalog text. @throws EcdError `BadCatalog` */
  loadCatalog(catalog: Uint8Array): void;
  /**
   * Holds a received call's decoded wire parameters (`Tag.1.Key` → text) against the catalog, in the
   * profile `schema`. @throws EcdError `UnknownOperation`
   */
  validateReceived(operation: string, parameters: Record<string, string>, locale?: Locale): Issue[];
  /** Tells a result from an error. `body` is the body's text, `retryAfter` x-acs-retry-after. */
  readAnswer(answer: { status: number; retryAfter?: string | null; body: string }): Reading;
  /** What is known when there was no answer, from the platform's error code. */
  outcomeOfFailure(platformCode: string): "not-sent" | "unclear";
}

export * from "./errors.js";
export type * from "./types.js";
export { loadCore, loadInternals } from "./load.js";
export type { CoreSource } from "./load.js";
export { isPlainObject, ownValue, withValue } from "./plain.js";
export type { Fetch, Signal } from "./platform.js";
export { VERSION } from "./embedded.js";
