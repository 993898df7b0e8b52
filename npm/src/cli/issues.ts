import { ValidationError } from "../core/internal.js";
import type { Core, Issue, Locale } from "../core/internal.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";
import { alignRows } from "./table.js";

/** `Tag.1.Key`, as parameters are written on the command line. */
function placeOf({ path }: Issue): string {
  return path.map((step) => (typeof step === "number" ? step + 1 : step)).join(".");
}

/** Broken rules, one a line. */
export function issueLines(out: Output, issues: readonly Issue[]): string[] {
  const columns = [
    {
      title: "",
      look: (cell: string) => (text: string) =>
        out.paint(cell === "error" ? "red" : "yellow", text),
    },
    { title: "", look: () => (text: string) => out.paint("bold", text) },
    { title: "" },
  ];
  const rows = issues.map((issue) => [
    issue.severity,
    harmless(placeOf(issue)),
    harmless(`${issue.message} (${issue.code})`),
  ]);
  return alignRows(columns, rows).map((line) => `  ${line}`);
}

/** Checks a call before anything else is done; warnings go to `stderr`. @throws ValidationError */
export function checkParameters(
  core: Core,
  operation: string,
  params: object,
  { stderr, locale }: { stderr: Output; locale: Locale },
): void {
  checkIssues(core.validate(operation, params, { locale }), operation, stderr);
}

/** What issues mean for a call: warnings are told. @throws ValidationError when there are errors among them */
export function checkIssues(issues: Issue[], operation: string, stderr: Output): void {
  if (issues.some(({ severity }) => severity === "error"))
    throw new ValidationError(issues, operation);
  for (const line of issueLines(stderr, issues)) stderr.line(line);
}
