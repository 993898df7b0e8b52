import { Kind } from "./frame.js";

/** A byte order mark belongs to the text: without `ignoreBOM` all positions would shift. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the value of an answer: structure and text stand apart (src/wasm/frame.h), so that all text is
 * decoded in one go and sliced.
 */
export function readFrame(heap: Uint8Array, start: number, end: number, text: Uint8Array): unknown {
  return new FrameReader(heap, start, end, decoder.decode(text)).value();
}

/**
 * Names of members, as they came last. Most answers have the names of the one before, and looking at a
 * known text costs less than cutting out another and making a name of it.
 */
const lastNames: string[] = [];
const MOST_NAMES = 64;

class FrameReader {
  private textAt = 0;
  private names = 0;

  constructor(
    private readonly heap: Uint8Array,
    private at: number,
    private readonly end: number,
    private readonly text: string,
  ) {}

  value(): unknown {
    return this.valueOf(this.byte());
  }

  private valueOf(kind: number): unknown {
    switch (kind) {
      case Kind.true:
        return true;
      case Kind.false:
        return false;
      case Kind.number:
        return Number(this.slice());
      case Kind.string:
        return this.slice();
      case Kind.array:
        return this.items();
      case Kind.object:
        return this.members();
      default:
        return null;
    }
  }

  private items(): unknown[] {
    const items: unknown[] = [];
    for (let kind = this.byte(); kind !== Kind.end; kind = this.byte()) items.push(this.valueOf(kind));
    return items;
  }

  private members(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    for (let kind = this.byte(); kind !== Kind.end; kind = this.byte()) {
      const name = this.name();
      const value = this.valueOf(kind);
      if (name === "__proto__") {
        // A received parameter may be called so: it becomes a member, never the prototype.
        Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
      } else {
        members[name] = value;
      }
    }
    return members;
  }

  private name(): string {
    const length = this.length();
    const start = this.textAt;
    this.textAt += length;
    const place = this.names++ % MOST_NAMES;
    const last = lastNames[place];
    if (last?.length === length && this.text.startsWith(last, start)) return last;
    return (lastNames[place] = this.text.slice(start, this.textAt));
  }

  private slice(): string {
    const start = this.textAt;
    this.textAt += this.length();
    return this.text.slice(start, this.textAt);
  }

  private length(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  /** Behind the last byte stands an endless row of ends: a reader never loops. */
  private byte(): number {
    return this.at < this.end ? this.heap[this.at++]! : Kind.end;
  }
}
