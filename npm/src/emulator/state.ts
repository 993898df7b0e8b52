import { EcdError } from "../core/internal.js";
import type { World } from "./call.js";
import { record, must } from "./checks.js";
import type { OffsetClock } from "./clock.js";
import { IMAGE_CHANGE, type ImageChange, type ImageStore } from "./image_store.js";
import type { StateFile } from "./state_file_types.js";

/**
 * First line of the file. Each other line is a change: of images, or of the clock's distance from the
 * time it is based on. Absolute times are kept, so what was in the making goes on by the clock.
 */
const HEADER = { format: "ecd-wasm emulator state", version: 1 };

type ClockChange = { clockOffsetMs: number };

const CLOCK_CHANGE = record(
  { clockOffsetMs: must("a number", Number.isFinite) },
  { required: ["clockOffsetMs"] },
);

/** So many added lines, and the file is written anew with what they have come to. */
const MAX_ADDED_LINES = 10_000;

/** Keeps an emulator's images and clock in a file. */
export class State {
  readonly #file: StateFile;
  readonly #images: ImageStore;
  readonly #clock: OffsetClock;
  #addedLines = 0;

  constructor(file: StateFile, { images, clock }: World) {
    this.#file = file;
    this.#images = images;
    this.#clock = clock;
  }

  /** Whether the file held a state already; `load` reads it. */
  get isKnown(): boolean {
    return this.#file.lines.length > 0;
  }

  /** @throws EcdError `InvalidState` naming the line */
  load(regions: ReadonlySet<string>): void {
    this.#file.lines.forEach((line, i) => {
      const wrong = i === 0 ? wrongHeader(line) : this.#applyLine(line, regions);
      if (wrong === undefined) return;
      throw new EcdError("InvalidState", `The state file, line ${i + 1}: ${wrong}.`);
    });
  }

  /** Writes what there is now, and from then on every change before it is made. */
  keep(): void {
    this.rewrite();
    this.#images.recordChanges((change) => this.#append(change));
    this.#clock.recordChanges((clockOffsetMs) => this.#append({ clockOffsetMs }));
  }

  rewrite(): void {
    const images = Object.entries(this.#images.snapshot()).flatMap(([regionId, list]) =>
      list.map((put): ImageChange => ({ regionId, put })),
    );
    const lines = [HEADER, { clockOffsetMs: this.#clock.offsetMs }, ...images];
    this.#file.rewrite(lines.map((line) => JSON.stringify(line)));
    this.#addedLines = 0;
  }

  close(): void {
    this.#file.close();
  }

  #append(change: ImageChange | ClockChange): void {
    if (this.#addedLines >= MAX_ADDED_LINES) this.rewrite();
    this.#file.append(JSON.stringify(change));
    this.#addedLines += 1;
  }

  #applyLine(line: string, regions: ReadonlySet<string>): string | undefined {
    const change = parse(line);
    if (CLOCK_CHANGE(change) === undefined) {
      this.#clock.load((change as ClockChange).clockOffsetMs);
      return undefined;
    }
    const wrong = IMAGE_CHANGE(change);
    if (wrong !== undefined) return `the change${wrong}`;
    const { regionId } = change as ImageChange;
    if (!regions.has(regionId)) return "the change.regionId is no region of the service";
    this.#images.apply(change as ImageChange);
    return undefined;
  }
}

function wrongHeader(line: string): string | undefined {
  const { format, version } = (parse(line) ?? {}) as Partial<typeof HEADER>;
  if (format !== HEADER.format) return "it is not a state of this emulator";
  if (version !== HEADER.version) return "it was written by another version of the emulator";
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
