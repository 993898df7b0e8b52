import type { PlatformRequest } from "../core/internal.js";
import type { Relay } from "./relay.js";

/** Node's IncomingMessage, as far as it is read. */
export type NodeRequest = AsyncIterable<unknown> & {
  method?: string | undefined;
  url?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  socket: object;
};

/** Node's ServerResponse, as far as it is written. */
export type NodeResponse = {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(text?: string): unknown;
  once(event: "close", listener: () => void): unknown;
};

/**
 * The relay as a listener of Node's `http` and `https`, and of Express and the like. `authorize` finds
 * Node's request in `call.context`. Put it before whatever reads bodies.
 */
export function toNodeListener(
  relay: Relay,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const request = toRequest(incoming, gone.signal);
    if (!request) {
      outgoing.writeHead(400, { connection: "close" });
      return void outgoing.end();
    }
    const response = (await relay(request as PlatformRequest, incoming)) as Response;
    const text = await response.text();
    // A body that still comes is not waited for.
    const isUnread = request.body !== null && response.status === 413;
    const headers = Object.fromEntries(response.headers);
    outgoing.writeHead(response.status, {
      ...headers,
      ...(isUnread ? { connection: "close" } : {}),
    });
    outgoing.end(text);
  };
}

/** The standard request; nothing when there is no address to be made of it. */
function toRequest(incoming: NodeRequest, signal: AbortSignal): Request | undefined {
  const { method = "GET", url = "/", headers, socket } = incoming;
  const scheme = "encrypted" in socket ? "https" : "http";
  const hasBody = method !== "GET" && method !== "HEAD";
  try {
    const address = new URL(
      `${scheme}://${String(headers["host"])}${url.startsWith("/") ? url : "/"}`,
    );
    const body = hasBody ? { body: bodyOf(incoming), duplex: "half" } : {};
    return new Request(address, { method, headers: headersOf(headers), signal, ...body });
  } catch {
    return undefined;
  }
}

function headersOf(headers: NodeRequest["headers"]): Headers {
  const list = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  return new Headers(list.map(([name, value]) => [name, String(value)]));
}

/** The body as it comes in: nothing is read before it is asked for. */
function bodyOf(incoming: NodeRequest): ReadableStream<Uint8Array> {
  const parts = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array);
    },
    async cancel() {
      await parts.return?.();
    },
  });
}
