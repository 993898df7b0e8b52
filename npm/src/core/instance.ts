import createModule from "#core-glue";
import { EcdError } from "./errors.js";
import { MAX_FRAME_SIZE } from "./frame.js";
import { readFrame } from "./frame_reader.js";
import { FrameWriter } from "./frame_writer.js";

/** Functions of the core that take a frame. */
type Call = Exclude<keyof CoreFunctions, "input">;

/** What a call answers: src/wasm/core.h. */
export type Answer<Value> =
  | { value: Value }
  | { error: { code: string; message: string } }
  | { issues: unknown[] };

/** 32 bits, lowest byte first. */
function readNumber(heap: Uint8Array, at: number): number {
  return heap[at]! | (heap[at + 1]! << 8) | (heap[at + 2]! << 16) | (heap[at + 3]! << 24);
}


/** One instance of the compiled core and the way over its memory. */
class Instance {
  private readonly functions: CoreFunctions;
  private readonly memory: WebAssembly.Memory;
  private heap = new Uint8Array(0);
  /** Room for arguments: asked for once, until a call needs more. */
  private input = { at: 0, size: 0 };

  constructor(module: WebAssembly.Module) {
    let memory: WebAssembly.Memory | undefined;
    const functions: Partial<CoreFunctions> = {};
    const ready = createModule(
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
    if (!memory || !functions.input) throw new Error("the module is not the core of this package");
    this.functions = functions as CoreFunctions;
    this.memory = memory;
  }

  call(name: Call, frame: Uint8Array): unknown {
    if (frame.length > this.input.size) {
      this.input = { at: this.functions.input(frame.length), size: frame.length };
    }
    this.bytes().set(frame, this.input.at);
    const output = this.functions[name](frame.length);
    // The core keeps the room that a catalog came in.
    if (name === "loadCatalog") this.input = { at: 0, size: 0 };
    // The call may have grown the memory, which detaches every view of it.
    const heap = this.bytes();
    const structureAt = readNumber(heap, output);
    const textAt = readNumber(heap, output + 8);
    const text = heap.subarray(textAt, textAt + readNumber(heap, output + 12));
    const answer = readFrame(heap, structureAt, structureAt + readNumber(heap, output + 4), text);
    text.fill(0); // a signed request holds a token
    return answer;
  }

  private bytes(): Uint8Array {
    if (this.heap.buffer !== this.memory.buffer) this.heap = new Uint8Array(this.memory.buffer);
    return this.heap;
  }
}

/** The compiled core with the catalogs it was given. An instance that trapped is replaced. */
export class CoreModule {
  /** Writers at rest. A call takes one of its own: what it writes may make calls, as an `endpoint` function does. */
  private readonly writers: FrameWriter[] = [];
  private readonly catalogs: Uint8Array[] = [];
  private instance: Instance | undefined;
  private instances = 0;

  constructor(private readonly module: WebAssembly.Module) {
    this.instance = this.revive();
  }

  /** Counts the instances: another one knows nothing of what this one was told. */
  generation(): number {
    this.instance ??= this.revive();
    return this.instances;
  }

  /** Adds a catalog text. @throws EcdError `BadCatalog` */
  loadCatalog(catalog: Uint8Array): void {
    if (catalog.length > MAX_FRAME_SIZE) throw new EcdError("BadCatalog", "catalog line 1: the text is too large");
    const answer = this.run("loadCatalog", catalog) as Answer<null>;
    if ("error" in answer) throw new EcdError(answer.error.code, answer.error.message);
    this.catalogs.push(catalog);
  }

  /** Makes a call; `write` puts its arguments into the frame. */
  call<Value>(name: Call, write: (writer: FrameWriter) => void): Answer<Value> {
    const writer = this.writers.pop() ?? new FrameWriter();
    writer.begin();
    try {
      write(writer);
      writer.end();
      return this.run(name, writer.frame) as Answer<Value>;
    } finally {
      writer.wipe();
      this.writers.push(writer);
    }
  }

  private run(name: Call, frame: Uint8Array): unknown {
    this.instance ??= this.revive();
    try {
      return this.instance.call(name, frame);
    } catch {
      // A trap leaves the memory in an unknown state. Its text may quote memory, so it is not told.
      this.instance = undefined;
      throw new EcdError("CoreFailed", "the core failed and was replaced; this call was not made");
    }
  }

  private revive(): Instance {
    const instance = new Instance(this.module);
    ++this.instances;
    for (const catalog of this.catalogs) instance.call("loadCatalog", catalog);
    return instance;
  }
}
