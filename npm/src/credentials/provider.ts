/// <reference types="node" />
import { homedir } from "node:os";
import { EcdError } from "../core/internal.js";
import type { Fetch } from "../core/internal.js";
import type { AccessKey } from "./access_key.js";

/** Gives keys that are valid now. `EcdClient` takes one as `credentials` and asks it before each request. */
export type CredentialsProvider = () => Promise<AccessKey>;

/** What providers see of the world. Each part can be replaced, for tests or by a proxy. */
export type ProviderOptions = {
  /** Default: `process.env`, read at each call. */
  env?: Record<string, string | undefined>;
  /** The folder that `.aliyun` and `.alibabacloud` are in. Default: the user's home. */
  home?: string;
  /** All requests go through it: to STS, to the metadata service, to a URI. Default: the global `fetch`. */
  fetch?: Fetch;
  /** Default: the system's clock. */
  now?: () => Date;
};

/** The same with nothing missing. */
export type World = {
  env: Record<string, string | undefined>;
  home: string;
  fetch: Fetch;
  /** Milliseconds. */
  now(): number;
};

export function worldOf({ env, home, fetch, now }: ProviderOptions): World {
  return {
    env: env ?? process.env,
    home: home ?? homedir(),
    fetch: fetch ?? ((...request) => (globalThis.fetch as Fetch)(...request)),
    now: () => now?.().getTime() ?? Date.now(),
  };
}

/** Whether a variable says yes. */
export function isOn({ env }: World, variable: string): boolean {
  return env[variable]?.toLowerCase() === "true";
}

/** @throws EcdError `InvalidOption` when it is there and no text */
export function optionalText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  throw new EcdError("InvalidOption", `${name} must be a text`);
}
