/** The catalog's text out of a script, for everywhere but Node.js (`#catalog-bytes` in package.json). */
import { text } from "#catalog-text";

export async function catalogBytes(): Promise<Uint8Array> {
  return new TextEncoder().encode(text);
}
