import { Kind } from "./frame.js";

/** A byte order mark belongs to the text: without `ignoreBOM` all positions would shift. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads the value of an answer: structure and text stand apart (src/wasm/frame.h), so that all text is
 * decoded in one go and sliced.
 */
export function readFrame(structure: Uint8Array, text: Uint8Array): unknown {
  return new FrameReader(structure, decoder.decode(text)).value();
}

class FrameReader {
  private at = 0;
  private textAt = 0;

  constructor(
    private readonly structure: Uint8Array,
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
      const name = this.slice();
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
    return this.structure[this.at++] ?? Kind.end;
  }
}
