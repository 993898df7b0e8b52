// The text of a catalog (src/catalog/README.md) from its service and the lines of its operations.

/** `sizes` is the index by which the loader finds the lines without reading them. */
export function catalogText(service, lines) {
  const sizes = lines.map((line) => Buffer.byteLength(line));
  return [JSON.stringify({ ...service, sizes }), ...lines, ""].join("\n");
}

/** The name that an operation's line begins with. */
export const nameOf = (line) => /^{"name":"([A-Za-z0-9]+)"/.exec(line)[1];
