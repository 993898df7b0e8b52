/**
 * What the package's own entries share beyond the public core. Everything that must exist once per
 * process and format (bytes, instance, error classes) is reached through this file, which is built as
 * one file per format that every entry imports.
 */
import type { Answer } from "./answer.js";
import type { Outcome } from "./errors.js";
import type { FrameWriter } from "./frame_writer.js";
import type { Core, HttpRequest, Issue, Locale } from "./types.js";

/** What the core says of an answer (src/response/answer.h). */
export type Reading = {
  kind: "result" | "service" | "throttling" | "transport";
  outcome: Outcome;
  retryable: boolean;
  /** Refused for the request's date. */
  wrongClock?: boolean;
  /** Refused for want of a permission. */
  denied?: boolean;
  code?: string;
  message?: string;
  requestId?: string;
  recommend?: string;
  retryAfterMs?: number;
  accessDeniedDetail?: Record<string, unknown>;
};

/** A failed attempt of a call (src/response/retry.h). Times in milliseconds. */
export type FailedAttempt = {
  operation: string;
  /** From 1. */
  attempt: number;
  maxAttempts: number;
  /** In the client's budget. */
  tokens: number;
  elapsedMs: number;
  /** Of the whole call, from its start. */
  deadlineMs?: number;
  throttled: boolean;
  outcome: Outcome;
  retryable: boolean;
  /** What the service asked for. */
  retryAfterMs?: number;
  /** Refused for its date, and the clock was put right since. */
  clockCorrected: boolean;
};

/** Whether, when and at how many tokens' cost a failed attempt is followed by another. */
export type RetryVerdict = { retry: boolean; delayMs: number; taken: number };

/** A compiled module: calls by name, whose arguments are written into a frame. */
export interface FrameModule<Name extends string> {
  call<Value>(name: Name, write: (frame: FrameWriter) => void): Answer<Value>;
}

/** What RSA keys are used for. @throws EcdError `InvalidPrivateKey`, `InvalidPublicKey` */
export interface RsaKeys {
  /** The signature of a text in hexadecimal digits. */
  sign(privateKey: string, text: string | Uint8Array): string;
  /** Whether those digits are the key's signature of the text. */
  check(publicKey: string, text: string | Uint8Array, signature: string): boolean;
}

/** What a signature is made over; the older schemes have no canonical request, but "" or a query. */
export type SignedTexts = { canonicalRequest: string; stringToSign: string };

/** The core with what only the package's own entries use. */
export interface CoreInternals extends Core {
  /** Lets calls sign and verify by RSA keys from now on. */
  useRsa(rsa: RsaKeys): void;
  /** Adds the operations of a catalog text. @throws EcdError `BadCatalog` */
  loadCatalog(catalog: Uint8Array): void;
  /**
   * Holds a received call's decoded wire parameters (`Tag.1.Key` → text) against the catalog, in the
   * profile `schema`. @throws EcdError `UnknownOperation`
   */
  validateReceived(operation: string, parameters: Record<string, string>, locale?: Locale): Issue[];
  /** The texts that a signed request stands for, whoever's key it was. @throws EcdError when there are none */
  textsOf(request: HttpRequest): SignedTexts;
  /** Forgets the credentials of the last signature; the core wipes its copy. */
  forgetKey(): void;
  /** Tells a result from an error. `body` is the body's text, `retryAfter` x-acs-retry-after. */
  readAnswer(answer: { status: number; retryAfter?: string | null; body: string }): Reading;
  /** What is known when there was no answer, from the platform's error code and the system call that gave it. */
  outcomeOfFailure(platformCode: string, systemCall: string): "not-sent" | "unclear";
  /** Whether a failed attempt is followed by another. Brings the random number. */
  nextAttempt(failed: FailedAttempt): RetryVerdict;
  /** The budget's tokens after a success; `taken` is what the retry that led to it took, or 0. */
  tokensAfterSuccess(tokens: number, taken: number): number;
}

export * from "./errors.js";
export type * from "./types.js";
export { valueOf } from "./answer.js";
export { loadCore, loadInternals, loadModule } from "./load.js";
export type { CoreSource } from "./load.js";
export { isPlainObject, ownValue, withValue } from "./plain.js";
export type { Fetch, PlatformRequest, PlatformResponse, Signal } from "./platform.js";
export { VERSION } from "./embedded.js";
export { readPasted } from "./pasted.js";
export { isSignedByRsa } from "./key.js";
