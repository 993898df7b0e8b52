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

export type ClientOptions = Hooks & {
  /** Region of calls whose parameters name none. */
  regionId?: string;
  credentials: CredentialsSource;
  /** Default: the region's public endpoint. Never an emulator unless it is named here. */
  endpoint?: BuildOptions["endpoint"];
  algorithm?: SignatureAlgorithm;
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

/** Options of one call. */
export type CallOptions = {
  signal?: Signal;
  /** Over all attempts of this call, in milliseconds. */
  deadlineMs?: number;
};

/** A result of an operation. */
export type Result = { RequestId?: string } & Record<string, unknown>;
