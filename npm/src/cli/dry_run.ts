import type { BuildOptions, Core, Locale } from "../core/internal.js";
import type { Context } from "./command.js";
import { findCredentials } from "./credentials.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { localeOf } from "./flags.js";
import { maskSecrets, maskSignature } from "./masking.js";
import { print } from "./print.js";
import { requestLines } from "./request_text.js";

/** How requests are built under the flags of a command line. */
export function buildOptions({
  values,
}: Pick<Context, "values">): Pick<BuildOptions, "endpoint"> & { locale: Locale } {
  return {
    locale: localeOf(values),
    ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }),
  };
}

/** Signs where there are no credentials: the signature is masked anyway. */
const NOBODY = { accessKeyId: "YOUR-ACCESS-KEY-ID", accessKeySecret: "no-such-secret" };

/** Prints the requests that would be sent, with secrets and signature masked: one alone, several as a list. */
export async function dryRun(
  context: Context,
  core: Core,
  operation: string,
  ...calls: readonly object[]
): Promise<ExitStatus> {
  const credentials = (await findCredentials(context)) ?? NOBODY;
  const requests = calls.map((params) => {
    const signed = core.sign(operation, params, { ...buildOptions(context), credentials });
    return maskSignature(maskSecrets(signed, credentials));
  });
  context.stderr.line("nothing was sent");
  print(context, {
    data: requests.length === 1 ? requests[0] : requests,
    rows: requests,
    lines: () =>
      requests.flatMap((request, index) => [
        ...(index === 0 ? [] : [""]),
        ...requestLines(context.stdout, request),
      ]),
    usually: "table",
  });
  return EXIT.done;
}
