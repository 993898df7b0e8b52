import { once } from "node:events";
import { styleText } from "node:util";
import type { WriteStream } from "node:tty";
import { wrap } from "./text_width.js";

/** Looks of text on a terminal. */
export type Style = Parameters<typeof styleText>[0];

/** Size assumed where there is no terminal, or one that does not tell. */
const PLAIN_COLUMNS = 100;
const PLAIN_ROWS = 24;

/** Control characters could change the terminal's state: they are shown as escapes instead. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside as one line that is harmless for a terminal. */
export function harmless(text: string): string {
  return text
    .replace(/[\t\r\n]+/g, " ")
    .replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** One of the two streams a command writes to. Colour only on a terminal that wants it. */
export class Output {
  readonly isTerminal: boolean;
  private readonly hasColor: boolean;
  private hasReader = true;

  constructor(
    private readonly stream: WriteStream | NodeJS.WriteStream,
    env: NodeJS.ProcessEnv,
  ) {
    this.isTerminal = stream.isTTY === true;
    this.hasColor = this.isTerminal && !env["NO_COLOR"] && stream.hasColors?.(16, env) === true;
    // Whoever read us has had enough: what a command does goes on, only unheard.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.hasReader = false;
    });
  }

  /** Waits until the reader has caught up; answers whether there still is one. */
  async caughtUp(): Promise<boolean> {
    // A pipe's fate is known after the write, not by it.
    if (this.stream.writableNeedDrain) await once(this.stream, "drain").catch(() => undefined);
    return this.hasReader;
  }

  get columns(): number {
    return this.isTerminal ? this.stream.columns || PLAIN_COLUMNS : PLAIN_COLUMNS;
  }

  get rows(): number {
    return this.stream.rows || PLAIN_ROWS;
  }

  write(text: string): void {
    this.stream.write(text);
  }

  line(text = ""): void {
    this.write(`${text}\n`);
  }

  /** A text in sentences as lines: on a terminal they end between words. `indent` is for all but the first. */
  paragraph(text: string, indent = ""): string[] {
    const lines = this.isTerminal ? wrap(text, this.columns - indent.length - 1) : [text];
    return lines.map((line, index) => (index === 0 ? "" : indent) + line);
  }

  paint(style: Style, text: string): string {
    return this.hasColor ? styleText(style, text, { validateStream: false }) : text;
  }
}
