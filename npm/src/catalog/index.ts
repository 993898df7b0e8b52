/** `ecd-wasm/catalog`: the operations outside the image family, which the core does not bring along. */
import { catalogBytes } from "#catalog-bytes";
import { EcdError } from "../core/internal.js";
import type { Core, CoreInternals } from "../core/internal.js";

const complete = new WeakSet<Core>();

/**
 * Makes all operations of the service known to a core. Once is enough for a core; called again it does
 * nothing, or tries again after a failure. `EcdClient.call` does it by itself when an operation needs it.
 * @throws EcdError `InvalidCore` when the object is no core of this package
 */
export async function loadCatalog(core: Core): Promise<void> {
  if (complete.has(core)) return;
  const internals = core as CoreInternals | null | undefined;
  if (typeof internals?.loadCatalog !== "function") {
    throw new EcdError("InvalidCore", "loadCatalog takes what loadCore gave");
  }
  internals.loadCatalog(await catalogBytes());
  complete.add(core);
}
