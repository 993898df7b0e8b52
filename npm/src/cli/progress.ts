import type { Output } from "./output.js";
import { textWidth } from "./text_width.js";

/** How far a wait has come, told as it goes. */
export interface Progress {
  /** What is waited for, what it is doing, and how far it is (0 to 100) where that is known. */
  show(what: string, status: string, percent?: number): void;
  /** Takes the bar away. */
  end(): void;
}

const BAR_WIDTH = 24;
const TICK_MS = 1_000;

/** 75 seconds → 1:15 */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** One line that is drawn over and over, on a terminal. */
class ProgressBar implements Progress {
  private readonly startedAt = performance.now();
  private readonly timer = setInterval(() => this.draw(), TICK_MS).unref();
  private what = "";
  private status = "";
  private percent: number | undefined;

  constructor(private readonly out: Output) {}

  show(what: string, status: string, percent?: number): void {
    Object.assign(this, { what, status, percent });
    this.draw();
  }

  end(): void {
    clearInterval(this.timer);
    this.out.write("\r\u001b[K");
  }

  private draw(): void {
    const { out, percent, what, status } = this;
    const elapsed = clock(performance.now() - this.startedAt);
    const share = percent === undefined ? "" : `${percent}%`.padStart(4);
    const texts = [what, share, status, elapsed];
    const width = Math.min(
      BAR_WIDTH,
      out.columns - 1 - texts.reduce((sum, text) => sum + textWidth(text) + 2, 0),
    );
    const filled = Math.round((width * (percent ?? 0)) / 100);
    const bar =
      width < 4
        ? ""
        : out.paint("green", "█".repeat(filled)) + out.paint("dim", "░".repeat(width - filled));
    out.write(`\r\u001b[K${[what, bar, share, status, out.paint("dim", elapsed)].join("  ")}`);
  }
}

/** A line for each change, for logs. */
class ProgressLines implements Progress {
  constructor(private readonly out: Output) {}

  show(what: string, status: string, percent?: number): void {
    this.out.line([what, status, ...(percent === undefined ? [] : [`${percent}%`])].join("  "));
  }

  end(): void {
    // Lines stay.
  }
}

export function createProgress(out: Output): Progress {
  return out.isTerminal ? new ProgressBar(out) : new ProgressLines(out);
}
