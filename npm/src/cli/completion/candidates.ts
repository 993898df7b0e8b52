import type { Core, Operation } from "../../core/internal.js";
import { profileNames } from "../../credentials/index.js";
import type { Command, Context } from "../command.js";
import { FORMATS, LOCALES } from "../flags.js";
import { loadWholeCore } from "../service.js";
import { flagsOf, isParameter, readCommandLine } from "./command_line.js";
import type { CommandLine } from "./command_line.js";
import { fieldAt, parameterCandidates } from "./parameters.js";

/** A word that may stand at the cursor, and what it means. */
export type Candidate = { value: string; about: string };

/** Names of files: the shell completes these itself. */
export const FILES = "files";

type Found = Candidate[] | typeof FILES;

const HELP = { value: "help", about: "help for a command" };

export const SHELLS = ["bash", "zsh", "fish"] as const;

function plain(values: readonly unknown[]): Candidate[] {
  return values.map((value) => ({ value: String(value), about: "" }));
}

function commandCandidates(commands: readonly Command[]): Candidate[] {
  return commands.map(({ name, summary }) => ({ value: name, about: summary }));
}

/** Describing those that are not meant would be felt at the prompt. */
function operationCandidates(core: Core, start: string): Candidate[] {
  return core
    .operations()
    .filter((name) => name.startsWith(start))
    .map((name) => ({ value: name, about: core.describe(name).summary.en }));
}

function regionCandidates(core: Core): Candidate[] {
  return core.regions().map(({ id, name }) => ({ value: id, about: name.en }));
}

/** The operation a command line is about. */
function operationOf(
  core: Core,
  { command, operands: [name = ""] }: CommandLine,
): Operation | undefined {
  return command?.takesParameters && core.operations().includes(name)
    ? core.describe(name)
    : undefined;
}

/** Values of the flags that have some, by what their help calls the value. */
async function flagValues(kind: string | undefined): Promise<Found> {
  switch (kind) {
    case "FILE":
      return FILES;
    case "FORMAT":
      return plain(FORMATS);
    case "LANGUAGE":
      return plain(LOCALES);
    case "PROFILE":
      return plain(await profileNames());
    case "REGION":
      return regionCandidates(await loadWholeCore());
    default:
      return kind?.includes("|") ? plain(kind.split("|")) : [];
  }
}

async function values(name: string, line: CommandLine): Promise<Found> {
  if (!isParameter(name, line.command)) return flagValues(flagsOf(line.command)[name]?.value);
  const core = await loadWholeCore();
  const field = fieldAt(operationOf(core, line)?.parameters ?? [], name);
  if (field?.format === "regionId" || /RegionId$/.test(name)) return regionCandidates(core);
  if (field?.type === "boolean") return plain(["true", "false"]);
  return plain(field?.schema?.enum ?? field?.documented?.enum ?? []);
}

async function flags(line: CommandLine): Promise<Candidate[]> {
  const own = Object.entries(flagsOf(line.command))
    .filter(([name]) => !line.given.includes(name))
    .map(([name, { help }]) => ({ value: `--${name}`, about: help }));
  if (!line.command?.takesParameters) return own;
  const operation = operationOf(await loadWholeCore(), line);
  return [...(operation ? parameterCandidates(operation, line.given) : []), ...own];
}

/** What an operand may be; nothing when the line takes no more of them. */
async function operands(
  current: string,
  { command, operands: given }: CommandLine,
  commands: readonly Command[],
): Promise<Candidate[]> {
  if (!command) {
    if (given.length === 0) return [...commandCandidates(commands), HELP];
    return given.length === 1 && given[0] === HELP.value ? commandCandidates(commands) : [];
  }
  if (given.length > 0) return [];
  if (command.name === "completion") return plain(SHELLS);
  const namesOperation = command.takesParameters || command.name === "describe";
  return namesOperation ? operationCandidates(await loadWholeCore(), current) : [];
}

async function find(
  current: string,
  line: CommandLine,
  commands: readonly Command[],
): Promise<Found> {
  if (line.open !== undefined) return values(line.open, line);
  const [, name, start] = /^(?=--([^=]+))(--[^=]+=)/.exec(current) ?? [];
  if (name !== undefined) {
    const found = await values(name, line);
    return found === FILES ? FILES : found.map((each) => ({ ...each, value: start + each.value }));
  }
  if (current.startsWith("-")) return flags(line);
  const words = await operands(current, line, commands);
  const isAtRest = line.command !== undefined && words.length === 0 && current === "";
  return isAtRest ? flags(line) : words;
}

/**
 * What may stand at the cursor: `words` come before it, behind `ecd`; `current` is what of the word is
 * there already.
 */
export async function candidates(
  words: readonly string[],
  current: string,
  commands: readonly Command[],
): Promise<Found> {
  const found = await find(current, readCommandLine(words, commands), commands);
  return found === FILES ? FILES : found.filter(({ value }) => value.startsWith(current));
}

/** `ecd __complete WORD… CURRENT`: what the shells' scripts ask. One candidate a line, its meaning behind a tab. */
export async function printCandidates(
  args: readonly string[],
  commands: readonly Command[],
  { stdout }: Pick<Context, "stdout">,
): Promise<void> {
  // Whatever is wrong, the line at the prompt must not be spoilt by a message.
  const found = await candidates(args.slice(0, -1), args.at(-1) ?? "", commands).catch(() => []);
  if (found === FILES) stdout.line(":files");
  else for (const { value, about } of found) stdout.line(`${value}\t${about.replace(/\s+/g, " ")}`);
}
