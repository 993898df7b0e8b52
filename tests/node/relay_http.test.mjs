// A relay behind Node's http, over real connections.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { toNodeListener } from "ecd-wasm/relay";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { relayTo } from "../support/relays.mjs";

const LIST = { RegionId: "cn-hangzhou" };
const JSON_TYPE = { "content-type": "application/json" };

let emulator;
before(async () => (emulator = await createEmulator({ port: false, copyDurationMs: 20 })));
after(() => emulator.close());

/** Its address. */
async function serve(t, listener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.close(), server.closeAllConnections()));
  return `http://127.0.0.1:${server.address().port}/ecd`;
}

const serveRelay = (t, options) => serve(t, toNodeListener(relayTo(emulator, options)));

test("an image is copied, by who is authorized", async (t) => {
  const authorize = ({ headers }) => headers.get("authorization") === "Bearer ann";
  const url = await serveRelay(t, { authorize });
  const relay = { url, headers: { authorization: "Bearer ann" } };
  const image = await new EcdClient({ relay }).copyImageAndWait(COPY, { pollMs: 5 });
  assert.equal(image.Status, "Available");
  const stranger = new EcdClient({ relay: { url } });
  await assert.rejects(stranger.copyImage(COPY), { code: "NotAuthorized", statusCode: 403 });
});

test("authorize finds what the application's own middleware left", async (t) => {
  // As Express and the like: each step may answer, or pass the request on.
  const session = (request, _, next) => {
    request.session = { user: /user=(\w+)/.exec(request.headers.cookie ?? "")?.[1] };
    next();
  };
  const events = [];
  const relay = toNodeListener(
    relayTo(emulator, {
      authorize: (_, { context }) => context.session.user && { who: context.session.user },
      audit: (event) => events.push(event),
    }),
  );
  const url = await serve(t, (request, response) =>
    session(request, response, () => relay(request, response)),
  );
  const clientOf = (cookie) => new EcdClient({ relay: { url, headers: { cookie } } });
  await clientOf("user=ann").call("DescribeImages", LIST);
  await assert.rejects(clientOf("").call("DescribeImages", LIST), { code: "NotAuthorized" });
  assert.deepEqual(
    events.map(({ who, code }) => [who, code]),
    [
      ["ann", undefined],
      [undefined, "NotAuthorized"],
    ],
  );
});

test("refusals arrive, and the connection of a body that is too large is closed", async (t) => {
  const url = await serveRelay(t);
  const cases = [
    [{}, 405],
    [{ method: "HEAD" }, 405],
    [{ method: "POST", body: "a=b" }, 415],
    [
      { method: "POST", headers: { ...JSON_TYPE, origin: "https://evil.example" }, body: "{}" },
      403,
    ],
    [{ method: "POST", headers: { ...JSON_TYPE, origin: new URL(url).origin }, body: "{}" }, 400],
    [{ method: "POST", headers: JSON_TYPE }, 400],
  ];
  for (const [init, status] of cases) assert.equal((await fetch(url, init)).status, status);

  const { port } = new URL(url);
  const ask = async (head, more = "") => {
    const socket = connect(port, "127.0.0.1");
    t.after(() => socket.destroy());
    socket.write(`POST /ecd HTTP/1.1\r\n${head}\r\n\r\n${more}`);
    let text = "";
    for await (const part of socket.setEncoding("utf8")) text += part;
    return text;
  };
  const large = "Host: a\r\nContent-Type: application/json\r\n";
  assert.match(await ask(`${large}Content-Length: 5000000`), /^HTTP\/1.1 413 [^]*"BodyTooLarge"/);
  const chunk = `11170\r\n${"x".repeat(70_000)}\r\n`;
  assert.match(
    await ask(`${large}Transfer-Encoding: chunked`, chunk),
    /^HTTP\/1.1 413 [^]*"BodyTooLarge"/,
  );
  assert.match(await ask("Host: a b"), /^HTTP\/1.1 400 /);
});

test("the call of a client that has gone away is not sent", async (t) => {
  const sent = emulator.requests().length;
  let arrive;
  const arrived = new Promise((resolve) => (arrive = resolve));
  const event = await new Promise((audit) => {
    const authorize = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(true));
        arrive();
      });
    void serveRelay(t, { authorize, audit }).then(async (url) => {
      const stop = new AbortController();
      const call = new EcdClient({ relay: { url } }).call("CopyImage", COPY, {
        signal: stop.signal,
      });
      await arrived;
      stop.abort();
      await assert.rejects(call, { code: "Aborted", outcome: "unclear" });
    });
  });
  assert.deepEqual([event.code, event.outcome], ["Aborted", "not-sent"]);
  assert.equal(emulator.requests().length, sent);
});
