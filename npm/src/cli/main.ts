#!/usr/bin/env node
/** `ecd`: finds the command, runs it, explains what went wrong, answers the exit status. */
import { VERSION } from "../core/internal.js";
import { readArguments, splitCommand } from "./arguments.js";
import { UsageError } from "./cli_errors.js";
import type { Command, Context } from "./command.js";
import { COMMANDS } from "./commands.js";
import { printCandidates } from "./completion/candidates.js";
import { EXIT } from "./exit_status.js";
import type { ExitStatus } from "./exit_status.js";
import { explain } from "./explain.js";
import { checkCommonFlags, COMMON_FLAGS } from "./flags.js";
import { printCommandHelp, printHelp } from "./help.js";
import { Output } from "./output.js";
import { readQuery } from "./query.js";
import { stopSignal } from "./stop.js";
import { didYouMean } from "./suggest.js";

type Surroundings = Pick<Context, "stdout" | "stderr" | "stdin" | "env" | "signal">;

function find(name: string): Command {
  const command = COMMANDS.find((each) => each.name === name);
  if (command) return command;
  const names = COMMANDS.map((each) => each.name);
  throw new UsageError(`there is no command ${name}${didYouMean(name, names)}`);
}

/** `ecd help [COMMAND]`, and `ecd` with flags alone. */
function withoutCommand(args: readonly string[], { stdout, stderr }: Surroundings): ExitStatus {
  const [first] = args;
  if (first === "--version" || first === "-v") {
    stdout.line(`ecd-wasm ${VERSION}`);
    return EXIT.done;
  }
  if (first === "--help" || first === "-h") {
    printHelp(stdout, COMMANDS);
    return EXIT.done;
  }
  if (first !== undefined) {
    const flags = [...Object.keys(COMMON_FLAGS), "version"].map((name) => `--${name}`);
    throw new UsageError(
      flags.includes(first) ? "which command?" : `unknown flag ${first}${didYouMean(first, flags)}`,
    );
  }
  printHelp(stderr, COMMANDS);
  return EXIT.usage;
}

function help([topic]: readonly string[], { stdout }: Surroundings): ExitStatus {
  if (topic === undefined || topic.startsWith("-")) printHelp(stdout, COMMANDS);
  else printCommandHelp(stdout, find(topic));
  return EXIT.done;
}

async function run(
  name: string | undefined,
  rest: readonly string[],
  surroundings: Surroundings,
): Promise<ExitStatus> {
  if (name === undefined) return withoutCommand(rest, surroundings);
  if (name === "help") return help(rest, surroundings);
  if (name === "__complete") {
    await printCandidates(rest, COMMANDS, surroundings);
    return EXIT.done;
  }
  const command = find(name);
  const given = readArguments(command, rest);
  if (given.values["help"]) {
    printCommandHelp(surroundings.stdout, command);
    return EXIT.done;
  }
  checkCommonFlags(given.values);
  const query = await readQuery(given.values);
  // The values were read with the command's own flags, so they have the types it expects.
  return command.run({ ...surroundings, ...given, query } as never);
}

/** Resolves when all that was written to a stream has left the process, or nobody reads it. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** Runs one command line. */
export async function main(argv: readonly string[], process: NodeJS.Process): Promise<ExitStatus> {
  const { env, stdin } = process;
  const stdout = new Output(process.stdout, env);
  const stderr = new Output(process.stderr, env);
  const surroundings = { stdout, stderr, stdin, env, signal: stopSignal(process) };
  const { name, rest } = splitCommand(argv);
  try {
    return await run(name, rest, surroundings);
  } catch (error) {
    const isCommand = COMMANDS.some((command) => command.name === name);
    return explain(error, surroundings, isCommand ? { command: name } : {});
  }
}

void main(process.argv.slice(2), process).then(async (status) => {
  // What was written to a pipe has to arrive; after that a connection nobody needs must not keep the process.
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit(status);
});
