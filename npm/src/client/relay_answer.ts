import {
  EcdError,
  isPlainObject,
  ServiceError,
  ThrottlingError,
  TimeoutError,
  TransportError,
  ValidationError,
} from "../core/internal.js";
import type { ErrorDetails, Issue, Outcome, Permission } from "../core/internal.js";
import { MESSAGE_VERSION } from "../relay/message.js";
import type { Result } from "./options.js";

/** A relay's answer as the client takes it. */
export type ReadRelayAnswer = { date: string | null } & ({ result: Result } | { error: EcdError });

const CLASSES = new Map(
  Object.entries({ ServiceError, ThrottlingError, TimeoutError, TransportError }),
);
const OUTCOMES: readonly unknown[] = ["not-sent", "refused", "unclear"] satisfies Outcome[];

/** The answer to the `attempt`th attempt of a call; nothing when it is not one of a relay. */
export function readRelayAnswer(
  body: string,
  operation: string,
  attempt: number,
): ReadRelayAnswer | undefined {
  const answer = parse(body);
  if (!isPlainObject(answer) || answer["version"] !== MESSAGE_VERSION) return undefined;
  const { result, error } = answer;
  const date = typeof answer["date"] === "string" ? answer["date"] : null;
  if (isPlainObject(result)) return { date, result };
  const failure = isPlainObject(error) ? readError(error, operation, attempt) : undefined;
  return failure && { date, error: failure };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error that the relay's client had, of the same class, as if it were this side's. */
function readError(
  error: Record<string, unknown>,
  operation: string,
  attempts: number,
): EcdError | undefined {
  const { name, code, message, outcome } = error;
  if (typeof code !== "string" || typeof message !== "string" || !OUTCOMES.includes(outcome))
    return undefined;
  if (name === "ValidationError") return readValidationError(error, operation);
  const details = { ...detailsOf(error), operation, attempts, outcome: outcome as Outcome };
  // A relay of another build may name a class that is not known here: `code` is the contract.
  const Class = CLASSES.get(name as string) ?? EcdError;
  return new Class(code, message, details);
}

function readValidationError(
  { issues }: Record<string, unknown>,
  operation: string,
): EcdError | undefined {
  if (!Array.isArray(issues) || !issues.every(isIssue)) return undefined;
  return new ValidationError(issues, operation);
}

function isIssue(issue: unknown): issue is Issue {
  return (
    isPlainObject(issue) && Array.isArray(issue["path"]) && typeof issue["message"] === "string"
  );
}

function detailsOf(error: Record<string, unknown>): ErrorDetails & { retryAfterMs?: number } {
  const { retryable, permission } = error;
  const isPermission = isPlainObject(permission) && typeof permission["action"] === "string";
  return {
    retryable: retryable === true,
    ...only("string", error, ["requestId", "recommend"]),
    ...only("number", error, ["statusCode", "retryAfterMs"]),
    ...(isPermission ? { permission: permission as Permission } : {}),
  };
}

/** The members of that type. */
function only(
  type: "string" | "number",
  object: Record<string, unknown>,
  names: string[],
): ErrorDetails {
  const entries = names.map((name) => [name, object[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => typeof value === type));
}
