import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import { startConsoleServer } from "../console_server.js";
import { untilStopped } from "../stop.js";

/** `ecd console`: the page with an emulator behind it, on loopback, until it is stopped. */
export const consoleCommand = defineCommand({
  name: "console",
  summary: "serve a page that copies an image, with an emulator behind it",
  usage: "[--port N]",
  flags: {
    port: { type: "string", value: "N", help: "port to listen on; default: any free one" },
  },
  examples: ["ecd console --port 8020"],
  async run(context) {
    const { values, stdout, stderr } = context;
    if (values.endpoint !== undefined) {
      throw new UsageError("the console has an emulator of its own and takes no --endpoint yet");
    }
    const server = await startConsoleServer({ port: portOf(values.port) });
    stdout.line(server.url);
    stderr.line("Open this address in a browser. The page speaks to an emulator: nothing reaches Alibaba Cloud.");
    stderr.line("Ctrl-C stops it.");
    try {
      return await untilStopped(context);
    } finally {
      await server.close();
    }
  },
});

/** @throws UsageError */
function portOf(text = "0"): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new UsageError("--port must be a number from 0 to 65535");
  }
  return Number(text);
}
