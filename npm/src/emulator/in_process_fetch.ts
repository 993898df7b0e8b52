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
    if (delivery.ending === "garbage") {
      throw connectionError("fetch failed", "HPE_INVALID_CONSTANT");
    }
    return toResponse(delivery, () => delay(delivery.bodyDelayMs, request.signal, closing));
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

function toResponse(delivery: Delivery, wait: () => Promise<void>): Response {
  const { answer, ending, bodyDelayMs } = delivery;
  const { status, headers, body } = answer;
  if (NULL_BODY_STATUSES.includes(status)) return new Response(null, { status, headers });
  const isPlain = ending === "whole" && bodyDelayMs === 0;
  return new Response(isPlain ? body : troubledBody(delivery, wait), { status, headers });
}

/** A body that comes late, or breaks off after its bytes with the error Node.js gives. */
function troubledBody(
  { answer, ending, bodyDelayMs }: Delivery,
  wait: () => Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let sent = false;
  return new ReadableStream({
    async pull(controller) {
      if (sent && ending === "broken") throw connectionError("terminated", "UND_ERR_SOCKET");
      if (sent) return controller.close();
      if (bodyDelayMs > 0) await wait();
      sent = true;
      controller.enqueue(answer.body);
    },
  });
}

/** The TypeError of Node.js's fetch, whose cause carries the code. */
function connectionError(message: string, code: string): TypeError {
  return new TypeError(message, { cause: Object.assign(new Error(code), { code }) });
}
