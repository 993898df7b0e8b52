import type { Issue } from "./types.js";

/**
 * What is known about the call's effect when it failed.
 * - `not-sent`: nothing reached the service.
 * - `refused`: the service answered that it did nothing.
 * - `unclear`: the service may have done it.
 */
export type Outcome = "not-sent" | "refused" | "unclear";

/** What RAM asks for. */
export type Permission = { action: string; resource: string };

/** What an error tells beside its message. */
export type ErrorDetails = {
  operation?: string;
  requestId?: string;
  statusCode?: number;
  /** How many requests were sent. */
  attempts?: number;
  outcome?: Outcome;
  /** Whether the same call may succeed later without harm. */
  retryable?: boolean;
  /** Address of a page that explains the code. */
  recommend?: string;
  /** What the service says about a refusal of permission. */
  accessDeniedDetail?: Record<string, unknown>;
  /** What a call that was refused for want of a permission needs. */
  permission?: Permission;
  /** The error that led to this one. In no JSON. */
  cause?: unknown;
};

/**
 * Base of all errors of this package. `code` is the contract; do not rely on `instanceof`, which
 * fails when ESM and CJS copies meet. No property ever holds a secret, a token or a signature.
 */
export class EcdError extends Error {
  override name = "EcdError";
  readonly code: string;
  declare readonly operation?: string;
  declare readonly requestId?: string;
  declare readonly statusCode?: number;
  readonly attempts: number;
  readonly outcome: Outcome;
  readonly retryable: boolean;
  declare readonly recommend?: string;
  declare readonly accessDeniedDetail?: Record<string, unknown>;
  declare readonly permission?: Permission;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    const { attempts = 0, outcome = "not-sent", retryable = false, cause, ...known } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.attempts = attempts;
    this.outcome = outcome;
    this.retryable = retryable;
    Object.assign(this, known);
  }

  /** The error as plain data, for logs. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ message: this.message } as Record<string, unknown>, this);
  }
}

/** Parameters break rules; nothing was sent. `issues` holds all of them, warnings too. */
export class ValidationError extends EcdError {
  override name = "ValidationError";
  readonly issues: Issue[];

  constructor(issues: Issue[], operation: string) {
    const errors = issues.filter((issue) => issue.severity === "error");
    const texts = errors.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    super("ValidationError", `${operation}: ${texts.join("; ")}`, { operation });
    this.issues = issues;
  }
}

/** The service answered with an error. `code` is the service's. */
export class ServiceError extends EcdError {
  override name = "ServiceError";
}

/** The service asks to slow down. */
export class ThrottlingError extends ServiceError {
  override name = "ThrottlingError";
  /** How long the service asks to wait. */
  declare readonly retryAfterMs?: number;

  constructor(code: string, message: string, details: ErrorDetails & { retryAfterMs?: number } = {}) {
    super(code, message, details);
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** No usable answer: connection refused or lost, a redirect, a body that is not the service's. */
export class TransportError extends EcdError {
  override name = "TransportError";
}

/** No answer within the time-out or the deadline. */
export class TimeoutError extends EcdError {
  override name = "TimeoutError";
}

/** The caller's AbortSignal fired. */
export class AbortError extends EcdError {
  override name = "AbortError";
}
