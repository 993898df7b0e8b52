import type { BuildOptions, Credentials, Locale, Profile, SignatureAlgorithm } from "../core/internal.js";
import type { Fetch, Signal } from "../core/internal.js";
import type { Hooks } from "./hooks.js";

/** What `@alicloud/credentials` answers; a provider of your own may answer less. */
export type ProvidedCredentials = {
  accessKeyId?: string;
  accessKeySecret?: string;
  securityToken?: string;
  bearerToken?: string;
};

/** Credentials, or where they come from. A provider is asked before every attempt. */
export type CredentialsSource =
  | Credentials
  | { getCredential(): Promise<ProvidedCredentials> | ProvidedCredentials }
  | (() => Promise<ProvidedCredentials> | ProvidedCredentials);

/** What sends the requests of Node.js's `fetch`, as far as this package knows it: `Dispatcher` of `undici`. */
export type Dispatcher = { dispatch(options: never, handler: never): boolean };

/** A relay on a server, which holds the credentials: `createRelay` of `ecd-wasm/relay`. */
export type RelayAddress = {
  /** `https://…`, or `http://` on loopback. In a page also a path of the page's own origin. */
  url: string;
  /** Headers that show the relay who asks, or a function that gives them, which is asked before every attempt. */
  headers?: RelayHeaders | (() => Promise<RelayHeaders> | RelayHeaders);
};
type RelayHeaders = Record<string, string>;

type CommonOptions = Hooks & {
  /** Region of calls whose parameters name none. */
  regionId?: string;
  /** Default: the global `fetch`. */
  fetch?: Fetch;
  /**
   * Handed on to `fetch`: for Node.js a Dispatcher of the package `undici`, e.g. its ProxyAgent. Node.js
   * takes those of the version it has built in; with another give undici's `fetch` as well.
   */
  dispatcher?: Dispatcher;
  /** Appended to the header User-Agent, e.g. `my-app/1.2`. Pages in a browser send their browser's. */
  userAgent?: string;
  /** For each attempt, headers and body together. Default 20,000 milliseconds. */
  timeoutMs?: number;
  /** For a whole call or wait, in milliseconds. Default: none. */
  deadlineMs?: number;
  /**
   * How often a call is tried at most where that is safe: reads; anything that certainly was not done.
   * Default 3.
   */
  maxAttempts?: number;
  profile?: Profile;
  locale?: Locale;
};

/** A client that signs. */
export type DirectOptions = CommonOptions & {
  credentials: CredentialsSource;
  /** Default: the region's public endpoint. Never an emulator unless it is named here. */
  endpoint?: BuildOptions["endpoint"];
  algorithm?: SignatureAlgorithm;
  /** Where parameters go, see `BuildOptions`. `body` with `HMAC-SHA1`: what a page can send without a preflight. */
  parametersIn?: BuildOptions["parametersIn"];
  relay?: never;
};

/** A client without credentials: a relay signs and sends. */
export type RelayedOptions = CommonOptions & {
  relay: RelayAddress;
  credentials?: never;
  endpoint?: never;
  algorithm?: never;
  parametersIn?: never;
};

export type ClientOptions = DirectOptions | RelayedOptions;

/** Options of one call. */
export type CallOptions = {
  signal?: Signal;
  /** Over all attempts of this call, in milliseconds. */
  deadlineMs?: number;
};

/**
 * Of a call that a relay makes for somebody, once: its nonce is the sender's, so that the service refuses a
 * request that came to the relay twice.
 */
export type RelayedCallOptions = CallOptions & { nonce?: string };

/** A result of an operation. */
export type Result = { RequestId?: string } & Record<string, unknown>;
