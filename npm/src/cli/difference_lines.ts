import type { TextDifference } from "../core/internal.js";
import { maskTokens } from "./masking.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";

/** What stands before a line that is shown. */
const LABELS = { ours: "  ours    ", theirs: "  theirs  " };

/** The part of a line around a column, and where in it the column is. */
function around(line: string, column: number, width: number): { text: string; at: number } {
  const characters = [...harmless(line)];
  const start =
    characters.length <= width
      ? 0
      : Math.max(0, Math.min(column - 1 - (width >> 1), characters.length - width));
  const cut = characters.slice(start, start + width);
  return { text: cut.join(""), at: column - 1 - start };
}

/** Where two texts differ first, for people: both lines with a mark below, and the likely cause. */
export function differenceLines(out: Output, difference: TextDifference): string[] {
  if (difference.equal) return ["The texts are equal."];
  const { line, column, byte, cause, message } = difference;
  const width = out.columns - LABELS.ours.length;
  const ours = around(maskTokens(difference.ours), column, width);
  const theirs = around(maskTokens(difference.theirs), column, width);
  return [
    `${out.paint("bold", `line ${line}, column ${column}`)} (byte ${byte}): ${out.paint("yellow", cause)}`,
    `${LABELS.ours}${ours.text}`,
    `${LABELS.theirs}${theirs.text}`,
    " ".repeat(LABELS.ours.length + Math.max(0, ours.at)) + out.paint("red", "^"),
    message,
  ];
}
