import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import type { ConsoleService } from "../console_server_relay.js";
import { loadProvider } from "../credentials.js";
import { portOf } from "../flags.js";
import { print } from "../print.js";
import { proxiedFetch } from "../proxied_fetch.js";
import { limitsOf } from "../service.js";
import { untilStopped } from "../stop.js";

const OPEN = "Open this address in a browser:";

/** What is behind the page: a place of the flags' choice, or else an emulator. @throws EcdError */
async function serviceOf(
  context: Pick<Context, "values" | "env" | "signal" | "stderr">,
): Promise<ConsoleService | undefined> {
  const { profile, endpoint } = context.values;
  if (profile === undefined && endpoint === undefined) return undefined;
  const fetch = await proxiedFetch(context);
  const credentials = await loadProvider(context, limitsOf(context), fetch);
  return {
    credentials,
    ...(fetch === undefined ? {} : { fetch }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function greeting(service: ConsoleService | undefined): string {
  const behind =
    service === undefined
      ? "with an emulator behind it: nothing reaches the service"
      : `which calls ${service.endpoint ?? "the service"} with your credentials: copies are really made`;
  return `A page that copies an image, ${behind}. Ctrl-C stops it.`;
}

/**
 * `ecd console`: the page, on loopback, until it is stopped. Its address is the result. Behind it is an
 * emulator, or with --profile or --endpoint a relay.
 */
export const consolePage = defineCommand({
  name: "console",
  summary: "serve a page that copies an image, with an emulator or an account behind it",
  usage: "[--port N] [--profile PROFILE] [--endpoint URL]",
  flags: {
    port: { type: "string", value: "N", help: "port to listen on; default: any free one" },
  },
  async run(context) {
    const service = await serviceOf(context);
    const { startConsoleServer } = await import("../console_server.js");
    const server = await startConsoleServer({ port: portOf(context.values), service });
    for (const line of [greeting(service), OPEN]) context.stderr.line(line);
    print(context, { data: { url: server.url }, lines: () => [server.url], usually: "table" });
    const status = await untilStopped(context);
    await server.close();
    return status;
  },
});
