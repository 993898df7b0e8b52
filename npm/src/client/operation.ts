import type { CoreInternals } from "../core/internal.js";

/**
 * Makes sure that an operation is known before it is used: all but the image family stand in a file of
 * their own, which is read when one of them is first needed. What it does not hold either is for the core
 * to complain about.
 */
export async function ensureOperation(core: CoreInternals, operation: string): Promise<void> {
  if (core.operations().includes(operation)) return;
  const { loadCatalog } = await import("../catalog/index.js");
  await loadCatalog(core);
}
