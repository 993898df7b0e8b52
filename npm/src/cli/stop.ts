import type { Context } from "./command.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";

/** Runs until Ctrl-C or SIGTERM: what a server does after it has started. */
export async function untilStopped({ signal }: Pick<Context, "signal">): Promise<ExitStatus> {
  // A promise alone does not keep the process alive; the server does.
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return signal.reason === "SIGINT" ? EXIT.interrupted : EXIT.done;
}
