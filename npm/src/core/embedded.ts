import * as embedded from "#core-bytes";

/** Version of the package. */
export const VERSION = embedded.version;

/** The module's bytes, without any request: they stand in this file. */
export function embeddedWasm(): Promise<Uint8Array<ArrayBuffer>> {
  return inflate(embedded.wasm);
}

/** The catalog of the image family. */
export function embeddedCatalog(): Promise<Uint8Array<ArrayBuffer>> {
  return inflate(embedded.catalog);
}

/** Raw DEFLATE (RFC 1951) in Base64 → bytes. */
export async function inflate(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
