import { WasmCore } from "./core.js";
import { embeddedCatalog, embeddedWasm } from "./embedded.js";
import { CoreModule } from "./instance.js";
import type { CoreInternals } from "./internal.js";
import type { WasmModule } from "./platform.js";
import type { Core } from "./types.js";

/** Where the compiled core comes from instead of the embedded bytes. */
export type CoreSource = WasmModule | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

let loading: Promise<CoreInternals> | undefined;

async function load(source: CoreSource | (() => Promise<CoreSource>) | undefined): Promise<CoreInternals> {
  const given = typeof source === "function" ? await source() : source;
  const module =
    given instanceof WebAssembly.Module
      ? given
      : await WebAssembly.compile((given as BufferSource | undefined) ?? (await embeddedWasm()));
  const core = new WasmCore(new CoreModule(module));
  core.loadCatalog(await embeddedCatalog());
  return core;
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
