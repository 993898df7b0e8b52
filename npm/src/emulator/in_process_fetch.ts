import { MAX_BODY_BYTES, pause, type Arrival, type Delivery } from "./exchange.js";
import type { PlatformFetch } from "./platform_fetch.js";

/** Statuses whose Response may not have a body. */
const NULL_BODY_STATUSES = [204, 205, 304];

/** The service as a `fetch` without a socket. Once `closing` aborts, it fails like a dead host. */
export function createInProcessFetch(
  receive: (arrival: Arrival) => Delivery,
  closing: AbortSignal,
): PlatformFetch {
  return async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    if (closing.aborted) throw connectionError("fetch failed", "ECONNREFUSED");
    const delivery = receive(await readArrival(request));
    if (delivery.delayMs > 0) await delay(delivery.delayMs, request.signal, closing);
    if (delivery.ending === "reset") throw connectionError("fetch failed", "ECONNRESET");
    return toResponse(delivery);
  };
}

async function readArrival(request: Request): Promise<Arrival> {
  const { host, pathname, search } = new URL(request.url);
  const body = new Uint8Array(await request.arrayBuffer());
  return {
    method: request.method,
    target: pathname + search,
    // As on a connection, the host is the URL's, whatever the caller put into the headers.
    headers: { ...Object.fromEntries(request.headers), host },
    body: body.length > MAX_BODY_BYTES ? undefined : body,
  };
}

async function delay(ms: number, caller: AbortSignal, closing: AbortSignal): Promise<void> {
  try {
    await pause(ms, AbortSignal.any([caller, closing]));
  } catch {
    caller.throwIfAborted();
    throw connectionError("fetch failed", "ECONNRESET");
  }
}

function toResponse({ answer, ending }: Delivery): Response {
  const { status, headers, body } = answer;
  if (NULL_BODY_STATUSES.includes(status)) return new Response(null, { status, headers });
  return new Response(ending === "broken" ? brokenBody(body) : body, { status, headers });
}

/** A body that breaks off after its bytes, with the error Node.js gives. */
function brokenBody(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) return controller.error(connectionError("terminated", "UND_ERR_SOCKET"));
      sent = true;
      controller.enqueue(bytes);
    },
  });
}

/** The TypeError of Node.js's fetch, whose cause carries the code. */
function connectionError(message: string, code: string): TypeError {
  return new TypeError(message, { cause: Object.assign(new Error(code), { code }) });
}
