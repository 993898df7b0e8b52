import type { Locale, Operation } from "../../core/internal.js";
import type { Output } from "../output.js";
import { alignRows } from "../table.js";
import { textWidth, wrap } from "../text_width.js";
import { fieldLines } from "./fields.js";
import { fittingTable } from "./fitting_table.js";
import { inLanguage, ONLY_ENGLISH, WORDS } from "./words.js";

/** Lines longer than this are hard to read. */
const LONGEST_LINE = 100;

/** How a page is written. */
type Style = { out: Output; locale: Locale; width: number };

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}

function section({ out }: Style, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", out.paint("bold", title), ...lines];
}

function tableLines(
  { out, width }: Style,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  return indented(fittingTable(out, titles, rows, width - 2));
}

/** A page of the service's portal: next to that of the error codes. */
function portalPage(kind: "api" | "document", { name, errorCodesPage }: Operation): string {
  return errorCodesPage.replace("/document/", `/${kind}/`).replace(/[^/]*$/, name);
}

function debugging(style: Style, operation: Operation): string[] {
  const words = WORDS[style.locale];
  return indented([
    words.explorer,
    `  ${portalPage("api", operation)}`,
    words.dryRun,
    `  ecd call ${operation.name} … --dry-run`,
  ]);
}

function summary({ out, locale, width }: Style, operation: Operation): string[] {
  const { summary, description } = operation;
  const gap = locale === "zh" && description?.zh ? "" : " ";
  const text = `${inLanguage(summary, locale)}${gap}${inLanguage(description, locale)}`.trim();
  const isTranslated = locale === "en" || summary.zh !== undefined;
  return [...wrap(text, width), ...(isTranslated ? [] : ["", out.paint("dim", ONLY_ENGLISH)])];
}

/** What the columns of the authorization table mean. */
function legend({ out, locale, width }: Style): string[] {
  const { authorizationColumns: titles, authorizationLegend: meanings } = WORDS[locale];
  const longest = Math.max(...titles.map(textWidth)) + 2;
  const rows = titles.map((title, index) => [
    title,
    wrap(meanings[index] ?? "", width - longest - 2).join("\n"),
  ]);
  const dim = { title: "", look: () => (text: string) => out.paint("dim", text) };
  return alignRows([dim, dim], rows);
}

function authorization(style: Style, { name, authorization: rows }: Operation): string[] {
  const words = WORDS[style.locale];
  if (rows.length === 0) return indented([words.noAuthorization]);
  const cells = rows.map((row) => [
    row.operation,
    row.accessLevel,
    `${row.resourceType}\n${row.resource}`,
    row.conditionKey,
    row.associatedOperation,
  ]);
  const isConfirmed = rows.every(({ confirmed }) => confirmed);
  const note = isConfirmed ? [] : [...wrap(words.unconfirmed, style.width - 2), ""];
  return [
    ...tableLines(style, words.authorizationColumns, cells),
    "",
    ...indented([...note, ...legend(style), "", `${words.policy} ecd describe ${name} --policy`]),
  ];
}

function rules({ locale, width }: Style, operation: Operation): string[] {
  return operation.rules.flatMap((rule) =>
    wrap(inLanguage(rule, locale), width - 4).map(
      (line, index) => `  ${index === 0 ? "•" : " "} ${line}`,
    ),
  );
}

function example(value: unknown): string[] {
  return value === undefined ? [] : indented(JSON.stringify(value, null, 2).split("\n"));
}

function errorCodes(style: Style, { errorCodes: codes, errorCodesPage }: Operation): string[] {
  const rows = codes.map(({ status, code, message }) => [
    String(status ?? ""),
    code,
    message ?? "",
  ]);
  const published =
    rows.length === 0 ? [] : [...tableLines(style, ["HTTP", "Code", "Message"], rows), ""];
  return [...published, ...indented([WORDS[style.locale].errorCodesPage, `  ${errorCodesPage}`])];
}

function history(style: Style, operation: Operation): string[] {
  if (operation.history.length === 0) return [];
  const rows = operation.history.map(({ date, change }) => [
    date,
    inLanguage(change, style.locale),
  ]);
  const { historyColumns, changeDetails } = WORDS[style.locale];
  const details = `${portalPage("document", operation)}#workbench-doc-change-demo`;
  return [
    ...tableLines(style, historyColumns, rows),
    "",
    ...indented([changeDetails, `  ${details}`]),
  ];
}

/** The documentation page of an operation, for a terminal. */
export function pageLines(out: Output, operation: Operation, locale: Locale): string[] {
  const style = { out, locale, width: Math.min(out.columns, LONGEST_LINE) };
  const words = WORDS[locale];
  const fields = { ...style, strict: operation.strict === true };
  const { parameters, response, paging } = operation;
  const kind = [operation.methods.join(", "), ...(paging ? [`${words.paging} (${paging})`] : [])];
  return [
    `${words.service}: ${out.paint(["bold", "cyan"], operation.name)}  ${out.paint("dim", kind.join(" · "))}`,
    "",
    ...summary(style, operation),
    ...section(style, words.debugging, debugging(style, operation)),
    ...section(style, words.authorization, authorization(style, operation)),
    ...section(style, words.rules, rules(style, operation)),
    ...section(style, words.request, fieldLines(parameters, { ...fields, isRequest: true })),
    ...section(
      style,
      `${words.response}  ${out.paint("dim", response.type)}`,
      fieldLines(response.properties ?? [], { ...fields, isRequest: false }),
    ),
    ...section(style, words.requestExample, example(operation.example?.request)),
    ...section(style, words.responseExample, example(operation.example?.response)),
    ...section(style, words.errorCodes, errorCodes(style, operation)),
    ...section(style, words.history, history(style, operation)),
    "",
    out.paint("dim", `${words.asOf}: ${operation.asOf}`),
  ];
}
