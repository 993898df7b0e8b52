import type { Command, Flags } from "../command.js";
import { COMMON_FLAGS } from "../flags.js";

/** A command line that is being written: what stands before the word at the cursor. */
export type CommandLine = {
  command: Command | undefined;
  /** Words behind the command that are neither flags nor their values. */
  operands: string[];
  /** Flags and parameters that are there, without `--`. */
  given: string[];
  /** The flag or parameter whose value comes next. */
  open: string | undefined;
};

/** Flags that may stand where the cursor is. */
export function flagsOf(command: Command | undefined): Flags {
  return { ...command?.flags, ...COMMON_FLAGS };
}

/** Whether a flag stands for a parameter of the service: these begin with a capital letter. */
export function isParameter(name: string, command: Command | undefined): boolean {
  return command?.takesParameters === true && /^[A-Z]/.test(name);
}

function takesValue(name: string, command: Command | undefined): boolean {
  return isParameter(name, command) || flagsOf(command)[name]?.type === "string";
}

/** Reads the words before the cursor; what makes no sense is passed over. */
export function readCommandLine(
  words: readonly string[],
  commands: readonly Command[],
): CommandLine {
  const line: CommandLine = { command: undefined, operands: [], given: [], open: undefined };
  let name: string | undefined;
  for (const word of words) {
    // bash hands over `--name=value` as three words.
    if (word === "=") continue;
    const [, flag, equals] = /^--([^=]+)(=?)/.exec(word) ?? [];
    if (line.open !== undefined) {
      line.open = undefined;
    } else if (flag !== undefined) {
      line.given.push(flag);
      if (!equals && takesValue(flag, line.command)) line.open = flag;
    } else if (word.startsWith("-")) {
      continue;
    } else if (name === undefined) {
      name = word;
      line.command = commands.find((each) => each.name === name);
    } else {
      line.operands.push(word);
    }
  }
  if (line.command === undefined && name !== undefined) line.operands.unshift(name);
  return line;
}
