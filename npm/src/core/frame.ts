/**
 * What the frames of both directions have in common. The other side is src/wasm/frame.h, where the
 * format is described.
 */

/** Kinds of values, as text::Kind in src/text/value.h; `end` closes an array or object. */
export const Kind = {
  null: 0,
  false: 1,
  true: 2,
  number: 3,
  bigint: 4,
  string: 5,
  malformed: 6,
  array: 7,
  object: 8,
  unsupported: 9,
  tooDeep: 10,
  tooLarge: 11,
  end: 12,
} as const;

/** The most bytes the parameters of one call may take. */
export const MAX_CALL_SIZE = 1 << 20;

/**
 * The most bytes that cross at all (catalogs, received bodies, answers): a thirtieth of the module's
 * memory, so that no allocation inside it can fail. See reliability, finding 2.
 */
export const MAX_FRAME_SIZE = 8 << 20;
