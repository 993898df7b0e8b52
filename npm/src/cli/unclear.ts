import type { Context } from "./command.js";
import type { ExitStatus } from "./exit_status.js";
import { explain, isEcdError } from "./explain.js";
import { harmless } from "./output.js";
import { sameConnection } from "./service.js";
import { commandLine } from "./shell_quote.js";

/** Operations that only read: whatever became of the answer, nothing has changed. */
const READS = /^(Describe|List|Get|Query|Check)/;

/** What to do when nobody knows whether the service did it, in plain words. */
function adviceOn(
  operation: string,
  params: Record<string, unknown>,
  context: Pick<Context, "values">,
): string[] {
  if (READS.test(operation)) return ["Nothing was changed; the same command can be run again."];
  if (operation !== "CopyImage")
    return ["It may have been done all the same: look before you run the command again."];
  const { DestinationRegionId, DestinationImageName } = params;
  const look = commandLine(
    [
      "call",
      "DescribeImages",
      "--RegionId",
      String(DestinationRegionId),
      "--ImageName",
      String(DestinationImageName),
    ],
    sameConnection(context),
  );
  const wait = commandLine(
    ["wait", "--region-id", String(DestinationRegionId)],
    sameConnection(context),
  );
  return [
    "The copy may have been made all the same, and running the command again could make a second one.",
    `To see whether it is there:  ${look}`,
    `If it is, wait for it:       ${wait} --image-id <its ImageId>`,
  ];
}

/** Explains why a call failed; where it is unclear whether it was done, also how to find out. */
export function explainCall(
  error: unknown,
  context: Pick<Context, "values" | "stderr" | "signal">,
  operation: string,
  params: Record<string, unknown>,
): ExitStatus {
  const status = explain(error, context);
  const isUnclear = isEcdError(error) && error.outcome === "unclear";
  if (isUnclear)
    for (const line of adviceOn(operation, params, context)) context.stderr.line(harmless(line));
  return status;
}
