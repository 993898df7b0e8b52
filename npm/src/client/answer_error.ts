import { ServiceError, ThrottlingError, TransportError } from "../core/internal.js";
import type { EcdError, ErrorDetails, Operation, Permission, Reading } from "../core/internal.js";
import { redactAll } from "./credentials.js";
import type { RawAnswer } from "./exchange.js";

/** The attempt that an answer came to. */
export type Tried = { operation: Operation; attempt: number; answer: RawAnswer; redact(text: string): string };

/** A reading of an answer to a call that may have been carried out. */
export function unusable(message: string, requestId?: string): Reading {
  const known = { kind: "transport", outcome: "unclear", retryable: true, code: "InvalidAnswer" } as const;
  return { ...known, message, ...(requestId === undefined ? {} : { requestId }) };
}

/** What a refused call would have needed: as the service says, or else as the catalog does. */
function permissionOf({ accessDeniedDetail }: Reading, { name, authorization }: Operation): Permission {
  const row = authorization.find(({ operation }) => operation !== "");
  const told = accessDeniedDetail?.["AuthAction"];
  const action = typeof told === "string" && told !== "" ? told : (row?.operation ?? `ecd:${name}`);
  return { action, resource: row?.resource || "*" };
}

/** The error that a reading tells of, without anything secret. */
export function errorOf(reading: Reading, { operation, attempt, answer, redact }: Tried): EcdError {
  const requestId = reading.requestId === undefined ? answer.requestId : redact(reading.requestId);
  const needed = reading.denied ? permissionOf(reading, operation) : undefined;
  const permission = redactAll(needed, redact) as Permission | undefined;
  const details: ErrorDetails & { retryAfterMs?: number } = {
    operation: operation.name,
    statusCode: answer.status,
    attempts: attempt,
    outcome: reading.outcome,
    // What may have been done already must not be done again.
    retryable: reading.retryable && (operation.read === true || reading.outcome !== "unclear"),
    ...(requestId === null ? {} : { requestId }),
    ...(reading.recommend === undefined ? {} : { recommend: redact(reading.recommend) }),
    ...(reading.retryAfterMs === undefined ? {} : { retryAfterMs: reading.retryAfterMs }),
    ...(permission === undefined ? {} : { permission }),
  };
  if (reading.accessDeniedDetail) {
    details.accessDeniedDetail = redactAll(reading.accessDeniedDetail, redact) as Record<string, unknown>;
  }
  const code = redact(reading.code ?? "");
  const needs = permission ? ` (needs the RAM action ${permission.action} on ${permission.resource})` : "";
  const message = redact(`${operation.name}: ${reading.message || code}${needs}`);
  if (reading.kind === "throttling") return new ThrottlingError(code, message, details);
  if (reading.kind === "service") return new ServiceError(code, message, details);
  return new TransportError(code, message, details);
}
