import type { BuildOptions, Core, HttpRequest, Locale } from "../core/internal.js";
import type { Context } from "./command.js";
import { findCredentials } from "./credentials.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { localeOf } from "./flags.js";
import { maskSecrets, maskSignature } from "./masking.js";
import { print } from "./print.js";
import { requestLines } from "./request_text.js";

/** How requests are built under the flags of a command line. */
export function buildOptions({ values }: Pick<Context, "values">): Pick<BuildOptions, "endpoint"> & { locale: Locale } {
  return { locale: localeOf(values), ...(values.endpoint === undefined ? {} : { endpoint: values.endpoint }) };
}

/** Prints a request that would be sent, with secrets and signature masked. */
export async function dryRun(context: Context, core: Core, operation: string, params: object): Promise<ExitStatus> {
  const options = buildOptions(context);
  const credentials = await findCredentials(context);
  const request: HttpRequest = credentials
    ? maskSignature(maskSecrets(core.sign(operation, params, { ...options, credentials }), credentials))
    : core.build(operation, params, options);
  if (!credentials) context.stderr.line("no credentials: the request is shown without a signature");
  context.stderr.line("nothing was sent");
  print(context, { data: request, lines: () => requestLines(context.stdout, request), usually: "table" });
  return EXIT.done;
}
