// The service over TLS under its own names, and a proxy that leads there, for as long as a test runs.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";

async function listen(t, server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())));
  return server.address().port;
}

/** A certificate of our own for some names: its file, which is also what vouches for it, and the pair. */
export function makeCertificate(names) {
  const folder = mkdtempSync(join(tmpdir(), "ecd-tls-test-"));
  const [keyFile, certFile] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  const subject = names.map((name) => `DNS:${name}`).join();
  const flags = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const made = ["-keyout", keyFile, "-out", certFile, "-days", "2", "-subj", "/CN=test"];
  const extension = ["-addext", `subjectAltName=${subject}`];
  execFileSync("openssl", ["req", ...flags, ...made, ...extension], { stdio: "ignore" });
  return { certFile, key: readFileSync(keyFile), cert: readFileSync(certFile) };
}

/** Serves an emulator over TLS: its port, and the requests' headers. */
export async function serveTls(t, emulator, { key, cert }) {
  const received = [];
  const server = createHttpsServer({ key, cert }, async (request, response) => {
    received.push(request.headers);
    const { method, url, headers } = request;
    const body = await buffer(request);
    const answer = await emulator.fetch(`https://${headers.host}${url}`, {
      ...{ method, headers, redirect: "manual" },
      ...(body.length > 0 && { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  return { port: await listen(t, server), received };
}

/**
 * A proxy that connects everybody to one port of this machine, and logs whereto and as whom they asked:
 * its address and the log. `status`: what it answers instead.
 */
export async function serveProxy(t, port, status = 200) {
  const asked = [];
  const server = createHttpServer();
  const sockets = new Set();
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  server.on("connect", ({ url, headers }, socket) => {
    asked.push({ url, authorization: headers["proxy-authorization"] });
    sockets.add(socket.on("error", () => {}));
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const through = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(through).pipe(socket);
    });
    sockets.add(through.on("error", () => socket.destroy()));
  });
  return { host: `127.0.0.1:${await listen(t, server)}`, asked };
}
