// Faults of connections, as raw sockets make them: what each is called, what is known after it, and that
// none outlasts the deadline.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { EcdClient, EcdError, loadCore } from "ecd-wasm";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { deadAddress, httpAnswer, serveRaw } from "../support/faulty_server.mjs";

await loadCore();
const DEADLINE_MS = 300;
/** How much later than the deadline an error may come. */
const GRACE_MS = 250;

const OK = "HTTP/1.1 200 OK\r\n";
const IMAGE = '{"ImageId":"m-2g65ljy3ynrdq5678","RequestId":"R"}';
const ZIPPED = gzipSync(IMAGE);
const drip = (socket, text) => {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on("close", () => clearInterval(timer));
};
const later = (done) => setTimeout(done, 20);

/** What a server does once it has a request, by what becomes of the call: [name, code, outcome]. */
const FAULTS = {
  "closed before the answer": [["TransportError", "NoAnswer", "unclear"], (socket) => socket.end()],
  "reset before the answer": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.resetAndDestroy(),
  ],
  "closed within the headers": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end(`${OK}content-le`),
  ],
  "closed within the body": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end(`${OK}content-length: 200\r\n\r\n${IMAGE}`),
  ],
  "reset within the body": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => (
      socket.write(`${OK}content-length: 200\r\n\r\n${IMAGE}`),
      later(() => socket.resetAndDestroy())
    ),
  ],
  "closed within a chunk": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end(`${OK}transfer-encoding: chunked\r\n\r\n80\r\n${IMAGE}`),
  ],
  "JSON that is cut, with nothing that tells of it": [
    ["TransportError", "InvalidAnswer", "unclear"],
    (socket) => socket.end(`${OK}connection: close\r\n\r\n${IMAGE.slice(0, 20)}`),
  ],
  "an empty 200": [
    ["TransportError", "InvalidAnswer", "unclear"],
    (socket) => socket.end(httpAnswer(200, "")),
  ],
  204: [
    ["TransportError", "InvalidAnswer", "unclear"],
    (socket) => socket.end("HTTP/1.1 204 No Content\r\n\r\n"),
  ],
  "gzip that is cut": [
    ["TransportError", "InvalidAnswer", "unclear"],
    (socket) => {
      socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${ZIPPED.length - 20}\r\n\r\n`);
      socket.end(ZIPPED.subarray(0, -20));
    },
  ],
  "a page, 502": [
    ["TransportError", "InvalidAnswer", "unclear"],
    (socket) => socket.end(httpAnswer(502, "<html><h1>Bad Gateway</h1></html>")),
  ],
  "a status that is none": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end("HTTP/1.1 abc\r\n\r\n"),
  ],
  "two lengths": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
  ],
  "headers of 50 kB": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end(httpAnswer(200, IMAGE, { long: "x".repeat(50_000) })),
  ],
  "no HTTP": [
    ["TransportError", "NoAnswer", "unclear"],
    (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
  ],
  "no answer at all": [["TimeoutError", "Timeout", "unclear"], () => {}],
  "headers that drip": [
    ["TimeoutError", "Timeout", "unclear"],
    (socket) => (socket.write(OK), drip(socket, "a: b\r\n")),
  ],
  "a body that drips": [
    ["TimeoutError", "Timeout", "unclear"],
    (socket) => (socket.write(`${OK}content-length: 9000\r\n\r\n{`), drip(socket, " ")),
  ],
  "a body that stops": [
    ["TimeoutError", "Timeout", "unclear"],
    (socket) => socket.write(`${OK}content-length: 200\r\n\r\n${IMAGE}`),
  ],
  "a redirect": [
    ["TransportError", "Redirected", "unclear"],
    (socket) => socket.end(httpAnswer(307, "", { location: "http://127.0.0.1:9/" })),
  ],
};

/** The error, and how long it took. */
async function failing(call) {
  const started = performance.now();
  const error = await call().then(assert.fail, (reason) => reason);
  assert.ok(error instanceof EcdError, `${error?.stack}`);
  return { error, tookMs: performance.now() - started };
}

/** That a call ends with its deadline; a busy machine has three chances. */
async function assertInTime(endpoint) {
  const client = new EcdClient({ credentials: ACCOUNT, endpoint, deadlineMs: DEADLINE_MS });
  const took = [];
  for (let chance = 0; chance < 3; ++chance) {
    const { error, tookMs } = await failing(() => client.copyImage(COPY));
    assert.notEqual(error.outcome, "refused");
    took.push(Math.round(tookMs));
    if (tookMs <= DEADLINE_MS + GRACE_MS) return;
  }
  assert.fail(`the deadline is ${DEADLINE_MS} ms, the errors came after ${took} ms`);
}

test("there are twenty of them, and more", () => assert.ok(Object.keys(FAULTS).length >= 20));

for (const [what, [[name, code, outcome], act]] of Object.entries(FAULTS)) {
  test(`${what}: ${name}, ${outcome}, within the deadline`, async (t) => {
    const { url } = await serveRaw(t, act);
    const client = new EcdClient({ credentials: ACCOUNT, endpoint: url, timeoutMs: 200 });
    const { error } = await failing(() => client.call("CopyImage", COPY));
    assert.deepEqual(
      [error.name, error.code, error.outcome, error.attempts],
      [name, code, outcome, 1],
    );
    assert.equal(error.retryable, false);
    await assertInTime(url);
  });
}

test("nobody listens: not sent, within the deadline", async () => {
  const endpoint = await deadAddress();
  const client = new EcdClient({ credentials: ACCOUNT, endpoint });
  const { error } = await failing(() => client.copyImage(COPY));
  const { name, code, outcome, retryable, attempts } = error;
  assert.deepEqual(
    [name, code, outcome, retryable, attempts],
    ["TransportError", "NoAnswer", "not-sent", true, 3],
  );
  await assertInTime(endpoint);
});

test("an idle connection that is closed as the copy is sent: unclear, and it is not sent again", async (t) => {
  let copies = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.setEncoding("latin1").on("data", (head) => {
      if (head.includes("x-acs-action: DescribeImages"))
        return socket.write(httpAnswer(200, '{"Images":[]}', { connection: "keep-alive" }));
      copies += 1;
      socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new EcdClient({ credentials: ACCOUNT, endpoint });
  await client.call("DescribeImages", { RegionId: "cn-shenzhen" });
  const { error } = await failing(() => client.copyImage(COPY, { reconcileMs: 0 }));
  assert.deepEqual([error.name, error.outcome, error.attempts], ["TransportError", "unclear", 1]);
  assert.equal(copies, 1);
});
