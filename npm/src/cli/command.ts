import type { ParseArgsConfig, parseArgs } from "node:util";
import type { ExitStatus } from "./exit_status.js";
import type { COMMON_FLAGS } from "./flags.js";
import type { Output } from "./output.js";
import type { Query } from "./query.js";

/** Flags as `parseArgs` takes them, each with its help. */
export type Flags = Record<
  string,
  NonNullable<ParseArgsConfig["options"]>[string] & { help: string; value?: string }
>;

/** What was given for the flags. */
export type Values<F extends Flags> = ReturnType<typeof parseArgs<{ options: F }>>["values"];

/** Everything a command may touch: it uses no global. */
export type Context<F extends Flags = Record<never, never>> = {
  /** The command's own flags and the common ones. */
  values: Values<F & typeof COMMON_FLAGS>;
  /** As many as the command's `operands` allow. */
  positionals: string[];
  /** `--Name value` pairs of a command with `takesParameters`, in their order. */
  parameters: readonly (readonly [name: string, value: string])[];
  /** What `--query` asks of the result. */
  query: Query | undefined;
  /** Results only. */
  stdout: Output;
  /** Messages and progress. */
  stderr: Output;
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadableStream;
  /** Fires on Ctrl-C and SIGTERM, which is then the reason; a second Ctrl-C ends the process. */
  signal: AbortSignal;
};

/** A command with flags of its own. */
export type CommandOf<F extends Flags> = {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows the name, e.g. `OPERATION [--Param value …]`. */
  usage: string;
  /** How many arguments that are no flags it takes: at least, at most. Default none. */
  operands?: readonly [number, number];
  /** Whether `--Name value` with a capital letter is a parameter of the service. */
  takesParameters?: boolean;
  flags: F;
  /** Command lines to learn from. */
  examples?: readonly string[];
  /** Writes results to stdout. Errors are thrown: `main` explains them and chooses the status. */
  run(context: Context<F>): Promise<ExitStatus>;
};

/** Any command. */
export type Command = Omit<CommandOf<Flags>, "run"> & { run(context: never): Promise<ExitStatus> };

/** A command whose `run` knows the types of its flags. */
export function defineCommand<const F extends Flags>(command: CommandOf<F>): CommandOf<F> {
  return command;
}
