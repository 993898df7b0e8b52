import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import { dryRun } from "../dry_run.js";
import { explain } from "../explain.js";
import { localeOf } from "../flags.js";
import { checkParameters } from "../issues.js";
import { connect, findOperation } from "../service.js";
import { awaitImage } from "../waiting.js";

/** `ecd wait`: until an image is available. */
export const wait = defineCommand({
  name: "wait",
  summary: "wait until an image is available",
  usage: "--region-id R --image-id M",
  flags: {
    "region-id": {
      type: "string",
      value: "REGION",
      help: "region the image is in; of a copy: the destination",
    },
    "image-id": { type: "string", value: "IMAGE", help: "the image" },
  },
  examples: ["ecd wait --region-id cn-shenzhen --image-id m-2g65ljy3ynrdq5678 --timeout 3600"],
  async run(context) {
    const { "region-id": RegionId, "image-id": ImageId } = context.values;
    if (!RegionId || !ImageId) throw new UsageError("--region-id and --image-id are needed");
    const params = { RegionId, ImageId: [ImageId] };
    const { core } = await findOperation("DescribeImages");
    checkParameters(core, "DescribeImages", params, {
      stderr: context.stderr,
      locale: localeOf(context.values),
    });
    if (context.values["dry-run"]) return dryRun(context, core, "DescribeImages", params);
    const client = await connect(context);
    return awaitImage(
      context,
      (options) => client.waitForImage({ RegionId, ImageId }, options),
      (error) => explain(error, context),
    );
  },
});
