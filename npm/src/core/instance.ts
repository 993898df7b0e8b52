import type { Answer } from "./answer.js";
import { EcdError } from "./errors.js";
import { readFrame } from "./frame_reader.js";
import { FrameWriter } from "./frame_writer.js";
import type { FrameModule } from "./internal.js";

/** A module's functions that take the size of a frame, and answer an address. */
type FrameFunctions<Name extends string> = Record<Name | "input", (size: number) => number>;

/** Emscripten's factory of a module. Its functions are in the given object when it returns. */
export type Glue<Name extends string> = (
  options: {
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  } & Partial<FrameFunctions<Name>>,
) => Promise<unknown>;

/** 32 bits, lowest byte first. */
function readNumber(heap: Uint8Array, at: number): number {
  return heap[at]! | (heap[at + 1]! << 8) | (heap[at + 2]! << 16) | (heap[at + 3]! << 24);
}

/** One instance of a compiled module and the way over its memory. */
export class Instance<Name extends string> {
  private readonly functions: FrameFunctions<Name>;
  private readonly memory: WebAssembly.Memory;
  private heap = new Uint8Array(0);
  /** Room for arguments: asked for once, until a call needs more. */
  private input = { at: 0, size: 0 };

  constructor(create: Glue<Name>, module: WebAssembly.Module) {
    let memory: WebAssembly.Memory | undefined;
    const functions: Partial<FrameFunctions<Name>> = {};
    const ready = create(
      Object.assign(functions, {
        // Synchronous, so that an instance can be replaced in the middle of a call.
        instantiateWasm(imports: WebAssembly.Imports, done: (i: WebAssembly.Instance, m: WebAssembly.Module) => void) {
          const instance = new WebAssembly.Instance(module, imports);
          memory = Object.values(instance.exports).find(
            (value): value is WebAssembly.Memory => value instanceof WebAssembly.Memory,
          );
          done(instance, module);
          return {};
        },
      }),
    );
    // Settled already; a failure shows in the next line, not as an unhandled rejection.
    ready.catch(() => undefined);
    if (!memory || !functions.input) throw new Error("the module is not the one of this package");
    this.functions = functions as FrameFunctions<Name>;
    this.memory = memory;
  }

  call(name: Name, frame: Uint8Array): unknown {
    if (frame.length > this.input.size) {
      this.input = { at: this.functions.input(frame.length), size: frame.length };
    }
    this.bytes().set(frame, this.input.at);
    const output = this.functions[name](frame.length);
    // The call may have grown the memory, which detaches every view of it.
    const heap = this.bytes();
    const structureAt = readNumber(heap, output);
    const textAt = readNumber(heap, output + 8);
    const text = heap.subarray(textAt, textAt + readNumber(heap, output + 12));
    const answer = readFrame(heap, structureAt, structureAt + readNumber(heap, output + 4), text);
    text.fill(0); // a signed request holds a token
    return answer;
  }

  /** The same with a frame that the module may keep, with the room it came in. */
  give(name: Name, frame: Uint8Array): unknown {
    const answer = this.call(name, frame);
    this.input = { at: 0, size: 0 };
    return answer;
  }

  private bytes(): Uint8Array {
    if (this.heap.buffer !== this.memory.buffer) this.heap = new Uint8Array(this.memory.buffer);
    return this.heap;
  }
}

/** A compiled module. An instance that trapped is replaced. */
export class CompiledModule<Name extends string> implements FrameModule<Name> {
  /** Writers at rest. A call takes one of its own: what it writes may make calls, as an `endpoint` function does. */
  private readonly writers: FrameWriter[] = [];
  private instance: Instance<Name> | undefined;
  private instances = 1;

  constructor(
    private readonly create: Glue<Name>,
    private readonly module: WebAssembly.Module,
  ) {
    this.instance = new Instance(create, module);
  }

  /** Counts the instances: another one knows nothing of what this one was told. */
  generation(): number {
    this.instance ??= this.revive();
    return this.instances;
  }

  /**
   * Makes a call; `write` puts its arguments into the frame. When `complete` finds in the answer that an
   * argument is wanted, the call is made once more with it behind the others, which stay as they are.
   */
  call<Value>(
    name: Name,
    write: (writer: FrameWriter) => void,
    complete?: (answer: Answer<unknown>) => unknown,
  ): Answer<Value> {
    const writer = this.writers.pop() ?? new FrameWriter();
    writer.begin();
    try {
      write(writer);
      writer.end();
      const answer = this.run(name, writer.frame) as Answer<Value>;
      const wanted = complete?.(answer);
      if (wanted === undefined) return answer;
      writer.append(wanted);
      return this.run(name, writer.frame) as Answer<Value>;
    } finally {
      writer.wipe();
      this.writers.push(writer);
    }
  }

  protected run(name: Name, frame: Uint8Array, way: "call" | "give" = "call"): unknown {
    this.instance ??= this.revive();
    try {
      return this.instance[way](name, frame);
    } catch {
      // A trap leaves the memory in an unknown state. Its text may quote memory, so it is not told.
      this.instance = undefined;
      throw new EcdError("CoreFailed", "the core failed and was replaced; this call was not made");
    }
  }

  protected revive(): Instance<Name> {
    ++this.instances;
    return new Instance(this.create, this.module);
  }
}
