import type { EcdError, ValidationError } from "../core/internal.js";
import { UsageError } from "./cli_errors.js";
import type { Context } from "./command.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { issueLines } from "./issues.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";
import { commandLine } from "./shell_quote.js";

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

/** Who it is that RAM refused, and where there is a policy that would allow it. What is needed the message says. */
function refusedPermission({ operation, permission, accessDeniedDetail }: EcdError): string[] {
  if (!permission) return [];
  const [type, name, why, policy] = [
    "AuthPrincipalType",
    "AuthPrincipalDisplayName",
    "NoPermissionType",
    "PolicyType",
  ].map((member) => accessDeniedDetail?.[member]);
  const reasons = [why, policy].filter((reason) => typeof reason === "string").join(", ");
  const who = typeof name === "string" ? `${String(type ?? "user")} ${name}` : "";
  return [
    ...(who || reasons ? [`refused: ${[who, reasons && `(${reasons})`].join(" ").trim()}`] : []),
    `a policy that allows it: ${commandLine(["describe", operation ?? "", "--policy"])}`,
  ];
}

/** Brings what belongs to a message under its beginning. */
const INDENT = "     ";

/** What `explain` may be told beside the error. */
type About = {
  /** The command that was run. */
  command?: string | undefined;
  /** The one of several things that went wrong. */
  about?: string;
};

/** Tells on stderr what went wrong, in a few lines, and answers the exit status. */
export function explain(
  error: unknown,
  { stderr, signal }: Pick<Context, "stderr" | "signal">,
  { command, about }: About = {},
): ExitStatus {
  const tell = (text: string): void => {
    const what = about === undefined ? text : `${about}: ${text}`;
    const [first = "", ...rest] = stderr.paragraph(harmless(`ecd: ${what}`), INDENT);
    stderr.line(first.replace("ecd:", stderr.paint("red", "ecd:")));
    for (const line of rest) stderr.line(line);
  };
  if (signal.aborted) {
    tell("interrupted");
  } else if (isEcdError(error) && error.code === "ValidationError") {
    printIssues(stderr, error as ValidationError);
  } else if (isEcdError(error)) {
    tell(`${error.code}: ${error.message}`);
    for (const line of [...refusedPermission(error), reference(error)])
      if (line) stderr.line(stderr.paint("dim", INDENT + harmless(line)));
  } else {
    tell(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError)
      stderr.line(`${INDENT}see: ecd help${command === undefined ? "" : ` ${command}`}`);
  }
  return statusOf(error, signal);
}
