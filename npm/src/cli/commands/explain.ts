import { loadInternals, readPasted } from "../../core/internal.js";
import type { CoreInternals, HttpRequest } from "../../core/internal.js";
import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { findCredentials } from "../credentials.js";
import { differenceLines } from "../difference_lines.js";
import { EXIT } from "../exit_status.js";
import type { ExitStatus } from "../exit_status.js";
import { print } from "../print.js";
import { looksOf, requestLooks } from "../signature_looks.js";
import { readText } from "../text_file.js";

/** The text of an operand. Editors end a file in a line break, which neither text has. @throws UsageError */
async function readOperand(
  path: string,
  context: Pick<Context, "stdin" | "signal">,
): Promise<string> {
  const text = await readText(path, context);
  return text.replace(/\r\n/g, "\n").replace(/\n$/, "");
}

function explainDifference(
  context: Context,
  core: CoreInternals,
  ours: string,
  theirs: string,
): ExitStatus {
  const difference = core.compare(ours, theirs);
  print(context, {
    data: difference,
    lines: () => differenceLines(context.stdout, difference),
    usually: "table",
  });
  return difference.equal ? EXIT.done : EXIT.failed;
}

async function explainRequest(
  context: Context,
  core: CoreInternals,
  request: HttpRequest,
): Promise<ExitStatus> {
  const looks = requestLooks(core, request, await findCredentials(context));
  print(context, { data: looks, lines: () => looksOf(context.stdout, looks), usually: "table" });
  return looks.verdict === "refused" ? EXIT.failed : EXIT.done;
}

/** `ecd explain`: why a signature is refused; nothing is sent. */
export const explainSignature = defineCommand({
  name: "explain",
  summary: "find out why a signature is refused, send nothing",
  usage: "OURS|- [THEIRS|-]",
  operands: [1, 2],
  flags: {},
  examples: [
    "ecd explain request.txt                  # a signed request: a curl command or its HTTP text",
    "ecd explain request.txt message.txt      # held against the service's message",
    "ecd explain our-string.txt their-string.txt",
  ],
  async run(context) {
    const [first = "", second] = context.positionals;
    if (first === "-" && second === "-")
      throw new UsageError("only one of the texts can come from stdin");
    const core = await loadInternals();
    const ours = await readOperand(first, context);
    if (second !== undefined)
      return explainDifference(context, core, ours, await readOperand(second, context));
    const request = readPasted(ours);
    if (request) return explainRequest(context, core, request);
    throw new UsageError(
      "one text alone must be a signed request: a curl command, or the text of an HTTP request",
    );
  },
});
