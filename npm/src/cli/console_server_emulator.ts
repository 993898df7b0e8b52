import type { IncomingMessage, ServerResponse } from "node:http";
import { TOKEN_HEADER } from "./console_server_guard.js";

/** More than the emulator takes, so that its own refusal is seen. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** Not for the service: of the connection, or of this server. */
const OWN_HEADERS = [
  "host",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "expect",
  TOKEN_HEADER,
];

/** Whether a request is a call of the service and not for the page's files. */
export function isCall({ method, url = "", headers }: IncomingMessage): boolean {
  const [path, query = ""] = splitTarget(url);
  if (method === "POST" && path === "/") return true;
  return headers["x-acs-action"] !== undefined || new URLSearchParams(query).has("Action");
}

/** `/path?query` → path and query. */
export function splitTarget(target: string): [path: string, query?: string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** Hands a call to the emulator and its answer back. @throws when either side has gone away */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  emulator: typeof fetch,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const { method = "GET" } = request;
  const answer = await emulator(`http://${request.headers.host ?? ""}${request.url ?? "/"}`, {
    method,
    headers: headersFor(request),
    signal: gone.signal,
    ...(method === "GET" || method === "HEAD" ? {} : { body }),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    "content-length": bytes.length,
  });
  response.end(bytes);
}

function headersFor(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headersDistinct)
    .filter(([name]) => !OWN_HEADERS.includes(name))
    .map(([name, values]) => [name, values?.join(",") ?? ""]);
}

/** The body; undefined when it is too large. */
async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
