import type { Context } from "./command.js";
import type { ExitStatus } from "./exit_status.js";
import { explain, isEcdError } from "./explain.js";
import { harmless } from "./output.js";
import { sameConnection } from "./service.js";
import { commandLine } from "./shell_quote.js";

/** Operations that only read: whatever became of the answer, nothing has changed. */
const READS = /^(Describe|List|Get|Query|Check)/;

type Params = Record<string, unknown>;

/** How to see whether a copy is there, and to go on with it: `goOn`, if there is something to go on with. */
function adviceOnCopy(params: Params, context: Pick<Context, "values">, goOn?: string): string[] {
  const { DestinationRegionId: region, DestinationImageName: name } = params;
  const connection = sameConnection(context);
  const asked = ["--RegionId", String(region), "--ImageName", String(name)];
  const wait = commandLine(["wait", "--region-id", String(region)], connection);
  return [
    "The copy may have been made all the same, and running the command again could make a second one.",
    "To see whether it is there:",
    `  ${commandLine(["call", "DescribeImages", ...asked], connection)}`,
    ...(goOn === undefined
      ? ["If it is, wait for it:", `  ${wait} --image-id ITS-IMAGE-ID`]
      : ["To look for it and wait, which never copies:", `  ${goOn}`]),
  ];
}

/** What to do when nobody knows whether the service did it, in plain words. */
function adviceOn(
  operation: string,
  params: Params,
  context: Pick<Context, "values">,
  goOn?: string,
): string[] {
  if (READS.test(operation)) return ["Nothing was changed; the same command can be run again."];
  if (operation === "CopyImage") return adviceOnCopy(params, context, goOn);
  return ["It may have been done all the same: look before you run the command again."];
}

/**
 * Explains why a call failed; where it is unclear whether it was done, also how to find out. `goOn`: the
 * command that goes on with it. `about`: the one of several things that the call was about.
 */
export function explainCall(
  error: unknown,
  context: Pick<Context, "values" | "stderr" | "signal">,
  {
    operation,
    params,
    goOn,
    about,
  }: {
    operation: string;
    params: Params;
    goOn?: string | undefined;
    about?: string;
  },
): ExitStatus {
  const { stderr } = context;
  const status = explain(error, context, about === undefined ? {} : { about });
  const isUnclear = isEcdError(error) && error.outcome === "unclear";
  if (isUnclear)
    for (const line of adviceOn(operation, params, context, goOn).map(harmless))
      // Commands stay in one piece, to be pasted.
      if (line.startsWith(" ")) stderr.line(line);
      else for (const part of stderr.paragraph(line)) stderr.line(part);
  return status;
}
