import type { CoreInternals, SignatureAlgorithm } from "../core/internal.js";

/**
 * Makes sure that the core can sign by an algorithm: RSA stands in a file of its own, which is read when it
 * is first needed.
 */
export async function ensureAlgorithm(
  core: CoreInternals,
  algorithm?: SignatureAlgorithm,
): Promise<void> {
  if (algorithm !== "ACS3-RSA-SHA256") return;
  const { loadRsa } = await import("../rsa/index.js");
  await loadRsa(core);
}
