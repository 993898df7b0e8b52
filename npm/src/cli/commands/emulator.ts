import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import { portOf } from "../flags.js";
import { print } from "../print.js";
import { untilStopped } from "../stop.js";

/** What `createEmulator` lets in when it is given no accounts. */
const ACCOUNT = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };

function greeting(url: string): string[] {
  return [
    "An emulator of Elastic Desktop Service: nothing reaches the service. Ctrl-C stops it.",
    "In another terminal:",
    `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${ACCOUNT.accessKeyId} ALIBABA_CLOUD_ACCESS_KEY_SECRET=${ACCOUNT.accessKeySecret}`,
    `  ecd call DescribeImages --RegionId cn-hangzhou --output table --endpoint ${url}`,
  ];
}

/** `ecd emulator`: the service on loopback, until it is stopped. Its address is the result. */
export const emulator = defineCommand({
  name: "emulator",
  summary: "run an emulator of the service on this machine, for tests and demos",
  usage: "[--port N] [--state FILE]",
  flags: {
    port: { type: "string", value: "N", help: "port to listen on; default: any free one" },
    state: {
      type: "string",
      value: "FILE",
      help: "keep images here over restarts; default: in memory alone",
    },
  },
  async run(context) {
    const { createEmulator } = await import("../../emulator/index.js");
    const { state } = context.values;
    if (state === "") throw new UsageError("--state needs the name of a file");
    const running = await createEmulator({
      port: portOf(context.values),
      accounts: [ACCOUNT],
      ...(state !== undefined && { statePath: state }),
    });
    for (const line of greeting(running.url)) context.stderr.line(line);
    print(context, { data: { url: running.url }, lines: () => [running.url], usually: "table" });
    const status = await untilStopped(context);
    await running.close();
    return status;
  },
});
