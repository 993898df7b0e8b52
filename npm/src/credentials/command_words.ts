import { invalid } from "./failures.js";

/** Parts of a command line. A backslash on Windows is part of a path. */
const POSIX =
  /(?<space>\s+)|"(?<double>(?:\\[^]|[^"\\])*)"|'(?<single>[^']*)'|\\(?<escaped>[^])|(?<plain>[^\s"'\\]+)/gy;
const WINDOWS = /(?<space>\s+)|"(?<double>(?:\\"|[^"])*)"|'(?<single>[^']*)'|(?<plain>[^\s"']+)/gy;

/** In double quotes a backslash goes before these alone; before the end of a line it joins two. */
const unescaped = (text: string, isWindows: boolean): string =>
  isWindows
    ? text.replaceAll('\\"', '"')
    : text.replace(/\\(["\\$`\n])/g, (_, c: string) => (c === "\n" ? "" : c));

/**
 * The words of a command line, as the official tools take it apart: at white space, with quotes and
 * backslashes as in a shell, and nothing else of a shell: no variables, no pipes, no patterns.
 * @throws EcdError `InvalidProfile`
 */
export function commandWords(command: string, isWindows: boolean): [string, ...string[]] {
  const words: string[] = [];
  let word: string | undefined;
  let end = 0;
  for (const { 0: part, groups = {} } of command.matchAll(isWindows ? WINDOWS : POSIX)) {
    end += part.length;
    const { space, double, single, escaped, plain } = groups;
    if (space === undefined) {
      if (escaped === "\n") continue;
      const text =
        double === undefined ? (single ?? escaped ?? plain ?? "") : unescaped(double, isWindows);
      word = (word ?? "") + text;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (end < command.length)
    throw invalid("process_command has a quote or a backslash without its end");
  if (word !== undefined) words.push(word);
  const [program, ...rest] = words;
  if (!program) throw invalid("process_command is empty");
  return [program, ...rest];
}
