/**
 * Types of the platform, taken from the user's own global scope where it has them (the DOM library,
 * @types/node) and otherwise reduced to what this package needs, so that its types compile anywhere.
 */

type Global<Name extends string, Otherwise> = typeof globalThis extends {
  [name in Name]: { prototype: infer Instance };
}
  ? Instance
  : Otherwise;

/** A compiled WebAssembly module. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;

/** The standard AbortSignal. */
export type Signal = Global<
  "AbortSignal",
  {
    readonly aborted: boolean;
    readonly reason: unknown;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;

/** The standard `fetch`, as far as this package calls it. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
    redirect: "manual";
    signal: Signal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: ReadableHeaders;
  text(): Promise<string>;
}>;

/** The standard `Headers`, as far as this package reads them. */
type ReadableHeaders = { get(name: string): string | null };

/** The standard Request. */
export type PlatformRequest = Global<
  "Request",
  { readonly method: string; readonly url: string; readonly headers: ReadableHeaders; readonly signal: Signal }
>;

/** The standard Response. */
export type PlatformResponse = Global<
  "Response",
  { readonly status: number; readonly headers: ReadableHeaders; text(): Promise<string> }
>;
