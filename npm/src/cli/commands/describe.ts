import { defineCommand } from "../command.js";
import type { Context } from "../command.js";
import { EXIT } from "../exit_status.js";
import { localeOf } from "../flags.js";
import { pageLines } from "../page/page.js";
import { inLanguage } from "../page/words.js";
import { print } from "../print.js";
import { findOperation, loadWholeCore } from "../service.js";
import { alignRows } from "../table.js";

async function printList(context: Context): Promise<void> {
  const core = await loadWholeCore();
  const locale = localeOf(context.values);
  const { stdout } = context;
  const rows = core
    .operations()
    .map((name) => ({ name, summary: inLanguage(core.describe(name).summary, locale) }));
  const columns = [
    { title: "", look: () => (text: string) => stdout.paint("cyan", text) },
    { title: "" },
  ];
  print(context, {
    data: rows,
    rows,
    lines: () =>
      alignRows(
        columns,
        rows.map(({ name, summary }) => [name, summary]),
      ),
    usually: "table",
  });
}

/** `ecd describe`: the documentation page of an operation, or the list of operations. */
export const describe = defineCommand({
  name: "describe",
  summary: "list the operations, or show one's documentation page",
  usage: "[OPERATION]",
  operands: [0, 1],
  flags: {},
  examples: ["ecd describe", "ecd describe CopyImage --locale zh"],
  async run(context) {
    const [name] = context.positionals;
    if (name === undefined) {
      await printList(context);
      return EXIT.done;
    }
    const { operation } = await findOperation(name);
    const locale = localeOf(context.values);
    print(context, {
      data: operation,
      lines: () => pageLines(context.stdout, operation, locale),
      usually: "table",
    });
    return EXIT.done;
  },
});
