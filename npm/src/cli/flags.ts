import { UsageError } from "./cli_errors.js";
import type { Flags, Values } from "./command.js";
import type { Locale } from "../core/internal.js";
import { proxyFlag } from "./proxied_fetch.js";

/** Flags that every command takes. */
export const COMMON_FLAGS = {
  endpoint: {
    type: "string",
    value: "URL",
    help: "where requests go; default: the service, in the region of the call",
  },
  proxy: {
    type: "string",
    value: "URL",
    help: "send all requests through this proxy; default: HTTPS_PROXY, but for hosts of NO_PROXY",
  },
  profile: {
    type: "string",
    value: "PROFILE",
    help: "use the credentials of this profile of ~/.aliyun/config.json",
  },
  output: { type: "string", value: "FORMAT", help: "json, table or ndjson" },
  query: {
    type: "string",
    value: "JMESPATH",
    help: "print what this takes out of the result: 'Images[].ImageId'",
  },
  locale: {
    type: "string",
    value: "LANGUAGE",
    help: "en or zh, the language of rules and documentation",
  },
  "dry-run": { type: "boolean", help: "print the request, secrets masked, and send nothing" },
  timeout: { type: "string", value: "SECONDS", help: "give up after so long, everything included" },
  help: { type: "boolean", short: "h", help: "this help" },
} as const satisfies Flags;

type CommonValues = Values<typeof COMMON_FLAGS>;

/** One of the values a flag may have. @throws UsageError */
export function oneOf<const Choice extends string>(
  flag: string,
  given: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (given === undefined) return undefined;
  const choice = choices.find((each) => each === given);
  if (choice === undefined) throw new UsageError(`--${flag} is one of: ${choices.join(", ")}`);
  return choice;
}

export const FORMATS = ["json", "table", "ndjson"] as const;
export const LOCALES = ["en", "zh"] as const satisfies readonly Locale[];

export type Format = (typeof FORMATS)[number];

/** The output that was asked for. @throws UsageError */
export function formatOf({ output }: CommonValues): Format | undefined {
  return oneOf("output", output, FORMATS);
}

/** @throws UsageError */
export function localeOf({ locale }: CommonValues): Locale {
  return oneOf("locale", locale, LOCALES) ?? "en";
}

/** The milliseconds of a flag that counts seconds. @throws UsageError */
export function millisecondsOf(flag: string, seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(seconds)) throw new UsageError(`--${flag} must be a number of seconds`);
  return Number(seconds) * 1000;
}

/** The deadline in milliseconds. @throws UsageError */
export function timeoutMsOf({ timeout }: CommonValues): number | undefined {
  const ms = millisecondsOf("timeout", timeout);
  if (ms === 0) throw new UsageError("--timeout must be a number of seconds, more than 0");
  return ms;
}

/** Reads all of the common flags, so that nothing is done under a wrong one. @throws UsageError */
export function checkCommonFlags(values: CommonValues): void {
  formatOf(values);
  localeOf(values);
  timeoutMsOf(values);
  proxyFlag(values);
}

/** A port to listen on; 0: any free one. @throws UsageError */
export function portOf({ port }: { port?: string | undefined }): number {
  if (port === undefined) return 0;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    throw new UsageError("--port must be a number from 0 to 65535");
  return Number(port);
}
