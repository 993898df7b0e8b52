import type { CopyImageParams, CopyOptions, EcdClient } from "../../client/index.js";
import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { dryRun } from "../dry_run.js";
import { EXIT } from "../exit_status.js";
import type { ExitStatus } from "../exit_status.js";
import { localeOf, millisecondsOf } from "../flags.js";
import { checkParameters } from "../issues.js";
import { print } from "../print.js";
import { connect, findOperation, limitsOf } from "../service.js";
import { explainCall } from "../unclear.js";
import { objectLines } from "../value_lines.js";
import { awaitImage } from "../waiting.js";

const OPERATION = "CopyImage";

/** Flags by the parameter they stand for. */
const FLAG_OF = {
  RegionId: "region-id",
  ImageId: "image-id",
  DestinationRegionId: "destination-region-id",
  DestinationImageName: "destination-image-name",
  DestinationDescription: "destination-description",
} as const;

/** The parameters that were given. What is missing is the core's to say. */
function parametersOf(values: Record<string, unknown>): Partial<CopyImageParams> {
  const entries = Object.entries(FLAG_OF).map(([name, flag]) => [name, values[flag]]);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as Partial<CopyImageParams>;
}

/** The flags of how a copy is made. */
type CopyFlags = {
  "if-exists"?: string;
  "tag-description"?: boolean;
  reconcile?: string;
  resend?: boolean;
};

/** @throws UsageError */
function copyOptionsOf(context: Context, values: CopyFlags): CopyOptions {
  const ifExists = values["if-exists"] as CopyOptions["ifExists"];
  const reconcileMs = millisecondsOf("reconcile", values.reconcile);
  return {
    ...limitsOf(context),
    resend: values.resend === true,
    tagDescription: values["tag-description"] === true,
    ...(ifExists === undefined ? {} : { ifExists }),
    ...(reconcileMs === undefined ? {} : { reconcileMs }),
  };
}

async function copy(
  context: Context,
  client: EcdClient,
  params: CopyImageParams,
  options: CopyOptions,
): Promise<ExitStatus> {
  const { ImageId, RequestId, reused } = await client.copyImage(params, options);
  const result = {
    ImageId,
    ...(RequestId === undefined ? {} : { RequestId }),
    ...(reused ? { reused } : {}),
  };
  print(context, {
    data: result,
    lines: () => objectLines(context.stdout, result),
    usually: "json",
  });
  return EXIT.done;
}

/** `ecd copy-image`: the main job. */
export const copyImage = defineCommand({
  name: "copy-image",
  summary: "copy an image to another region",
  usage:
    "--region-id R --image-id M --destination-region-id R --destination-image-name N --destination-description D [--wait]",
  flags: {
    "region-id": { type: "string", value: "REGION", help: "region the image is in" },
    "image-id": { type: "string", value: "IMAGE", help: "the image to copy" },
    "destination-region-id": { type: "string", value: "REGION", help: "region to copy it to" },
    "destination-image-name": { type: "string", value: "NAME", help: "name of the new image" },
    "destination-description": {
      type: "string",
      value: "TEXT",
      help: "description of the new image",
    },
    "if-exists": {
      type: "string",
      value: "copy|error|reuse",
      help: "when the destination has an image of that name: make another (default), fail, or take it if it is the same",
    },
    "tag-description": {
      type: "boolean",
      help: "mark the description, so that this very copy is recognised when an answer is lost",
    },
    reconcile: {
      type: "string",
      value: "S",
      help: "seconds to look for the copy after a lost answer (default 60)",
    },
    resend: { type: "boolean", help: "send once more when it is not found: there may be two then" },
    wait: { type: "boolean", help: "wait until the new image is available, and print it" },
  },
  examples: [
    "ecd copy-image --region-id cn-hangzhou --image-id m-gx2x1dhsmusr2demo --destination-region-id cn-shenzhen \\\n" +
      "    --destination-image-name Office_Shanghai --destination-description 'This is a test.' --wait",
  ],
  async run(context) {
    const { values, stderr } = context;
    const given = parametersOf(values);
    const { core } = await findOperation(OPERATION);
    checkParameters(core, OPERATION, given, { stderr, locale: localeOf(values) });
    if (values["dry-run"]) return dryRun(context, core, OPERATION, given);
    const params = given as CopyImageParams; // checked: none is missing
    const options = copyOptionsOf(context, values);
    const client = await connect(context);
    const failed = (error: unknown): ExitStatus => explainCall(error, context, OPERATION, params);
    if (values.wait)
      return awaitImage(
        context,
        (watch) => client.copyImageAndWait(params, { ...options, ...watch }),
        failed,
      );
    return copy(context, client, params, options).catch(failed);
  },
});
