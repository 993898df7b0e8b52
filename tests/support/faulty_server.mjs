// Servers on loopback that misbehave, for as long as a test runs.
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";

async function listen(t, server, close) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => new Promise((resolve) => (server.close(resolve), close())));
  return `http://127.0.0.1:${server.address().port}`;
}

/** An HTTP server: its address, the requests and the number of connections it got. */
export async function serveHttp(t, answer) {
  const received = [];
  const server = createHttpServer((request, response) => {
    received.push({ method: request.method, url: request.url, headers: request.headers });
    answer(response, request);
  });
  const state = { received, connections: 0 };
  server.on("connection", () => ++state.connections);
  const url = await listen(t, server, () => server.closeAllConnections());
  return Object.assign(state, { url });
}

/** A server of bare connections: `answer(socket, head)` is called when the head of a request is there. */
export async function serveRaw(t, answer) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // the client may go first
    socket.on("close", () => sockets.delete(socket));
    let head = "";
    socket.setEncoding("latin1").on("data", (part) => {
      if (head.includes("\r\n\r\n")) return;
      head += part;
      if (head.includes("\r\n\r\n")) answer(socket, head);
    });
  });
  const url = await listen(t, server, () => sockets.forEach((socket) => socket.destroy()));
  return { url };
}

/** An address on which nobody listens. */
export async function deadAddress() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** An answer as text on a connection. */
export function httpAnswer(status, body, headers = {}) {
  const all = { "content-length": Buffer.byteLength(body), connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Text\r\n${lines.join("")}\r\n${body}`;
}

/** A `fetch` that answers from memory and remembers what it was asked. */
export function fakeFetch(...answers) {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push({ url, ...init });
    const next = answers.length > 1 ? answers.shift() : answers[0];
    const answer = typeof next === "function" ? await next(url, init) : next;
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, body = {} } = answer ?? {};
    return {
      status,
      headers: new Headers(headers),
      text: async () => (typeof body === "string" ? body : JSON.stringify(body)),
    };
  };
  return Object.assign(fetch, { calls });
}
