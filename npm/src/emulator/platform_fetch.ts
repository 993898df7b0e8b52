import type { Fetch } from "../core/internal.js";

/**
 * The type of `fetch` in the user's own global scope; without the DOM library and @types/node the
 * part of it that this package needs, so that its types compile anywhere.
 */
export type PlatformFetch = typeof globalThis extends { fetch: infer Known } ? Known : Fetch;
