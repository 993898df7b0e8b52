import { parseArgs } from "node:util";
import { UsageError } from "./cli_errors.js";
import type { Command, Flags } from "./command.js";
import { COMMON_FLAGS } from "./flags.js";
import { didYouMean } from "./suggest.js";

/** A command line taken apart. */
export type Arguments = {
  values: Record<string, unknown>;
  positionals: string[];
  parameters: [name: string, value: string][];
};

/** Splits off the command's name, which may stand behind common flags. */
export function splitCommand(argv: readonly string[]): {
  name: string | undefined;
  rest: string[];
} {
  const { tokens } = parseArgs({
    args: [...argv],
    options: COMMON_FLAGS,
    strict: false,
    tokens: true,
  });
  const name = tokens.find(({ kind }) => kind === "positional");
  if (name === undefined) return { name, rest: [...argv] };
  return { name: argv[name.index]!, rest: argv.filter((_, index) => index !== name.index) };
}

/** Takes `--Name value` and `--Name=value` out: names of the service begin with a capital letter, ours never do. */
function splitParameters(args: readonly string[]): {
  rest: string[];
  parameters: [string, string][];
} {
  const rest: string[] = [];
  const parameters: [string, string][] = [];
  for (let index = 0; index < args.length; index++) {
    const [, name, equals, text] = /^--([A-Z][^=]*)(=?)([^]*)$/.exec(args[index]!) ?? [];
    if (name === undefined) {
      rest.push(args[index]!);
    } else if (equals) {
      parameters.push([name, text!]);
    } else {
      const value = args[++index];
      if (value === undefined || value.startsWith("--"))
        throw new UsageError(`--${name} needs a value`);
      parameters.push([name, value]);
    }
  }
  return { rest, parameters };
}

/** --region-id and --regionId as the service spells them. */
function asParameter(flag: string): string[] {
  const words = flag.slice(2).split("-");
  const isSeveral = words.length > 1 || /[A-Z]/.test(flag);
  return isSeveral
    ? [`--${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`]
    : [];
}

/** What `parseArgs` complains of, in fewer words. */
function usageError(
  error: Error & { code?: string },
  flags: Flags,
  takesParameters = false,
): unknown {
  const flag = /--?[^\s'<]+/.exec(error.message)?.[0] ?? "";
  const names = Object.keys(flags).map((name) => `--${name}`);
  switch (error.code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      if (takesParameters) names.push(...asParameter(flag));
      return new UsageError(`unknown flag ${flag}${didYouMean(flag, names)}`);
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE": {
      const long = error.message.match(/--[\w-]+/)?.[0] ?? flag;
      return new UsageError(
        error.message.includes("does not take")
          ? `${long} takes no value`
          : `${long} needs a value`,
      );
    }
    default:
      return error;
  }
}

/** Reads what follows a command's name. @throws UsageError */
export function readArguments(command: Command, args: readonly string[]): Arguments {
  const flags = { ...COMMON_FLAGS, ...command.flags };
  const { rest, parameters } = command.takesParameters
    ? splitParameters(args)
    : { rest: [...args], parameters: [] };
  let parsed;
  try {
    parsed = parseArgs({ args: rest, options: flags, allowPositionals: true });
  } catch (error) {
    throw usageError(error as Error, flags, command.takesParameters);
  }
  const { values, positionals } = parsed;
  const [least, most] = command.operands ?? [0, 0];
  if (positionals.length > most) throw new UsageError(`unexpected argument ${positionals[most]!}`);
  if (positionals.length < least && !values.help)
    throw new UsageError(`usage: ecd ${command.name} ${command.usage}`);
  return { values, positionals, parameters };
}
