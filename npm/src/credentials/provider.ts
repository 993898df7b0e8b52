/// <reference types="node" />
import { homedir } from "node:os";
import { checkMs } from "../client/time.js";
import { EcdError } from "../core/internal.js";
import type { Fetch } from "../core/internal.js";
import { directFetch } from "./direct_fetch.js";
import type { AccessKey } from "./access_key.js";

/** Gives keys that are valid now. `EcdClient` takes one as `credentials` and asks it before each request. */
export type CredentialsProvider = () => Promise<AccessKey>;

/** What providers see of the world. Each part can be replaced, for tests or by a proxy. */
export type ProviderOptions = {
  /** Default: `process.env`, read at each call. */
  env?: Record<string, string | undefined>;
  /** The folder that `.aliyun` and `.alibabacloud` are in. Default: the user's home. */
  home?: string;
  /**
   * All requests go through it. Default: the global `fetch` to STS; to the metadata service and to a URI,
   * which stand beside the program, straight.
   */
  fetch?: Fetch;
  /** Default: the system's clock. */
  now?: () => Date;
  /** How long a profile's `process_command` may take, in milliseconds. Default 60,000. */
  processTimeoutMs?: number;
};

/** The same with nothing missing. */
export type World = {
  env: Record<string, string | undefined>;
  home: string;
  fetch: Fetch;
  /** For what stands beside the program. */
  directFetch: Fetch;
  /** Milliseconds. */
  now(): number;
  processTimeoutMs: number;
};

const PROCESS_TIMEOUT_MS = 60_000;

/** @throws EcdError `InvalidOption` */
export function worldOf({ env, home, fetch, now, processTimeoutMs }: ProviderOptions): World {
  checkMs("processTimeoutMs", processTimeoutMs);
  return {
    env: env ?? process.env,
    home: home ?? homedir(),
    fetch: fetch ?? ((...request) => (globalThis.fetch as Fetch)(...request)),
    directFetch: fetch ?? directFetch,
    now: () => now?.().getTime() ?? Date.now(),
    processTimeoutMs: processTimeoutMs ?? PROCESS_TIMEOUT_MS,
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
