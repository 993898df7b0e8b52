import type { Operation } from "../../core/internal.js";
import { listLines, listOf, objectLines } from "../answer_table.js";
import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { dryRun } from "../dry_run.js";
import { EXIT } from "../exit_status.js";
import { formatOf, localeOf } from "../flags.js";
import { checkParameters } from "../issues.js";
import { PARAMS_FLAG, readParameters } from "../parameters.js";
import { print } from "../print.js";
import { connect, findOperation, limitsOf } from "../service.js";
import { explainCall } from "../unclear.js";

type Answer = Record<string, unknown>;

/** Prints an answer; a table shows its list, and where there is more says so. */
function printAnswer(context: Context, { response }: Operation, answer: Answer): void {
  const { stdout, stderr } = context;
  const list = listOf(response, answer);
  print(context, {
    data: answer,
    ...(list ? { rows: list.rows } : {}),
    lines: () => (list ? listLines(stdout, list.field, list.rows) : objectLines(stdout, answer)),
    usually: "json",
  });
  const next = answer["NextToken"];
  const isWhole = (formatOf(context.values) ?? "json") === "json";
  if (!isWhole && list && typeof next === "string" && next !== "") {
    stderr.line(`there is more: add --NextToken ${next}`);
  }
}

/** `ecd call`: any operation, parameters as the service spells them. */
export const call = defineCommand({
  name: "call",
  summary: "call an operation of the service",
  usage: "OPERATION [--Param value …] [--params FILE|-]",
  operands: [1, 1],
  takesParameters: true,
  flags: PARAMS_FLAG,
  examples: [
    "ecd call DescribeImages --RegionId cn-hangzhou --ImageType CUSTOM --output table",
    "ecd call DeleteImages --RegionId cn-hangzhou --ImageId.1 m-gx2x1dhsmusr2demo",
    'echo \'{"RegionId": "cn-hangzhou"}\' | ecd call DescribeRegions --params -',
  ],
  async run(context) {
    const [name = ""] = context.positionals;
    const { core, operation } = await findOperation(name);
    const params = await readParameters(operation.parameters, context);
    checkParameters(core, name, params, {
      stderr: context.stderr,
      locale: localeOf(context.values),
    });
    if (context.values["dry-run"]) return dryRun(context, core, name, params);
    const client = await connect(context);
    try {
      printAnswer(context, operation, await client.call(name, params, limitsOf(context)));
      return EXIT.done;
    } catch (error) {
      return explainCall(error, context, name, params as Answer);
    }
  },
});
