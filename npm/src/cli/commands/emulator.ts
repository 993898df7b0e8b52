import { defineCommand } from "../command.js";
import { untilStopped } from "../stop.js";

/** `ecd emulator`: the service in memory, on loopback, until it is stopped. */
export const emulator = defineCommand({
  name: "emulator",
  summary: "run the service in memory on this machine, for tests and demos",
  usage: "[--port N]",
  flags: {
    port: { type: "string", value: "N", help: "port to listen on; default: any free one" },
  },
  async run(context) {
    return untilStopped(context);
  },
});
