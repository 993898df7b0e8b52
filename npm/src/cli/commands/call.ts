import type { Operation } from "../../core/internal.js";
import { readAllPages } from "../all_pages.js";
import { answerLines } from "../answer_table.js";
import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { dryRun } from "../dry_run.js";
import { EXIT } from "../exit_status.js";
import type { ExitStatus } from "../exit_status.js";
import { formatOf, localeOf } from "../flags.js";
import { checkParameters } from "../issues.js";
import { itemsOf } from "../page_printer.js";
import { PARAMS_FLAG, readParameters } from "../parameters.js";
import { print } from "../print.js";
import { connect, findOperation, limitsOf } from "../service.js";
import { shellQuote } from "../shell_quote.js";
import { explainCall } from "../unclear.js";
import type { Row } from "../value_lines.js";

/** Prints an answer; where it is only shown in part and there is more, says so. */
function printAnswer(context: Context, operation: Operation, answer: Row): void {
  const { stdout, stderr, values } = context;
  print(context, {
    data: answer,
    rows: itemsOf(operation, answer),
    lines: () => answerLines(stdout, operation, answer),
    usually: "json",
  });
  const next = answer["NextToken"];
  const isWhole = (formatOf(values) ?? "json") === "json" && values.query === undefined;
  if (!isWhole && operation.paging && typeof next === "string" && next !== "")
    stderr.line(
      stderr.paint("dim", `there is more: add --NextToken ${shellQuote(next)}, or --all-pages`),
    );
}

/** `ecd call`: any operation, parameters as the service spells them. */
export const call = defineCommand({
  name: "call",
  summary: "call an operation of the service",
  usage: "OPERATION [--Param value …] [--params FILE|-] [--all-pages]",
  operands: [1, 1],
  takesParameters: true,
  flags: {
    ...PARAMS_FLAG,
    "all-pages": {
      type: "boolean",
      help: "ask for all pages; prints the things of their lists, --query is asked of each page",
    },
  },
  examples: [
    "ecd call DescribeImages --RegionId cn-hangzhou --ImageType CUSTOM --output table",
    "ecd call DescribeImages --RegionId cn-hangzhou --all-pages --output ndjson",
    "ecd call DescribeImages --RegionId cn-hangzhou --query \"Images[?Status=='Available'].ImageId\"",
    "ecd call DeleteImages --RegionId cn-hangzhou --ImageId.1 m-gx2x1dhsmusr2demo",
    'echo \'{"RegionId": "cn-hangzhou"}\' | ecd call DescribeRegions --params -',
  ],
  async run(context) {
    const { values } = context;
    const [name = ""] = context.positionals;
    const { core, operation } = await findOperation(name);
    if (values["all-pages"] && !operation.paging)
      throw new UsageError(`${name} answers all at once: leave out --all-pages`);
    const params = await readParameters(operation.parameters, context);
    checkParameters(core, name, params, { stderr: context.stderr, locale: localeOf(values) });
    if (values["dry-run"]) return dryRun(context, core, name, params);
    const client = await connect(context);
    const failed = (error: unknown): ExitStatus =>
      explainCall(error, context, { operation: name, params: params as Row });
    if (values["all-pages"]) return readAllPages(context, client, { operation, params }, failed);
    try {
      printAnswer(context, operation, await client.call(name, params, limitsOf(context)));
      return EXIT.done;
    } catch (error) {
      return failed(error);
    }
  },
});
