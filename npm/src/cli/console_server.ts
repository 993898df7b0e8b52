import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EcdError } from "../core/internal.js";
import { forward, isCall, splitTarget } from "./console_server_emulator.js";
import { readPageFiles } from "./console_server_files.js";
import type { PageFile } from "./console_server_files.js";
import { ConsoleGuard } from "./console_server_guard.js";
import type { Refusal } from "./console_server_guard.js";
import { addressOf, consoleRelay, isRelayCall } from "./console_server_relay.js";
import type { ConsoleService } from "./console_server_relay.js";

const HOST = "127.0.0.1";

/** Whoever is slower than this is no browser on this machine. */
const TIMEOUTS = { headersTimeout: 5_000, requestTimeout: 10_000 };

/** With every answer. The page runs its own scripts and the core, and speaks to this server alone. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** A running console. */
export type ConsoleServer = { url: string; close(): Promise<void> };

/** What answers the page's calls, behind the same origin. */
type Backend = {
  isCall(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
};

type Parts = { guard: ConsoleGuard; files: ReadonlyMap<string, PageFile>; backend: Backend };

/**
 * Serves the page on loopback, with a relay to the service behind the same origin, or without one with an
 * emulator of its own.
 * @throws EcdError `ListenFailed`, `InvalidEndpoint`
 */
export async function startConsoleServer({
  port = 0,
  service,
}: { port?: number; service?: ConsoleService | undefined } = {}): Promise<ConsoleServer> {
  const token = randomBytes(32).toString("hex");
  const files = await readPageFiles({ token, service: service ? await addressOf(service) : "" });
  const backend = service ? await relayBackend(service) : await emulatorBackend();
  const server = createServer(TIMEOUTS);
  const actualPort = await listen(server, port);
  const parts = { guard: new ConsoleGuard(actualPort, token), files, backend };
  server.on("request", (request, response) => void answer(request, response, parts));
  return {
    url: `http://${HOST}:${actualPort}/`,
    close: async () => {
      await backend.close();
      await close(server);
    },
  };
}

async function relayBackend(service: ConsoleService): Promise<Backend> {
  const answer = await consoleRelay(service);
  return { isCall: isRelayCall, answer, close: async () => undefined };
}

async function emulatorBackend(): Promise<Backend> {
  const { createEmulator } = await import("../emulator/index.js");
  const emulator = await createEmulator({ port: false });
  return {
    isCall,
    answer: (request, response) => forward(request, response, emulator.fetch),
    close: () => emulator.close(),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
): Promise<void> {
  const { guard, files, backend } = parts;
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  const refusal = guard.checkSender(request.headers);
  if (refusal) return refuse(response, refusal);
  if (!backend.isCall(request)) return sendFile(request, response, files);
  const stranger = guard.checkToken(request.headers);
  if (stranger) return refuse(response, stranger);
  try {
    await backend.answer(request, response);
  } catch {
    // A fault the emulator was told to make, or a page that has gone away.
    request.socket.destroy();
  }
}

function sendFile(
  { method, url = "" }: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, PageFile>,
): void {
  if (method !== "GET" && method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return refuse(response, {
      status: 405,
      code: "InvalidMethod",
      message: "Files are only read.",
    });
  }
  const file = files.get(splitTarget(url)[0]);
  if (!file)
    return refuse(response, { status: 404, code: "NotFound", message: "There is no such file." });
  response.writeHead(200, { "content-type": file.type, "content-length": file.body.length });
  response.end(method === "HEAD" ? undefined : file.body);
}

/** In the service's shape, which the page's client can read. A body that still comes is not waited for. */
function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  const body = JSON.stringify({ Code: code, Message: message });
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    connection: "close",
  });
  response.end(body);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ message }) =>
      reject(new EcdError("ListenFailed", `cannot listen: ${message}`)),
    );
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
