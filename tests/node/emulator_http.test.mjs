// The emulator on a real socket: what only a connection shows.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE, sendOverHttp, sign } from "../support/emulator_calls.mjs";

const READ = { RegionId: "cn-hangzhou" };
let emulator;
before(async () => void (emulator = await createEmulator()));
after(() => emulator.close());

const signed = (options) => sign("DescribeImages", READ, { endpoint: emulator.url, ...options });
const codeOf = ({ text }) => JSON.parse(text).Code;

test("it listens on 127.0.0.1 and answers fetch", async () => {
  assert.match(emulator.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const { url, ...init } = signed();
  const response = await fetch(url, init);
  const { Images, RequestId } = await response.json();
  assert.equal(response.status, 200);
  assert.equal(Images.length, 3);
  assert.equal(response.headers.get("x-acs-request-id"), RequestId);
});

const foreign = Object.values(networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test(
  "nobody reaches it from outside unless it is told to listen there",
  { skip: foreign === undefined && "this machine has loopback only" },
  async () => {
    const tryFrom = async ({ url }) => {
      const socket = connect(Number(new URL(url).port), foreign);
      const outcome = await once(socket, "connect").then(
        () => "connected",
        ({ code }) => code,
      );
      socket.destroy();
      return outcome;
    };
    assert.equal(await tryFrom(emulator), "ECONNREFUSED");
    const open = await createEmulator({ host: "0.0.0.0" });
    assert.equal(await tryFrom(open), "connected");
    await open.close();
  },
);

test("the Host header decides, not the address", async () => {
  const port = new URL(emulator.url).port;
  for (const host of ["127.0.0.1", `localhost:${port}`, "ecd.cn-hangzhou.aliyuncs.com"]) {
    assert.equal((await sendOverHttp(emulator, signed({ host }))).status, 200, host);
  }
  for (const host of ["evil.example", `evil.example:${port}`, "ecd.cn-hangzhou.aliyuncs.com:80"]) {
    const answer = await sendOverHttp(emulator, signed({ host }));
    assert.equal(answer.status, 403, host);
    assert.equal(codeOf(answer), "InvalidHost");
  }
  const foreign = await sendOverHttp(emulator, signed({ host: "ecd.cn-beijing.aliyuncs.com" }));
  assert.equal(codeOf(foreign), "InvalidRegionId.NotMatch");
});

test("two Host headers, or a signed header sent twice, are refused", async () => {
  const { headers, url } = signed();
  const twice = async (name, value) => {
    const lines = Object.entries({ ...headers }).map(([key, text]) => `${key}: ${text}`);
    const path = url.slice(emulator.url.length);
    const head = [`POST ${path} HTTP/1.1`, ...lines, `${name}: ${value}`, "connection: close"];
    return exchangeRaw(`${head.join("\r\n")}\r\n\r\n`);
  };
  assert.match(await twice("host", "evil.example"), /^HTTP\/1\.1 4\d\d /);
  assert.match(await twice("x-acs-action", "CopyImage"), /^HTTP\/1\.1 4\d\d /);
  assert.match(await twice("accept", "text/plain"), /^HTTP\/1\.1 200 /);
});

test("an answer is never XML, whatever is asked for", async () => {
  const request = signed();
  const headers = { ...request.headers, accept: "text/xml" };
  const answer = await sendOverHttp(emulator, { ...request, headers });
  assert.match(answer.headers["content-type"], /^application\/json/);
  assert.equal(JSON.parse(answer.text).Images.length, 3);
});

test("a body of 1 MiB is read, a larger one is a 413 while reading", async () => {
  const options = { headers: { "content-type": "application/octet-stream" } };
  const fits = await sendOverHttp(emulator, signed({ ...options, body: "x".repeat(2 ** 20) }));
  assert.notEqual(fits.status, 413);
  const overflow = signed({ ...options, body: "x".repeat(2 ** 20 + 1) });
  assert.equal((await sendOverHttp(emulator, overflow)).status, 413);
  const large = signed({ ...options, body: "x".repeat(2 * 2 ** 20) });
  const answer = await sendOverHttp(emulator, large);
  assert.equal(answer.status, 413);
  assert.equal(codeOf(answer), "EntityTooLarge");
  const { url, ...init } = large;
  assert.equal((await fetch(url, init)).status, 413);
  assert.equal((await emulator.fetch(url, init)).status, 413);
});

test("an endless body is cut off, and its memory is not kept", async () => {
  const socket = connectTo(emulator);
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  const pour = () => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    while (socket.writable && socket.write(chunk));
  };
  const started = Date.now();
  socket.on("drain", pour);
  socket.write("POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n", pour);
  await closed(socket);
  assert.ok(Date.now() - started <= 2500, `${Date.now() - started} ms`);
  assert.ok(socket.bytesWritten > 4 * 2 ** 20, `${socket.bytesWritten} bytes sent`);
  assert.ok(peak < 64 * 2 ** 20, `${peak} bytes kept`);
});

for (const [what, start] of [
  ["nothing", ""],
  ["half a head", "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n"],
  ["half a body", "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\nx"],
]) {
  test(`a slow client that sends ${what} is closed within 2.5 s`, async () => {
    const started = Date.now();
    const socket = connectTo(emulator);
    socket.write(start);
    // A byte now and then must not keep it open.
    const drip = setInterval(() => start && socket.write("x"), 300);
    await closed(socket);
    clearInterval(drip);
    assert.ok(Date.now() - started <= 2500, `${Date.now() - started} ms`);
  });
}

test("a healthy client is served while slow ones hang", async () => {
  const slow = Array.from({ length: 200 }, () => connectTo(emulator));
  for (const socket of slow) socket.write("POST / HTTP/1.1\r\n");
  const { url, ...init } = signed();
  assert.equal((await fetch(url, init)).status, 200);
  for (const socket of slow) socket.destroy();
});

test("the same port twice is an EcdError", async () => {
  const port = Number(new URL(emulator.url).port);
  await assert.rejects(createEmulator({ port }), { code: "ListenFailed" });
});

test("close ends connections and frees the port", async () => {
  const mine = await createEmulator();
  const socket = connectTo(mine);
  await once(socket, "connect");
  await mine.close();
  if (!socket.closed) await closed(socket);
  const again = await createEmulator({ port: Number(new URL(mine.url).port) });
  await again.close();
  await again.close();
});

test("the process exits by itself after close, delayed answers and all", async () => {
  const support = new URL("../support/emulator_calls.mjs", import.meta.url).href;
  const script = `
    import { createEmulator } from "ecd-wasm/emulator";
    import { sign } from ${JSON.stringify(support)};
    const emulator = await createEmulator();
    emulator.faults.add({ delayMs: 60_000 });
    const failure = ({ fetch }) => {
      const options = { endpoint: emulator.url };
      const { url, ...init } = sign("DescribeRegions", { RegionId: "cn-hangzhou" }, options);
      return fetch(url, init).catch((error) => error);
    };
    const overHttp = failure(globalThis);
    const inProcess = failure(emulator);
    while (emulator.requests().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await emulator.close();
    console.log((await overHttp).name, (await inProcess).cause.code);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: new URL(".", import.meta.url),
    timeout: 15_000,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (part) => (output += part));
  const [status] = await once(child, "close");
  assert.equal(status, 0);
  assert.equal(output.trim(), "TypeError ECONNRESET");
});

test("copies over HTTP are seen in process: one service, two doors", async () => {
  const request = sign("CopyImage", PAGE_EXAMPLE, { endpoint: emulator.url });
  const { ImageId } = JSON.parse((await sendOverHttp(emulator, request)).text);
  assert.equal(emulator.images("cn-shenzhen")[0].ImageId, ImageId);
});

function connectTo({ url }) {
  const { hostname, port } = new URL(url);
  // Being cut off is what some tests wait for.
  return connect(Number(port), hostname)
    .on("error", () => {})
    .resume();
}

/** Unlike `once` this does not mind the error that comes before the end. */
function closed(socket) {
  return new Promise((resolve) => void socket.once("close", resolve));
}

async function exchangeRaw(text) {
  const socket = connectTo(emulator).setEncoding("utf8");
  let answer = "";
  socket.on("data", (part) => (answer += part));
  socket.write(text);
  await closed(socket);
  return answer;
}
