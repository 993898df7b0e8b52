import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import { portOf } from "../flags.js";
import { print } from "../print.js";
import { untilStopped } from "../stop.js";

const GREETING = [
  "A page that copies an image, with an emulator behind it: nothing reaches the service. Ctrl-C stops it.",
  "Open this address in a browser:",
];

/** `ecd console`: the page and an emulator, on loopback, until it is stopped. Its address is the result. */
export const consolePage = defineCommand({
  name: "console",
  summary: "serve a page that copies an image, with an emulator behind it",
  usage: "[--port N]",
  flags: {
    port: { type: "string", value: "N", help: "port to listen on; default: any free one" },
  },
  async run(context) {
    if (context.values.endpoint !== undefined) {
      throw new UsageError("the console has an emulator of its own and takes no --endpoint");
    }
    const { startConsoleServer } = await import("../console_server.js");
    const server = await startConsoleServer({ port: portOf(context.values) });
    for (const line of GREETING) context.stderr.line(line);
    print(context, { data: { url: server.url }, lines: () => [server.url], usually: "table" });
    const status = await untilStopped(context);
    await server.close();
    return status;
  },
});
