import { EcdError } from "./errors.js";
import { Kind, MAX_FRAME_SIZE } from "./frame.js";
import { isPlainObject } from "./plain.js";

/** Deeper values are cut off, as text::kMaxDepth in C++; cycles end here as well. */
const MAX_DEPTH = 64;

/** A longer name of a member is none of the service's. */
const MAX_NAME = 1024;

/** Room that is kept for the next call; what a larger one needed is given back. */
const KEPT_SIZE = 1 << 20;

/** Shorter texts are copied by hand when they are ASCII: calling the encoder costs more. */
const SHORT = 64;

const encoder = new TextEncoder();

/** Whether there is a lone surrogate in it, which UTF-8 cannot spell. */
function isMalformed(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** The name of what cannot be sent, for the message of a `type` issue. */
function nameOfType(value: unknown): string {
  if (typeof value === "number") return String(value); // NaN, Infinity
  if (typeof value !== "object" || value === null) return typeof value;
  if (ArrayBuffer.isView(value)) return "typed array";
  if (hasComputedTag(value)) return "class instance";
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === "Object" ? "class instance" : tag;
}

/** Whether Object.prototype.toString would run an accessor, which may be the caller's. */
function hasComputedTag(value: object): boolean {
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const tag = Object.getOwnPropertyDescriptor(owner, Symbol.toStringTag);
    if (tag) return !("value" in tag);
  }
  return false;
}

/**
 * Writes values into a frame for the core.
 *
 * What JavaScript can hold and a request cannot (undefined in a list, NaN, functions, Map, Date, lone
 * surrogates, accessors, cycles) is written as a kind of its own, so that the core reports it with
 * its place. Nothing of the caller's is run: no getters, no toJSON, no toString.
 */
export class FrameWriter {
  private bytes = new Uint8Array(1024);
  private length = 0;
  private depth = 0;
  private limit = MAX_FRAME_SIZE;

  /** What was written since `begin`. */
  get frame(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Starts a new frame; a call's arguments follow, and `end`. */
  begin(): void {
    this.length = 0;
    this.depth = 0;
    this.limit = MAX_FRAME_SIZE;
    this.kind(Kind.array);
  }

  end(): void {
    this.reserve(1);
    this.bytes[this.length++] = Kind.end;
  }

  /** One more argument behind those of a frame that was ended. */
  append(value: unknown): void {
    --this.length;
    this.value(value);
    this.end();
  }

  /** Overwrites what was written: it may hold a secret. */
  wipe(): void {
    this.bytes.fill(0, 0, this.length);
    this.length = 0;
    if (this.bytes.length > KEPT_SIZE) this.bytes = new Uint8Array(1024);
  }

  /** A value of the caller's that may take at most `limit` bytes more. */
  limited(value: unknown, limit: number): void {
    this.limit = Math.min(this.length + limit, MAX_FRAME_SIZE);
    this.value(value);
    this.limit = MAX_FRAME_SIZE;
  }

  /** Any value; `name` when it is a member of an object. */
  value(value: unknown, name?: string): void {
    switch (typeof value) {
      case "string":
        return this.text(Kind.string, value, name);
      case "boolean":
        return this.kind(value ? Kind.true : Kind.false, name);
      case "bigint":
        return this.text(Kind.bigint, String(value), name);
      case "number":
        if (Number.isFinite(value)) return this.text(Kind.number, String(value), name);
        return this.unsupported(nameOfType(value), name);
      case "object":
        return value === null ? this.kind(Kind.null, name) : this.nested(value, name);
      default:
        return this.unsupported(nameOfType(value), name);
    }
  }

  /** A text among the caller's options; undefined is written as null. @throws EcdError `InvalidOption` */
  option(name: string, value: string | undefined): void {
    if (value === undefined) return this.kind(Kind.null);
    if (typeof value === "string" && value !== "" && this.isWritten(value)) return;
    throw new EcdError("InvalidOption", `${name} must be a text that is not empty`);
  }

  /** A text that is given, perhaps an empty one. @throws EcdError `InvalidOption` */
  given(name: string, value: string): void {
    if (typeof value === "string" && this.isWritten(value)) return;
    throw new EcdError("InvalidOption", `${name} must be a text, well-formed and at most 8 MiB`);
  }

  /** Writes a text; false when it is ill-formed or too large, so that something else was written. */
  private isWritten(text: string): boolean {
    const kindAt = this.length;
    this.text(Kind.string, text);
    return this.bytes[kindAt] === Kind.string;
  }

  /** A body: bytes that the core reads as they are. @throws EcdError `InvalidBody` */
  body(body: string | Uint8Array | null): void {
    if (body === null || body === undefined) return this.kind(Kind.null);
    if (typeof body === "string" && isMalformed(body)) {
      throw new EcdError("InvalidBody", "the body contains a lone surrogate, which is not valid Unicode");
    }
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    if (!(bytes instanceof Uint8Array) || !this.fits(bytes.length)) {
      throw new EcdError("InvalidBody", "a body is a text or a Uint8Array of at most 8 MiB, or null");
    }
    this.kind(Kind.string);
    this.reserve(bytes.length + 5);
    this.writeLength(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A list whose items `write` writes. */
  list(write: () => void): void {
    this.kind(Kind.array);
    write();
    this.end();
  }

  private nested(value: object, name?: string): void {
    const isArray = Array.isArray(value);
    if (!isArray && !isPlainObject(value)) return this.unsupported(nameOfType(value), name);
    if (this.depth === MAX_DEPTH) return this.kind(Kind.tooDeep, name);
    ++this.depth;
    this.kind(isArray ? Kind.array : Kind.object, name);
    if (isArray) {
      this.items(value);
    } else {
      this.members(value);
    }
    this.end();
    --this.depth;
  }

  private items(list: readonly unknown[]): void {
    for (let i = 0; i < list.length; ++i) {
      if (!this.fits(0)) return this.kind(Kind.tooLarge);
      const own = Object.getOwnPropertyDescriptor(list, i);
      if (own && "value" in own) {
        this.value(own.value);
      } else {
        this.unsupported(own ? "accessor" : "hole");
      }
    }
  }

  /** Own enumerable members; one that is undefined counts as absent, as in JSON.stringify. */
  private members(object: object): void {
    for (const name of Object.keys(object)) {
      if (!this.fits(0)) return this.kind(Kind.tooLarge, name.slice(0, MAX_NAME));
      const own = Object.getOwnPropertyDescriptor(object, name);
      if (own && "value" in own) {
        if (own.value !== undefined) this.member(name, own.value);
      } else {
        this.unsupported("accessor", name);
      }
    }
  }

  /** A name that cannot be sent is reported at its own place, whatever its value. */
  private member(name: string, value: unknown): void {
    if (name.length > MAX_NAME) return this.kind(Kind.tooLarge, name.slice(0, MAX_NAME));
    if (isMalformed(name)) return this.text(Kind.malformed, "", name);
    this.value(value, name);
  }

  private unsupported(what: string, name?: string): void {
    this.text(Kind.unsupported, what, name);
  }

  /** Whether `size` more bytes keep within the limit. */
  private fits(size: number): boolean {
    return this.length + size <= this.limit;
  }

  private kind(kind: number, name?: string): void {
    this.reserve(1);
    this.bytes[this.length++] = kind;
    if (name !== undefined) this.encode(name);
  }

  private text(kind: number, text: string, name?: string): void {
    if (!this.fits(text.length)) return this.kind(Kind.tooLarge, name);
    const kindAt = this.length;
    this.kind(kind, name);
    if (!this.encode(text)) this.bytes[kindAt] = Kind.malformed;
  }

  /** Length and UTF-8. False when there was a lone surrogate, which becomes U+FFFD. */
  private encode(text: string): boolean {
    this.reserve(text.length * 3 + 5);
    if (text.length < SHORT && this.copyAscii(text)) return true;
    // The length comes first but is known last: room for its longest form, then moved together.
    const start = this.length;
    const room = 5;
    const { written } = encoder.encodeInto(text, this.bytes.subarray(start + room));
    this.writeLength(written);
    this.bytes.copyWithin(this.length, start + room, start + room + written);
    this.length += written;
    return !isMalformed(text);
  }

  /** False, with nothing written, when a character is not ASCII. */
  private copyAscii(text: string): boolean {
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = text.length; // less than SHORT, so one byte
    for (let i = 0; i < text.length; ++i) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      bytes[at++] = unit;
    }
    this.length = at;
    return true;
  }

  private writeLength(length: number): void {
    for (; length >= 0x80; length >>>= 7) this.bytes[this.length++] = 0x80 | (length & 0x7f);
    this.bytes[this.length++] = length;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.bytes.length) return;
    const larger = new Uint8Array((this.length + size) * 2);
    larger.set(this.frame);
    this.bytes.fill(0); // it may hold a secret, and the collector wipes nothing
    this.bytes = larger;
  }
}
