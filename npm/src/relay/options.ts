import type {
  BuildOptions,
  Fetch,
  Outcome,
  PlatformRequest,
  Profile,
  SignatureAlgorithm,
} from "../core/internal.js";
import { EcdError, isPlainObject } from "../core/internal.js";
import type { CredentialsSource } from "../client/index.js";

/** A call as a client asks for it, before it was validated. */
export type AskedCall = {
  operation: string;
  params: Record<string, unknown>;
  /** Finds the endpoint of an operation whose parameters name no region. */
  regionId?: string;
  /** What the server gave the relay beside the request: of `toNodeListener` Node's own request. */
  context?: unknown;
};

/** Who asks: anybody that may (`true`), or somebody with a name for the audit. All else may not. */
export type Authorization = boolean | { who: string } | null | undefined;

/** What became of one request to the relay. Holds no secret. */
export type AuditEvent = {
  /** When the request came, in ISO 8601. */
  date: string;
  /** As `authorize` said. */
  who?: string;
  /** The page's, as its browser says. */
  origin?: string;
  /** Known once the relay has read what is asked for. */
  operation?: string;
  /** Once they were validated; passwords and keys are `***`. */
  params?: Record<string, unknown>;
  /** `done`, or what is known of the effect of a call that failed. */
  outcome: "done" | Outcome;
  /** Of the error: the relay's, the client's or the service's. */
  code?: string;
  /** The HTTP status of the relay's answer. */
  status: number;
  /** The service's. */
  requestId?: string;
  durationMs: number;
};

/** Options of `createRelay`. */
export type RelayOptions = {
  /** Who signs. They stay here: no answer holds anything of them. */
  credentials: CredentialsSource;
  /**
   * Everything that may be asked for. A call is refused if it names any other region, in whatever parameter.
   * CopyImage brings the looks along that `copyImage` and a wait need.
   */
  allow: { operations: readonly string[]; regions: readonly string[] };
  /**
   * Whether the sender of a request may make this call: the host application's session, token or the like.
   * The request's body has been read by then. One that throws refuses.
   */
  authorize(request: PlatformRequest, call: AskedCall): Authorization | Promise<Authorization>;
  /**
   * Origins whose pages may ask, e.g. `https://desk.example.com`. Default: only that of the relay itself,
   * as the request's URL has it. Requests that come from no page have no origin, and pass.
   */
  origin?: string | readonly string[];
  /** Told of every request, after its end. What it throws or answers is not looked at. */
  audit?(event: AuditEvent): unknown;
  /** Default: the region's public endpoint. */
  endpoint?: BuildOptions["endpoint"];
  algorithm?: SignatureAlgorithm;
  profile?: Profile;
  /** Default: the global `fetch`. */
  fetch?: Fetch;
  /**
   * From a request's arrival to its answer; one that could not be sent in that time is not sent. Default 15,000
   * milliseconds: less than a client waits for the relay, so that it hears of the end.
   */
  timeoutMs?: number;
  /** Of what a client may send. Default 65,536. */
  maxBodyBytes?: number;
};

/** An option that is misspelt could be the one that keeps strangers out. */
const NAMES: readonly string[] = [
  "credentials",
  "allow",
  "authorize",
  "origin",
  "audit",
  "endpoint",
  "algorithm",
  "profile",
  "fetch",
  "timeoutMs",
  "maxBodyBytes",
] satisfies (keyof RelayOptions)[];

const REGION = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function must(isFit: boolean, message: string): void {
  if (!isFit) throw new EcdError("InvalidOption", `createRelay: ${message}`);
}

function isListOf(value: unknown, isFit: (text: string) => boolean): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((text) => typeof text === "string" && isFit(text));
}

function isOrigin(text: string): boolean {
  try {
    return /^https?:/.test(text) && new URL(text).origin === text;
  } catch {
    return false;
  }
}

const isFunctionOrNothing = (value: unknown): boolean =>
  value === undefined || typeof value === "function";
const isPositiveOrNothing = (value: unknown): boolean => value === undefined || Number(value) > 0;

/** @throws EcdError `InvalidOption` */
export function checkRelayOptions(options: RelayOptions): void {
  must(isPlainObject(options), "the options must be an object");
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  must(unknown === undefined, `there is no option ${unknown}`);
  must(
    typeof options.authorize === "function",
    "authorize is required: it decides whose calls are signed",
  );
  must(Boolean(options.credentials), "credentials are required");
  const { operations, regions } = options.allow ?? {};
  must(
    isListOf(operations, (name) => /^\w+$/.test(name)),
    "allow.operations must be a list of operations",
  );
  must(
    isListOf(regions, (id) => REGION.test(id)),
    "allow.regions must be a list of region IDs",
  );
  const origins = typeof options.origin === "string" ? [options.origin] : options.origin;
  must(
    origins === undefined || isListOf(origins, isOrigin),
    "origin must be one or more origins: https://host",
  );
  must(isFunctionOrNothing(options.audit), "audit must be a function");
  must(isFunctionOrNothing(options.fetch), "fetch must be a function");
  must(isPositiveOrNothing(options.maxBodyBytes), "maxBodyBytes must be a number above 0");
  must(
    isPositiveOrNothing(options.timeoutMs),
    "timeoutMs must be a number of milliseconds above 0",
  );
}
