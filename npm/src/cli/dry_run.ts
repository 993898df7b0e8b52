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

/** Prints a request that would be sent, with secrets and signature masked. */
export async function dryRun(
  context: Context,
  core: Core,
  operation: string,
  params: object,
): Promise<ExitStatus> {
  const credentials = (await findCredentials(context)) ?? NOBODY;
  const signed = core.sign(operation, params, { ...buildOptions(context), credentials });
  const request = maskSignature(maskSecrets(signed, credentials));
  context.stderr.line("nothing was sent");
  print(context, {
    data: request,
    lines: () => requestLines(context.stdout, request),
    usually: "table",
  });
  return EXIT.done;
}
