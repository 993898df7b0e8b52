import type { CopyImageParams, CopyOptions, EcdClient } from "../client/index.js";
import type { Context } from "./command.js";
import { eventLinesOf } from "./copy_events.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { isEcdError } from "./explain.js";
import { print } from "./print.js";
import { explainCall } from "./unclear.js";
import { objectLines } from "./value_lines.js";
import type { WaitStateFile } from "./wait_state_file.js";
import { awaitImage } from "./waiting.js";

/** Copies an image into one region and answers when the service has accepted it. */
export async function copyOnce(
  context: Context,
  client: EcdClient,
  params: CopyImageParams,
  options: CopyOptions,
): Promise<ExitStatus> {
  const events = eventLinesOf(context);
  const regionId = params.DestinationRegionId;
  events?.print({ type: "started", regionId });
  try {
    const result = await client.copyImage(params, options);
    const { RequestId: _, ...copied } = result;
    events?.print({ type: "copied", regionId, ...copied });
    if (result.existed) context.stderr.line(`not copied: ${regionId} has it already`);
    const lines = (): string[] => objectLines(context.stdout, result);
    if (!events) print(context, { data: result, lines, usually: "json" });
    events?.end();
    return EXIT.done;
  } catch (error) {
    if (isEcdError(error)) events?.print({ type: "failed", regionId, error });
    return explainCall(error, context, { operation: "CopyImage", params });
  }
}

/** The same, and waits until the image is available. */
export function copyOnceAndWait(
  context: Context,
  client: EcdClient,
  params: CopyImageParams,
  { stateFile, ...options }: CopyOptions & { stateFile?: WaitStateFile | undefined },
): Promise<ExitStatus> {
  return awaitImage(context, {
    regionId: params.DestinationRegionId,
    search: {
      doing: "copying",
      failed: (error, goOn) =>
        explainCall(error, context, { operation: "CopyImage", params, goOn }),
    },
    start: (hooks) => client.copyImageAndWait(params, { ...options, ...hooks }),
    stateFile,
  });
}
