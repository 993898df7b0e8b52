import type { EcdError, ValidationError } from "../core/internal.js";
import { UsageError } from "./cli_errors.js";
import type { Context } from "./command.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { issueLines } from "./issues.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";

/** Codes of the package's errors that mean a wrong command line. */
const MISUSE = new Set(["UnknownOperation", "InvalidEndpoint", "InvalidOption", "InvalidOptions"]);
const CREDENTIALS = new Set([
  "InvalidCredentials",
  "NoCredentials",
  "InvalidProfile",
  "UnsupportedProfile",
  "CredentialsFailed",
]);

/** Errors of this package by their shape: `instanceof` fails where copies of it meet. */
export function isEcdError(error: unknown): error is EcdError {
  return error instanceof Error && "code" in error && "outcome" in error;
}

/** The exit status that an error stands for. */
export function statusOf(error: unknown, signal: AbortSignal): ExitStatus {
  if (signal.aborted) return EXIT.interrupted;
  if (error instanceof UsageError) return EXIT.usage;
  if (!isEcdError(error)) return EXIT.failed;
  if (error.code === "ValidationError") return EXIT.invalid;
  if (CREDENTIALS.has(error.code)) return EXIT.noCredentials;
  if (error.outcome === "unclear" || error.name === "TimeoutError") return EXIT.unclear;
  return MISUSE.has(error.code) && error.attempts === 0 ? EXIT.usage : EXIT.failed;
}

function printIssues(stderr: Output, { operation, issues }: ValidationError): void {
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const rules = errors === 1 ? "1 rule is" : `${errors} rules are`;
  stderr.line(`${stderr.paint("red", "ecd:")} ${operation}: ${rules} broken, nothing was sent`);
  for (const line of issueLines(stderr, issues)) stderr.line(line);
}

/** Where the service's own explanation is to be found. */
function reference({ requestId, statusCode, recommend }: EcdError): string {
  const parts = [
    statusCode === undefined ? "" : `HTTP ${statusCode}`,
    requestId === undefined ? "" : `request ${requestId}`,
    recommend ?? "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Tells on stderr what went wrong, in one or two lines, and answers the exit status. */
export function explain(
  error: unknown,
  { stderr, signal }: Pick<Context, "stderr" | "signal">,
  command?: string,
): ExitStatus {
  const head = stderr.paint("red", "ecd:");
  if (signal.aborted) {
    stderr.line(`${head} interrupted`);
  } else if (isEcdError(error) && error.code === "ValidationError") {
    printIssues(stderr, error as ValidationError);
  } else if (isEcdError(error)) {
    stderr.line(`${head} ${harmless(error.code)}: ${harmless(error.message)}`);
    const more = reference(error);
    if (more) stderr.line(stderr.paint("dim", `     ${harmless(more)}`));
  } else {
    stderr.line(`${head} ${harmless(error instanceof Error ? error.message : String(error))}`);
    if (error instanceof UsageError)
      stderr.line(`     see: ecd help${command === undefined ? "" : ` ${command}`}`);
  }
  return statusOf(error, signal);
}
