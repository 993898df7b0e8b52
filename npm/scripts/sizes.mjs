// Prints what the files of the package weigh, raw and in brotli.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

function row(name, bytes) {
  const brotli = brotliCompressSync(bytes).length;
  console.log(`${name.padEnd(24)} ${String(bytes.length).padStart(9)} ${String(brotli).padStart(9)}`);
  return brotli;
}

/** One line for each script and module in `dist`, and one for what a client loads. */
export function reportSizes(dist) {
  console.log(`${"file".padEnd(24)} ${"bytes".padStart(9)} ${"brotli".padStart(9)}`);
  const files = readdirSync(dist).filter((name) => /\.(js|wasm)$/.test(name));
  const sizes = new Map(files.map((name) => [name, row(name, readFileSync(join(dist, name)))]));
  const client = (sizes.get("internal.js") ?? 0) + (sizes.get("index.js") ?? 0);
  console.log(`${"client, wasm embedded".padEnd(24)} ${"".padStart(9)} ${String(client).padStart(9)}`);
}
