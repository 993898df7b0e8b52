import type { Command, Flags } from "./command.js";
import { COMMON_FLAGS } from "./flags.js";
import type { Output } from "./output.js";
import { alignRows } from "./table.js";
import { textWidth, wrap } from "./text_width.js";

const USAGE_INDENT = " ".repeat("Usage: ".length);

const EXIT_STATUSES: [string, string][] = [
  ["0", "done"],
  ["1", "the service refused, or the copy failed"],
  ["2", "the command line is wrong"],
  ["3", "parameters break rules; nothing was sent"],
  ["4", "no credentials"],
  ["5", "it is unclear whether it was done, or it took too long"],
  ["130", "interrupted"],
];

function section(out: Output, title: string, rows: [string, string][]): void {
  out.line();
  out.line(out.paint("bold", title));
  const looks = [
    { title: "", look: () => (text: string) => out.paint("cyan", text) },
    { title: "" },
  ];
  const longest = rows.reduce((most, [name]) => Math.max(most, textWidth(name)), 0);
  const width = Math.max(20, out.columns - longest - 4);
  const wrapped = rows.map(([name, text]) => [name, wrap(text, width).join("\n")]);
  for (const line of alignRows(looks, wrapped)) out.line(`  ${line}`);
}

function flagRows(flags: Flags): [string, string][] {
  return Object.entries(flags).map(([name, { short, value, help }]) => [
    `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`,
    help,
  ]);
}

/** Help for all of `ecd`. */
export function printHelp(out: Output, commands: readonly Command[]): void {
  out.line(`${out.paint("bold", "ecd")}: Elastic Desktop Service on the command line`);
  out.line();
  out.line("Usage: ecd COMMAND [flags]");
  section(
    out,
    "Commands",
    commands.map(({ name, summary }) => [name, summary]),
  );
  section(out, "Flags of every command", flagRows(COMMON_FLAGS));
  section(out, "Credentials", [
    ["ALIBABA_CLOUD_ACCESS_KEY_ID", "or --profile NAME"],
    ["ALIBABA_CLOUD_ACCESS_KEY_SECRET", ""],
    ["ALIBABA_CLOUD_SECURITY_TOKEN", "for temporary keys"],
    ["without these", "OIDC, current profile, ini file, ECS role or URI"],
  ]);
  section(out, "Exit status", EXIT_STATUSES);
  out.line();
  out.line(
    "ecd help COMMAND tells more. Requests go to the service unless --endpoint says otherwise.",
  );
}

/** Help for one command. */
export function printCommandHelp(out: Output, command: Command): void {
  out.line(`${out.paint("bold", `ecd ${command.name}`)}: ${command.summary}`);
  out.line();
  const usage = wrap(
    `Usage: ecd ${command.name} ${command.usage}`.trimEnd(),
    out.columns - USAGE_INDENT.length,
  );
  out.line(usage.join(`\n${USAGE_INDENT}`));
  if (Object.keys(command.flags).length > 0) section(out, "Flags", flagRows(command.flags));
  section(out, "Flags of every command", flagRows(COMMON_FLAGS));
  if (!command.examples) return;
  out.line();
  out.line(out.paint("bold", "Examples"));
  for (const example of command.examples) out.line(`  ${example}`);
}
