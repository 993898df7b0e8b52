/**
 * What the package's own entries share beyond the public core. Everything that must exist once per
 * process and format (bytes, instance, error classes) is reached through this file.
 */
import type { Core, Issue, Locale } from "./types.js";

/** What the core says of an answer. */
export type Reading =
  | { ok: true; requestId?: string }
  | {
      ok: false;
      kind: "service" | "throttling" | "transport";
      code: string;
      message: string;
      outcome: "refused" | "unclear";
      retryable: boolean;
      requestId?: string;
      recommend?: string;
      retryAfterMs?: number;
      accessDeniedDetail?: Record<string, unknown>;
    };

/** The core with what only the package's own entries use. */
export interface CoreInternals extends Core {
  /**
   * Holds a received call's decoded wire parameters (`Tag.1.Key` → text) against the catalog, in the
   * profile `schema`. @throws EcdError `UnknownOperation`
   */
  validateReceived(operation: string, parameters: Record<string, string>, locale?: Locale): Issue[];
  /** Tells an answer from an error. `body` is the body's text. */
  readAnswer(answer: { operation: string; status: number; retryAfter?: string | null; body: string }): Reading;
}

export * from "./errors.js";
export type * from "./types.js";
