// The text of a catalog (src/catalog/README.md) from its service and the lines of its operations.

/** `sizes` is the index by which the loader finds the lines without reading them. */
export function catalogText(service, lines) {
  const { operations, ...rest } = service;
  const sizes = lines.map((line) => Buffer.byteLength(line));
  return [JSON.stringify({ ...rest, operations, sizes }), ...lines, ""].join("\n");
}
