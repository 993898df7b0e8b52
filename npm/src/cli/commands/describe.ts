import type { Core, Locale } from "../../core/internal.js";
import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { EXIT } from "../exit_status.js";
import { localeOf } from "../flags.js";
import { pageLines } from "../page/page.js";
import { inLanguage } from "../page/words.js";
import { policyOf } from "../policy.js";
import { print } from "../print.js";
import { loadWholeCore } from "../service.js";
import { didYouMean } from "../suggest.js";
import { alignRows } from "../table.js";
import { textWidth, wrap } from "../text_width.js";

type Entry = { name: string; summary: string };

/** The operations whose name or summary has all the words. */
function matching(core: Core, words: readonly string[], locale: Locale): Entry[] {
  const entries = core
    .operations()
    .map((name) => ({ name, summary: inLanguage(core.describe(name).summary, locale) }));
  const wanted = words.map((word) => word.toLowerCase());
  return entries.filter(({ name, summary }) => {
    const text = `${name} ${summary}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

function printList(context: Context, entries: readonly Entry[]): void {
  const { stdout, stderr } = context;
  const longest = entries.reduce((most, { name }) => Math.max(most, textWidth(name)), 0);
  const columns = [
    { title: "", look: () => (text: string) => stdout.paint("cyan", text) },
    { title: "" },
  ];
  const rows = entries.map(({ name, summary }) => [
    name,
    wrap(summary, Math.max(20, stdout.columns - longest - 2)).join("\n"),
  ]);
  print(context, {
    data: entries,
    rows: entries,
    lines: () => alignRows(columns, rows),
    usually: "table",
  });
  const count = entries.length === 1 ? "1 operation" : `${entries.length} operations`;
  if (stdout.isTerminal)
    stderr.line(stderr.paint("dim", `${count}; ecd describe OPERATION tells all of one`));
}

/** The operation that is meant by one word, in whatever case it is written. */
function named(core: Core, word: string): string | undefined {
  const names = core.operations();
  const plain = word.toLowerCase();
  return names.includes(word) ? word : names.find((name) => name.toLowerCase() === plain);
}

function printPolicy(context: Context, core: Core, name: string): void {
  const { policy, unconfirmed } = policyOf(core, name);
  if (policy.Statement.length === 0)
    throw new UsageError(`${name} needs no permission, so there is no policy for it`);
  print(context, {
    data: policy,
    lines: () => JSON.stringify(policy, null, 2).split("\n"),
    usually: "json",
  });
  const { stderr } = context;
  if (unconfirmed.length > 0)
    stderr.line(
      stderr.paint(
        "dim",
        `by the naming rule, stated on no published page: ${unconfirmed.join(", ")}`,
      ),
    );
}

/** `ecd describe`: the documentation page of an operation, its policy, or a list of operations. */
export const describe = defineCommand({
  name: "describe",
  summary: "show an operation's documentation page, or find operations",
  usage: "[OPERATION [--policy] | WORD…]",
  operands: [0, Infinity],
  flags: {
    policy: { type: "boolean", help: "print the RAM policy that allows the operation" },
  },
  examples: [
    "ecd describe CopyImage --locale zh",
    "ecd describe CopyImage --policy > policy.json",
    "ecd describe image permission     # operations whose name or summary has these words",
  ],
  async run(context) {
    const { positionals: words, values } = context;
    const [first = ""] = words;
    const locale = localeOf(values);
    const core = await loadWholeCore();
    const name = words.length === 1 ? named(core, first) : undefined;
    if (name === undefined) {
      const entries = matching(core, words, locale);
      if (entries.length === 0 || values.policy) {
        const text = words.join(" ");
        throw new UsageError(
          values.policy && words.length === 0
            ? "--policy needs an operation"
            : `there is no operation ${text}${didYouMean(text, core.operations())}`,
        );
      }
      printList(context, entries);
    } else if (values.policy) {
      printPolicy(context, core, name);
    } else {
      const operation = core.describe(name);
      print(context, {
        data: operation,
        lines: () => pageLines(context.stdout, operation, locale),
        usually: "table",
      });
    }
    return EXIT.done;
  },
});
