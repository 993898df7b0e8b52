import type { Context } from "./command.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";

/** A signal that fires on Ctrl-C and SIGTERM. The second time the process ends at once. */
export function stopSignal(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(name);
    });
  }
  return controller.signal;
}

/** Runs until Ctrl-C or SIGTERM: what a server does once it has started. */
export async function untilStopped({ signal }: Pick<Context, "signal">): Promise<ExitStatus> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  return signal.reason === "SIGINT" ? EXIT.interrupted : EXIT.done;
}
