// The text of `ecd-wasm/catalog`: what ecd.ndjson has beyond the catalog that the core brings along.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogText, nameOf } from "../../scripts/catalog_lines.mjs";

/** JSON with its own escape of what is not ASCII. */
const ascii = (json) =>
  json.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

const linesOf = (path) => readFileSync(path, "utf8").trimEnd().split("\n");

/** The service is known by then: a text that adds to it says only which one it is. */
export function restOfCatalog(folder) {
  const known = new Set(linesOf(join(folder, "image_family.ndjson")).slice(1).map(nameOf));
  const [first, ...lines] = linesOf(join(folder, "ecd.ndjson"));
  const { catalog, product, version } = JSON.parse(first);
  const rest = lines.filter((line) => !known.has(nameOf(line))).map(ascii);
  return catalogText({ catalog, product, version }, rest);
}

/**
 * A module with the text as it is: compressed on its way like any other script it is smaller than
 * deflated here and spelt in Base64. Engines read one long string of ASCII several times as fast as a
 * template, or one with a single other character in it.
 */
export function catalogModule(folder) {
  return `export const text = ${JSON.stringify(restOfCatalog(folder))};`;
}
