import { WasmCore } from "./core.js";
import { embeddedCatalog, embeddedWasm, inflate } from "./embedded.js";
import { CoreModule } from "./core_module.js";
import { CompiledModule } from "./instance.js";
import type { Glue } from "./instance.js";
import type { CoreInternals, FrameModule } from "./internal.js";
import type { WasmModule } from "./platform.js";
import type { Core } from "./types.js";

/** Where the compiled core comes from instead of the embedded bytes. */
export type CoreSource = WasmModule | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

let loading: Promise<CoreInternals> | undefined;

/** A module from where the caller says, or else from its embedded bytes. */
async function compile(
  source: CoreSource | (() => Promise<CoreSource>) | undefined,
  embedded: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<WebAssembly.Module> {
  const given = typeof source === "function" ? await source() : source;
  if (given instanceof WebAssembly.Module) return given;
  return WebAssembly.compile((given as BufferSource | undefined) ?? (await embedded()));
}

async function load(source: CoreSource | (() => Promise<CoreSource>) | undefined): Promise<CoreInternals> {
  const core = new WasmCore(new CoreModule(await compile(source, embeddedWasm)));
  core.loadCatalog(await embeddedCatalog());
  return core;
}

/** Another module of the package, by its glue and its embedded bytes. */
export async function loadModule<Name extends string>(
  glue: unknown,
  embedded: string,
  source?: CoreSource | (() => Promise<CoreSource>),
): Promise<FrameModule<Name>> {
  return new CompiledModule(glue as Glue<Name>, await compile(source, () => inflate(embedded)));
}

/** `loadCore` for the package's own entries. */
export function loadInternals(
  source?: CoreSource | (() => Promise<CoreSource>),
): Promise<CoreInternals> {
  loading ??= load(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/**
 * Loads the core: from the bytes embedded in this package, without any request, or from `source` (a
 * module or bytes of `ecd-wasm/core.wasm`, or a function that gets them) where a runtime forbids to
 * compile at run time. There is one core per process and module format; the first call decides its
 * source, and a failed call is tried again by the next.
 */
export function loadCore(source?: CoreSource | (() => Promise<CoreSource>)): Promise<Core> {
  return loadInternals(source);
}
