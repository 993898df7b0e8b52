import type { EcdClient, WaitOptions, WaitState } from "../../client/index.js";
import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { RECONCILE_FLAG, reconcileOf } from "../copy_options.js";
import { dryRun } from "../dry_run.js";
import type { ExitStatus } from "../exit_status.js";
import { isEcdError } from "../explain.js";
import { localeOf } from "../flags.js";
import { checkParameters } from "../issues.js";
import { connect, findOperation } from "../service.js";
import { explainCall } from "../unclear.js";
import { notAState, readWaitState, WaitStateFile } from "../wait_state_file.js";
import { awaitImage } from "../waiting.js";
import type { Awaited } from "../waiting.js";

/** Goes on with a state. @throws UsageError when it is none */
function resume(client: EcdClient, path: string, state: WaitState, options: WaitOptions) {
  try {
    return client.resume(state, options);
  } catch (error) {
    if (!isEcdError(error)) throw error;
    throw notAState(path);
  }
}

/** Goes on with the wait that a file keeps; what becomes known is written there. */
async function waitByState(
  context: Context,
  path: string,
  options: { reconcileMs?: number },
): Promise<ExitStatus> {
  const state = await readWaitState(path, context);
  const client = await connect(context);
  const stateFile = path === "-" ? undefined : new WaitStateFile(path, true);
  const search: Awaited["search"] = {
    doing: "looking for the copy",
    failed: (error, goOn) =>
      explainCall(error, context, {
        operation: "CopyImage",
        params: { ...state.copy?.params },
        goOn,
      }),
  };
  return awaitImage(context, {
    regionId: state.RegionId,
    ...(state.ImageId === undefined ? { search } : {}),
    start: (hooks) => resume(client, path, state, { ...options, ...hooks }),
    stateFile,
  });
}

/** `ecd wait`: until an image is available. */
export const wait = defineCommand({
  name: "wait",
  summary: "wait until an image is available",
  usage: "--region-id R --image-id M | --state FILE|-",
  flags: {
    "region-id": {
      type: "string",
      value: "REGION",
      help: "region the image is in; of a copy: the destination",
    },
    "image-id": { type: "string", value: "IMAGE", help: "the image" },
    state: {
      type: "string",
      value: "FILE",
      help: "go on with what copy-image --state kept; - reads it from stdin. Never copies",
    },
    ...RECONCILE_FLAG,
  },
  examples: [
    "ecd wait --region-id cn-shenzhen --image-id m-2g65ljy3ynrdq5678 --timeout 3600",
    "ecd wait --state copy.json",
  ],
  async run(context) {
    const { "region-id": RegionId, "image-id": ImageId, state } = context.values;
    const reconcile = reconcileOf(context.values);
    if (state !== undefined) {
      if (RegionId !== undefined || ImageId !== undefined || context.values["dry-run"])
        throw new UsageError("--state stands alone: it tells what is waited for");
      return waitByState(context, state, reconcile);
    }
    if (!RegionId || !ImageId)
      throw new UsageError("--region-id and --image-id are needed, or --state");
    const params = { RegionId, ImageId: [ImageId] };
    const { core } = await findOperation("DescribeImages");
    checkParameters(core, "DescribeImages", params, {
      stderr: context.stderr,
      locale: localeOf(context.values),
    });
    if (context.values["dry-run"]) return dryRun(context, core, "DescribeImages", params);
    const client = await connect(context);
    return awaitImage(context, {
      regionId: RegionId,
      start: (options) => client.waitForImage({ RegionId, ImageId }, options),
    });
  },
});
