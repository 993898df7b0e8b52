/// <reference types="node" />
/** The emulator's HTTP server: the only file that needs Node.js, reached as `#http-server`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EcdError } from "../core/internal.js";
import { hostInUrl } from "./endpoint.js";
import { MAX_BODY_BYTES, pause, type Arrival, type Delivery } from "./exchange.js";
import type { HttpServer, HttpServerOptions } from "./http_server_types.js";

/**
 * In milliseconds. A request has 2 s to arrive, looked at every 100 ms: slow clients are closed
 * within 2.5 s. Between requests a connection may rest longer than Node's 5 s: a client that is busy
 * for that long would send its next request into a closed connection.
 */
const TIMEOUTS = {
  requestTimeout: 2000,
  connectionsCheckingInterval: 100,
  keepAliveTimeout: 30_000,
};

/** Starts listening. @throws EcdError `ListenFailed` */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const closing = new AbortController();
  const server = createServer(TIMEOUTS, (request, response) => {
    // Fails only when the client is gone or the server closes: nobody is left to answer.
    exchange(request, response, options, closing.signal).catch(() => request.socket.destroy());
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${hostInUrl(options.host)}:${port}`,
    close: () => {
      closing.abort();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new EcdError("ListenFailed", `Cannot listen on ${host}, port ${port}: ${error.message}`),
      ),
    );
    server.listen(port, host, resolve);
  });
}

async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  { receive }: HttpServerOptions,
  closing: AbortSignal,
): Promise<void> {
  const arrival: Arrival = {
    method: request.method ?? "",
    target: request.url ?? "",
    headers: joinedHeaders(request),
    body: await readBody(request),
  };
  const delivery = receive(arrival);
  if (delivery.delayMs > 0) await pause(delivery.delayMs, closing);
  await send(response, delivery, closing);
}

/** Unlike `request.headers` this drops none of several equal names: all that came is verified. */
function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const headers = Object.entries(request.headersDistinct);
  return Object.fromEntries(headers.map(([name, values]) => [name, values?.join(",") ?? ""]));
}

/** The body; undefined as soon as it is too large, with the rest read and dropped. */
function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    request.on("data", (part: Uint8Array) => {
      size += part.length;
      if (size <= MAX_BODY_BYTES) return void parts.push(part);
      resolve(undefined);
    });
    request.on("end", () => resolve(Buffer.concat(parts)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("The client went away.")));
  });
}

async function send(
  response: ServerResponse,
  { answer, bodyDelayMs, ending }: Delivery,
  closing: AbortSignal,
): Promise<void> {
  const { status, headers, body } = answer;
  if (ending === "reset") return void response.socket?.resetAndDestroy();
  if (ending === "garbage") return void response.socket?.end("This is not HTTP.\r\n\r\n");
  const missing = ending === "broken" ? 1 : 0;
  response.writeHead(status, { ...headers, "content-length": body.length + missing });
  if (bodyDelayMs > 0) {
    response.flushHeaders();
    await pause(bodyDelayMs, closing);
  }
  if (ending === "broken") response.write(body, () => response.destroy());
  else response.end(body);
}
