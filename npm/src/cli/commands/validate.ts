import { defineCommand } from "../command.js";
import { EXIT } from "../exit_status.js";
import { localeOf } from "../flags.js";
import { issueLines } from "../issues.js";
import { PARAMS_FLAG, readParameters } from "../parameters.js";
import { print } from "../print.js";
import { findOperation } from "../service.js";

/** `ecd validate`: the rules that a call would break; nothing is sent and no credentials are needed. */
export const validate = defineCommand({
  name: "validate",
  summary: "check the parameters of a call, send nothing",
  usage: "OPERATION [--Param value …] [--params FILE|-]",
  operands: [1, 1],
  takesParameters: true,
  flags: PARAMS_FLAG,
  examples: ["ecd validate CopyImage --RegionId cn-hangzhou --DestinationImageName 1st"],
  async run(context) {
    const [name = ""] = context.positionals;
    const { core, operation } = await findOperation(name);
    const params = await readParameters(operation.parameters, context);
    const issues = core.validate(name, params, { locale: localeOf(context.values) });
    const isValid = issues.every(({ severity }) => severity !== "error");
    const { stdout } = context;
    print(context, {
      data: issues,
      rows: issues,
      lines: () => [`${name}: ${isValid ? "valid" : "invalid"}`, ...issueLines(stdout, issues)],
      usually: "table",
    });
    return isValid ? EXIT.done : EXIT.invalid;
  },
});
