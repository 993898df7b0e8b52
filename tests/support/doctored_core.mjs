// The compiled core with less memory than it needs, so that calls fail inside it.

const HEADER_SIZE = 8;
const MEMORY_SECTION = 5;

/**
 * The module with at most `pages` (up to 16,383) of 64 KiB. The memory section is [count, flags,
 * minimum, maximum], numbers in LEB128; the maximum keeps its length, so nothing moves.
 */
export function withMemoryLimit(wasm, pages) {
  const bytes = Uint8Array.from(wasm);
  let at = HEADER_SIZE;
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const size = number();
    if (section !== MEMORY_SECTION) {
      at += size;
      continue;
    }
    const [count, flags] = [number(), number()];
    if (count !== 1 || flags !== 1) throw new Error("the module has no memory with a maximum");
    number();
    const start = at;
    number();
    const length = at - start;
    for (let i = 0, rest = pages; i < length; ++i, rest >>>= 7) {
      bytes[start + i] = (rest & 0x7f) | (i < length - 1 ? 0x80 : 0);
    }
    return bytes;
  }
  throw new Error("the module has no memory section");
}
