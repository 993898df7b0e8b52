import { harmless } from "./output.js";
import type { Output } from "./output.js";
import { padding, shortened, textWidth } from "./text_width.js";

/** How far things have come, told as they go. */
export interface Progress {
  /** What one thing is doing, and how far it is (0 to 100) where that is known. */
  show(what: string, status: string, percent?: number): void;
  /** The same for the last time: it has come to an end. */
  finish(what: string, status: string): void;
  /** Takes away what was drawn. */
  end(): void;
}

const BAR_WIDTH = 24;
const NARROWEST_BAR = 4;
const TICK_MS = 1_000;

/** 75 seconds → 1:15 */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** One thing on the board. */
type Row = { status: string; percent: number | undefined; endedAt?: number };

/** A line for each thing, drawn over and over, on a terminal. */
class ProgressBoard implements Progress {
  private readonly startedAt = performance.now();
  private readonly timer = setInterval(() => this.draw(), TICK_MS).unref();
  private readonly rows = new Map<string, Row>();
  private drawn = 0;

  constructor(private readonly out: Output) {}

  show(what: string, status: string, percent?: number): void {
    this.rows.set(harmless(what), { status: harmless(status), percent });
    this.draw();
  }

  finish(what: string, status: string): void {
    const endedAt = performance.now();
    this.rows.set(harmless(what), { status: harmless(status), percent: undefined, endedAt });
    this.draw();
  }

  end(): void {
    clearInterval(this.timer);
    this.out.write(`${this.toTop()}\u001b[J`);
  }

  /** Back to the beginning of the first line that was drawn. */
  private toTop(): string {
    return this.drawn > 1 ? `\r\u001b[${this.drawn - 1}A` : "\r";
  }

  private draw(): void {
    // What would scroll away cannot be drawn over.
    const rows = [...this.rows].slice(0, this.out.rows - 1);
    const longest = rows.reduce((most, [what]) => Math.max(most, textWidth(what)), 0);
    const lines = rows.map(([what, row]) => this.line(what + padding(what, longest), row));
    this.out.write(this.toTop() + lines.map((line) => `\u001b[K${line}`).join("\n"));
    this.drawn = lines.length;
  }

  private line(what: string, { status, percent, endedAt = performance.now() }: Row): string {
    const { out } = this;
    const share = percent === undefined ? "" : `${percent}%`.padStart(4);
    const elapsed = clock(endedAt - this.startedAt);
    const texts = [what, share, status, elapsed].filter((text) => text !== "");
    const taken = texts.reduce((sum, text) => sum + textWidth(text) + 2, 0);
    const left = out.columns - 1 - taken;
    if (left < -2) return shortened(texts.join("  "), out.columns - 1);
    const bar = percent === undefined ? "" : this.bar(Math.min(BAR_WIDTH, left), percent);
    const cells = [what, bar, share, status, out.paint("dim", elapsed)];
    return cells.filter((cell) => cell !== "").join("  ");
  }

  private bar(width: number, percent: number): string {
    if (width < NARROWEST_BAR) return "";
    const filled = Math.round((width * percent) / 100);
    const { out } = this;
    return out.paint("green", "█".repeat(filled)) + out.paint("dim", "░".repeat(width - filled));
  }
}

/** A line for each change, for logs. */
class ProgressLines implements Progress {
  constructor(private readonly out: Output) {}

  show(what: string, status: string, percent?: number): void {
    const share = percent === undefined ? [] : [`${percent}%`];
    this.out.line(harmless([what, status, ...share].join("  ")));
  }

  finish(what: string, status: string): void {
    this.show(what, status);
  }

  end(): void {
    // Lines stay.
  }
}

/** Where nobody looks: events on stdout tell all. */
const NO_PROGRESS: Progress = {
  show: () => undefined,
  finish: () => undefined,
  end: () => undefined,
};

/** `isSilent`: somebody else tells what happens. */
export function createProgress(out: Output, isSilent = false): Progress {
  if (isSilent) return NO_PROGRESS;
  return out.isTerminal ? new ProgressBoard(out) : new ProgressLines(out);
}
