/** East Asian wide and full-width characters and emoji: two columns each on a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Combining marks, joiners and variation selectors: no column of their own. */
const ZERO = /[\p{Mn}\p{Me}\u200b-\u200d\ufe00-\ufe0f]/u;

/** Columns a character takes. */
function widthOf(character: string): number {
  if (character < "\u0300") return 1;
  return ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** Columns a text takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Spaces that bring a text to a width. */
export function padding(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text)));
}

/** A text cut to a width, with a sign that there was more. */
export function shortened(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let left = width - 1;
  let kept = "";
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Closing punctuation of Chinese text, which begins no line, and spaces. */
const CLINGS = /[\s，。、；：？！）】》”]/u;

/** Whether a line may not be broken between `last` and the character behind it. */
function staysWith(last: string, character: string): boolean {
  if (CLINGS.test(character)) return true;
  return !/\s$/.test(last) && !WIDE.test(last) && !WIDE.test(character);
}

/** Pieces that stay together: a word with the spaces after it, or one wide character. */
function pieces(text: string): string[] {
  const parts: string[] = [];
  for (const character of text) {
    const last = parts.at(-1);
    if (last !== undefined && staysWith(last, character))
      parts[parts.length - 1] = last + character;
    else parts.push(character);
  }
  return parts;
}

/** Breaks a text into lines of at most `width` columns; a word that is longer gets a line to itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const piece of pieces(paragraph)) {
      if (line !== "" && textWidth(line) + textWidth(piece.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = "";
      }
      line += piece;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}
