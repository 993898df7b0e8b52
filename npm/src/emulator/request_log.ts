/** A request the emulator has seen. */
export type LoggedRequest = {
  requestId: string;
  /** Emulator time, ISO 8601. */
  date: string;
  method: string;
  /** Without signature and tokens; cut after 2,000 characters. */
  url: string;
  /** Known once the signature held. */
  operation?: string;
  regionId?: string;
  /** HTTP status of the answer; 0 when the connection was lost instead. */
  status: number;
  /** The error code, when refused. */
  code?: string;
};

const MAX_ENTRIES = 10_000;
const MAX_URL_LENGTH = 2_000;
const SECRET_NAMES = new Set(["signature", "securitytoken", "bearertoken"]);

/** The newest requests, at most 10,000. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  /** Oldest first. */
  list(): LoggedRequest[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }
}

/** The URL fit for a log: values of secret query parameters become `***`. */
export function redactUrl(url: string): string {
  const queryStart = url.indexOf("?");
  if (queryStart < 0) return url.slice(0, MAX_URL_LENGTH);
  const pairs = url
    .slice(queryStart + 1)
    .split("&")
    .map(redactPair);
  return `${url.slice(0, queryStart)}?${pairs.join("&")}`.slice(0, MAX_URL_LENGTH);
}

function redactPair(pair: string): string {
  const name = pair.split("=", 1)[0] ?? "";
  return SECRET_NAMES.has(decodeName(name).toLowerCase()) ? `${name}=***` : pair;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
