import { EcdError } from "../core/internal.js";
import type { ErrorDetails } from "../core/internal.js";

/** The source is not set up here: a chain goes on to the next. */
export function absent(message: string): EcdError {
  return new EcdError("NoCredentials", message);
}

/** A file or a profile is there and cannot be used as it is. */
export function invalid(message: string): EcdError {
  return new EcdError("InvalidProfile", message);
}

/** The source is set up, and did not give usable keys. */
export function failed(message: string, details: ErrorDetails = {}): EcdError {
  return new EcdError("CredentialsFailed", message, details);
}

/** The same error, saying in which file and profile; options that came from there are its own mistakes. */
export function at(place: string, error: unknown): unknown {
  if (!(error instanceof EcdError)) return error;
  const { message, statusCode, requestId, retryable } = error;
  const code = error.code === "InvalidOption" ? "InvalidProfile" : error.code;
  return new EcdError(code, `${place}: ${message}`, {
    retryable,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}
