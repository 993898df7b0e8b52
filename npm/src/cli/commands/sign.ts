import { defineCommand } from "../command.js";
import { loadCredentials } from "../credentials.js";
import { buildOptions, dryRun } from "../dry_run.js";
import { EXIT } from "../exit_status.js";
import { localeOf } from "../flags.js";
import { checkParameters } from "../issues.js";
import { maskSecrets } from "../masking.js";
import { PARAMS_FLAG, readParameters } from "../parameters.js";
import { print } from "../print.js";
import { requestLines } from "../request_text.js";
import { findOperation } from "../service.js";

/** `ecd sign`: the signed request of a call, for those who compare signatures; nothing is sent. */
export const sign = defineCommand({
  name: "sign",
  summary: "print the signed request of a call, send nothing",
  usage: "OPERATION [--Param value …] [--params FILE|-] [--trace]",
  operands: [1, 1],
  takesParameters: true,
  flags: {
    ...PARAMS_FLAG,
    trace: { type: "boolean", help: "print the canonical request and the string to sign too" },
  },
  examples: ["ecd sign DescribeRegions --RegionId cn-hangzhou --trace"],
  async run(context) {
    const { values } = context;
    const [name = ""] = context.positionals;
    const { core, operation } = await findOperation(name);
    const params = await readParameters(operation.parameters, context);
    checkParameters(core, name, params, { stderr: context.stderr, locale: localeOf(values) });
    if (values["dry-run"]) return dryRun(context, core, name, params);
    const credentials = await loadCredentials(context);
    const signed = core.sign(name, params, {
      ...buildOptions(context),
      credentials,
      trace: values.trace === true,
    });
    const request = maskSecrets(signed, credentials);
    print(context, {
      data: request,
      lines: () => requestLines(context.stdout, request),
      usually: "table",
    });
    return EXIT.done;
  },
});
