/**
 * `ecd-wasm/console`: registers `<ecd-copy-image>`. For browsers, ES modules only. This file holds the
 * entry's types; its script is built from web/src/elements.ts.
 */
import type { CopyImageParams, CredentialsSource } from "../client/index.js";
import type { Fetch, Outcome } from "../core/index.js";

/** The DOM library's HTMLElement, for programs that have it. */
type Element = typeof globalThis extends { HTMLElement: { prototype: infer Instance } }
  ? Instance
  : object;

/** Detail of `ecd-copied`: the new image, which is Available now. */
export type EcdCopiedDetail = { ImageId: string; RegionId: string };

/**
 * Detail of `ecd-error`. `ImageId` and `RegionId` are there once the service had accepted the copy; the
 * image may still become available.
 */
export type EcdErrorDetail = {
  code: string;
  message: string;
  /** What is known of the copy, see `EcdError.outcome`. */
  outcome: Outcome;
  ImageId?: string;
  RegionId?: string;
};

/** What `<ecd-copy-image>` has beyond an HTML element. */
export interface EcdCopyImageMembers {
  /** Attribute `endpoint`. Default: the region's public endpoint, which no page may ask. */
  endpoint: string | undefined;
  /**
   * Attribute `relay`: address of a relay (`ecd-wasm/relay`), which signs. Then there is no endpoint and there
   * are no credentials.
   */
  relay: string | undefined;
  /** Attribute `region-id`: what the source region is filled in with. */
  regionId: string | undefined;
  /** Attribute `locale`: `zh`, `zh-CN` and so on for Chinese; all else is English. */
  locale: string | undefined;
  /** Sends the requests, to a relay too, instead of the page's `fetch`. */
  fetch: Fetch | undefined;
  /** Who signs. Can be set, not read: it is kept out of the DOM and of attributes. */
  set credentials(credentials: CredentialsSource | undefined);
  /** What the form holds. Setting it fills in the fields that are named. */
  get params(): CopyImageParams;
  set params(params: Partial<CopyImageParams>);
}

/**
 * A form that copies an image into another region. Sends the events `ecd-copied` and `ecd-error`, which
 * bubble and leave shadow trees.
 */
export type EcdCopyImage = Element & EcdCopyImageMembers;

declare global {
  interface HTMLElementTagNameMap {
    "ecd-copy-image": EcdCopyImage;
  }
}
