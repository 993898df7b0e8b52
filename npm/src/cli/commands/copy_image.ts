import type { CopyImageParams } from "../../client/index.js";
import type { Core, Issue, Locale } from "../../core/internal.js";
import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import { copyOnce, copyOnceAndWait } from "../copy_once.js";
import {
  concurrencyOf,
  COPY_FLAGS,
  copyOptionsOf,
  destinationsOf,
  parametersOf,
} from "../copy_options.js";
import { copyToSeveral } from "../copy_to_regions.js";
import { dryRun } from "../dry_run.js";
import { localeOf } from "../flags.js";
import { checkIssues } from "../issues.js";
import { connect, findOperation } from "../service.js";
import { WaitStateFile } from "../wait_state_file.js";

const OPERATION = "CopyImage";

/** What breaks rules in the copies, each once; what is wrong with one of several regions names its position. */
function issuesOf(core: Core, copies: readonly object[], locale: Locale): Issue[] {
  const issues = copies.flatMap((params, index) =>
    core.validate(OPERATION, params, { locale }).map((issue) => {
      const isOneOfSeveral = copies.length > 1 && issue.path[0] === "DestinationRegionId";
      return isOneOfSeveral ? { ...issue, path: [...issue.path, index] } : issue;
    }),
  );
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}

/** Where the state of a wait is kept. @throws UsageError */
function stateFileOf(
  { state, wait }: { state?: string; wait?: boolean },
  regions: readonly string[],
): WaitStateFile | undefined {
  if (state === undefined) return undefined;
  if (wait !== true) throw new UsageError("--state keeps a wait: it needs --wait");
  if (regions.length > 1)
    throw new UsageError(
      "--state is for one destination; several can be run again by --if-exists reuse",
    );
  return new WaitStateFile(state, false);
}

/** `ecd copy-image`: the main job. */
export const copyImage = defineCommand({
  name: "copy-image",
  summary: "copy an image to another region, or to several",
  usage:
    "--region-id R --image-id M --destination-region-id R[,R…] --destination-image-name N --destination-description D [--wait]",
  flags: {
    "region-id": { type: "string", value: "REGION", help: "region the image is in" },
    "image-id": { type: "string", value: "IMAGE", help: "the image to copy" },
    "destination-region-id": {
      type: "string",
      value: "REGION",
      help: "region to copy it to; several: with commas between them",
    },
    "destination-image-name": { type: "string", value: "NAME", help: "name of the new image" },
    "destination-description": {
      type: "string",
      value: "TEXT",
      help: "description of the new image",
    },
    ...COPY_FLAGS,
    wait: { type: "boolean", help: "wait until the new image is available, and print it" },
    state: {
      type: "string",
      value: "FILE",
      help: "with --wait: keep a file from which ecd wait --state goes on, also after a crash",
    },
  },
  examples: [
    "ecd copy-image --region-id cn-hangzhou --image-id m-gx2x1dhsmusr2demo --destination-region-id cn-shenzhen \\\n" +
      "    --destination-image-name Office_Shanghai --destination-description 'This is a test.' --wait",
    "ecd copy-image --region-id cn-hangzhou --image-id m-gx2x1dhsmusr2demo --destination-region-id cn-shenzhen,cn-beijing \\\n" +
      "    --destination-image-name Office_2026 --destination-description 'Golden image.' --if-exists reuse --wait",
  ],
  async run(context) {
    const { values, stderr } = context;
    const given = parametersOf(values);
    const regions = destinationsOf(given);
    const copies =
      regions.length > 1
        ? regions.map((DestinationRegionId) => ({ ...given, DestinationRegionId }))
        : [given];
    const options = { ...copyOptionsOf(context), wait: values.wait === true };
    const several = { ...options, ...concurrencyOf(values) };
    const stateFile = stateFileOf(values, regions);
    const { core } = await findOperation(OPERATION);
    checkIssues(issuesOf(core, copies, localeOf(values)), OPERATION, stderr);
    if (values["dry-run"]) return dryRun(context, core, OPERATION, ...copies);
    const params = given as CopyImageParams; // checked: none is missing
    const client = await connect(context);
    if (regions.length > 1) return copyToSeveral(context, client, params, regions, several);
    return options.wait
      ? copyOnceAndWait(context, client, params, { ...options, stateFile })
      : copyOnce(context, client, params, options);
  },
});
