import type { Flags } from "./command.js";

/** Flags that every command takes. */
export const COMMON_FLAGS = {
  endpoint: { type: "string", value: "URL", help: "where requests go; default: the service in the call's region" },
  profile: { type: "string", value: "NAME", help: "credentials of this profile of ~/.aliyun/config.json" },
  output: { type: "string", value: "FORMAT", help: "json, table or ndjson" },
  locale: { type: "string", value: "LANGUAGE", help: "en or zh: language of rules and documentation" },
  "dry-run": { type: "boolean", help: "print the request, secrets masked, and send nothing" },
  timeout: { type: "string", value: "SECONDS", help: "give up after so long, everything included" },
  help: { type: "boolean", short: "h", help: "this help" },
} as const satisfies Flags;
