// What a relay makes of its options, and of the calls that it takes.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { createRelay } from "ecd-wasm/relay";
import { runProgram } from "../support/child.mjs";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";
import { ALLOW, ask, closedRelay, nonce, relayTo, requestOf } from "../support/relays.mjs";

let emulator;
before(async () => (emulator = await createEmulator({ port: false })));
after(() => emulator.close());

/** Lets what an audit is told arrive: it is not waited for. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("createRelay", () => {
  const good = { credentials: ACCOUNT, allow: ALLOW, authorize: () => true };
  const bad = {
    "no options": undefined,
    "no authorize": { ...good, authorize: undefined },
    "authorize that is a value": { ...good, authorize: true },
    "no credentials": { ...good, credentials: undefined },
    "no allow-list": { ...good, allow: undefined },
    "no operations": { ...good, allow: { regions: ["cn-hangzhou"] } },
    "an empty list": { ...good, allow: { ...ALLOW, operations: [] } },
    "any operation": { ...good, allow: { ...ALLOW, operations: ["*"] } },
    "any region": { ...good, allow: { ...ALLOW, regions: ["*"] } },
    "a region that would be a host": { ...good, allow: { ...ALLOW, regions: ["x.example/"] } },
    "any origin": { ...good, origin: "*" },
    "an origin with a path": { ...good, origin: "https://app.example/" },
    "an origin among wrong ones": { ...good, origin: ["https://app.example", "app.example"] },
    "an option that is misspelt": { ...good, origins: ["https://app.example"] },
    "an audit that is a value": { ...good, audit: {} },
    "a limit of nothing": { ...good, maxBodyBytes: 0 },
    "a limit that is no number": { ...good, timeoutMs: "soon" },
  };
  for (const [what, options] of Object.entries(bad)) {
    test(`refuses ${what}`, () => {
      assert.throws(() => createRelay(options), { name: "EcdError", code: "InvalidOption" });
    });
  }

  test("takes the options there are", () => {
    assert.equal(typeof createRelay(good), "function");
    assert.equal(typeof createRelay({ ...good, origin: "http://127.0.0.1:8080" }), "function");
  });
});

describe("a call", () => {
  test("is signed, sent and answered", async () => {
    const { status, headers, answer } = await ask(relayTo(emulator), requestOf("CopyImage", COPY));
    assert.equal(status, 200);
    assert.equal(headers.get("content-type"), "application/json");
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("access-control-allow-origin"), null);
    assert.deepEqual(Object.keys(answer).sort(), ["date", "result", "version"]);
    const image = emulator
      .images("cn-shenzhen")
      .find(({ ImageId }) => ImageId === answer.result.ImageId);
    assert.equal(image.Name, COPY.DestinationImageName);
    assert.equal(headers.get("x-acs-request-id"), answer.result.RequestId);
    assert.ok(Math.abs(Date.parse(answer.date) - emulator.clock.now()) < 5_000);
  });

  test("that the service refuses is answered with all that it says", async () => {
    const request = requestOf("CopyImage", { ...COPY, ImageId: "m-nowhere" });
    const { status, answer } = await ask(relayTo(emulator), request);
    assert.equal(status, 200, "the relay has done its part");
    const { message, requestId, recommend, ...error } = answer.error;
    assert.deepEqual(error, {
      name: "ServiceError",
      code: "InvalidImageId.NotFound",
      outcome: "refused",
      retryable: false,
      statusCode: 404,
    });
    assert.match(message, /image/);
    assert.match(requestId, /^[0-9A-F-]{36}$/);
    assert.match(recommend, /^https:/);
  });

  test("makes one request, whatever becomes of it", async () => {
    const faults = {
      throttled: [
        { status: 429, headers: { "x-acs-retry-after": "7000" }, body: { Code: "Throttling" } },
        {
          name: "ThrottlingError",
          outcome: "refused",
          retryable: true,
          retryAfterMs: 7000,
          statusCode: 429,
        },
      ],
      "a server error": [
        { status: 503, body: { Code: "ServiceUnavailable", RequestId: "R" } },
        {
          name: "ServiceError",
          outcome: "unclear",
          retryable: true,
          statusCode: 503,
          requestId: "R",
        },
      ],
      "a lost answer": [
        new Error("lost"),
        { name: "TransportError", code: "NoAnswer", outcome: "unclear" },
      ],
      HTML: [
        { status: 502, body: "<html>" },
        { code: "InvalidAnswer", outcome: "unclear", statusCode: 502 },
      ],
      "a redirect": [
        { status: 307, headers: { location: "https://evil.example/" }, body: "" },
        { code: "Redirected", outcome: "unclear", statusCode: 307 },
      ],
      "no connection": [
        Object.assign(new Error("x"), { code: "ECONNREFUSED" }),
        { outcome: "not-sent", retryable: true },
      ],
    };
    for (const [what, [fault, expected]] of Object.entries(faults)) {
      const fetch = fakeFetch(fault);
      const { status, answer } = await ask(
        relayTo(emulator, { fetch }),
        requestOf("DescribeImages", { RegionId: "cn-hangzhou" }),
      );
      assert.equal(fetch.calls.length, 1, what);
      assert.equal(fetch.calls[0].redirect, "manual");
      assert.equal(status, 200, what);
      const told = Object.fromEntries(
        Object.keys(expected).map((name) => [name, answer.error[name]]),
      );
      assert.deepEqual(told, expected, what);
    }
  });

  test("goes to the region's endpoint, or where the server says; never where a client says", async () => {
    const fetch = fakeFetch({ body: {} });
    const more = {
      endpoint: "https://evil.example",
      host: "evil.example",
      method: "GET",
      fetch: "x",
    };
    const request = requestOf(
      "DescribeImages",
      { RegionId: "cn-beijing" },
      { ...more, method: "POST" },
    );
    await ask(relayTo(emulator, { fetch }), request);
    assert.equal(new URL(fetch.calls[0].url).host, "ecd.cn-beijing.aliyuncs.com");
    const options = { fetch, endpoint: "https://ecd-vpc.cn-beijing.aliyuncs.com" };
    await ask(relayTo(emulator, options), requestOf("DescribeImages", { RegionId: "cn-beijing" }));
    assert.equal(new URL(fetch.calls[1].url).host, "ecd-vpc.cn-beijing.aliyuncs.com");
  });

  test("is signed with the client's nonce, so that the service takes it once", async () => {
    const body = JSON.stringify({
      version: 1,
      operation: "CopyImage",
      params: COPY,
      nonce: nonce(),
    });
    const send = () => ask(relayTo(emulator), requestOf("CopyImage", COPY, { body }));
    const images = () => emulator.images("cn-shenzhen").length;
    const before = images();
    const [first, second] = [await send(), await send()];
    assert.ok(first.answer.result.ImageId);
    assert.equal(second.answer.error.code, "SignatureNonceUsed");
    assert.equal(second.answer.error.outcome, "unclear");
    assert.equal(images(), before + 1);
  });

  test("of an operation without a region goes to the endpoint that regionId names", async () => {
    const fetch = fakeFetch({ body: {} });
    const allow = { operations: ["CancelCdsFileShareLink"], regions: ["cn-beijing"] };
    const relay = relayTo(emulator, { fetch, allow });
    const params = { CdsId: "cds-1", ShareId: "s-1" };
    await ask(relay, requestOf("CancelCdsFileShareLink", params, { regionId: "cn-beijing" }));
    assert.equal(new URL(fetch.calls[0].url).host, "ecd.cn-beijing.aliyuncs.com");
    const elsewhere = requestOf("CancelCdsFileShareLink", params, { regionId: "cn-hangzhou" });
    assert.equal((await ask(relay, elsewhere)).answer.error.code, "RegionNotAllowed");
    assert.equal(fetch.calls.length, 1);
  });

  test("that comes to its turn too late is not sent", async () => {
    const authorize = () => new Promise((resolve) => setTimeout(resolve, 60, true));
    const { relay, fetch } = closedRelay({ authorize, timeoutMs: 40 });
    const { answer } = await ask(relay, requestOf("CopyImage", COPY));
    assert.deepEqual([answer.error.code, answer.error.outcome], ["Timeout", "not-sent"]);
    assert.equal(fetch.calls.length, 0);
  });

  test("of a client that has gone away is not sent", async () => {
    const gone = new AbortController();
    const authorize = async () => (gone.abort(), true);
    const { relay, fetch } = closedRelay({ authorize });
    const request = new Request(requestOf("CopyImage", COPY), { signal: gone.signal });
    const { answer } = await ask(relay, request);
    assert.deepEqual([answer.error.code, answer.error.outcome], ["Aborted", "not-sent"]);
    assert.equal(fetch.calls.length, 0);
  });

  test("dates itself right after a refusal for a wrong clock, which may be tried again", async (t) => {
    const other = await createEmulator({
      port: false,
      now: () => new Date(Date.now() + 7_200_000),
    });
    t.after(() => other.close());
    const relay = relayTo(other);
    const first = await ask(relay, requestOf("CopyImage", COPY));
    assert.match(first.answer.error.code, /^InvalidTimeStamp/);
    assert.deepEqual([first.answer.error.outcome, first.answer.error.retryable], ["refused", true]);
    const second = await ask(relay, requestOf("CopyImage", COPY));
    assert.ok(second.answer.result.ImageId);
    assert.ok(
      Math.abs(Date.parse(second.answer.date) - other.clock.now()) < 5_000,
      "and tells the clock",
    );
  });
});

describe("a relay that cannot work says so", () => {
  test("without a core: nothing was sent", async () => {
    const told = await runProgram(`
      new Response(); // Node's own fetch compiles something too
      await new Promise(setImmediate);
      WebAssembly.compile = () => Promise.reject(new Error("code generation is not allowed"));
      const { createRelay } = await import("ecd-wasm/relay");
      const relay = createRelay({
        credentials: ${JSON.stringify(ACCOUNT)},
        allow: ${JSON.stringify(ALLOW)},
        authorize: () => true,
      });
      const body = ${JSON.stringify(await requestOf("CopyImage", COPY).text())};
      const headers = { "content-type": "application/json" };
      const response = await relay(new Request("https://r.example", { method: "POST", headers, body }));
      print([response.status, (await response.json()).error]);
    `);
    const [status, { code, outcome, message }] = told;
    assert.deepEqual([status, code, outcome], [500, "CoreNotLoaded", "not-sent"]);
    assert.match(message, /loadCore/);
  });

  test("with a function of the server's that fails: its text stays inside", async () => {
    const endpoint = () => {
      throw new Error("an-inner-address");
    };
    const { status, answer, text } = await ask(
      relayTo(emulator, { endpoint }),
      requestOf("CopyImage", COPY),
    );
    assert.deepEqual(
      [status, answer.error.code, answer.error.outcome],
      [500, "RelayFailed", "unclear"],
    );
    assert.ok(!text.includes("an-inner-address"));
  });
});

describe("the audit", () => {
  let events;
  beforeEach(() => (events = []));
  const audited = (options) =>
    relayTo(emulator, { audit: (event) => events.push(event), ...options });
  const lastEvent = async () => (await settled(), events.at(-1));

  test("is told who asked for what, and what became of it", async () => {
    const relay = audited({ authorize: () => ({ who: "ann" }) });
    const headers = { origin: "https://relay.example" };
    const { answer } = await ask(relay, requestOf("CopyImage", COPY, { headers }));
    const { date, durationMs, ...event } = await lastEvent();
    assert.deepEqual(event, {
      who: "ann",
      origin: "https://relay.example",
      operation: "CopyImage",
      params: COPY,
      outcome: "done",
      requestId: answer.result.RequestId,
      status: 200,
    });
    assert.ok(Math.abs(Date.parse(date) - Date.now()) < 10_000);
    assert.ok(durationMs > 0);
    await ask(relay, requestOf("CopyImage", { ...COPY, ImageId: "m-nowhere" }));
    const { outcome, code, status } = await lastEvent();
    assert.deepEqual([outcome, code, status], ["refused", "InvalidImageId.NotFound", 200]);
    assert.equal(events.length, 2);
  });

  test("is told of every refusal, with what is known by then", async () => {
    const relay = audited({ authorize: ({ headers }) => headers.has("cookie") && { who: "ann" } });
    const headers = { cookie: "a=b" };
    await ask(relay, requestOf("CopyImage", COPY, { method: "GET" }));
    await ask(relay, requestOf("CopyImage", COPY));
    await ask(relay, requestOf("DeleteImages", COPY, { headers }));
    await ask(relay, requestOf("CopyImage", {}, { headers }));
    await settled();
    const told = events.map(({ date: _, durationMs: __, ...event }) => event);
    assert.deepEqual(told, [
      { outcome: "not-sent", code: "MethodNotAllowed", status: 405 },
      { outcome: "not-sent", code: "NotAuthorized", status: 403 },
      {
        who: "ann",
        operation: "DeleteImages",
        outcome: "not-sent",
        code: "OperationNotAllowed",
        status: 403,
      },
      {
        who: "ann",
        operation: "CopyImage",
        outcome: "not-sent",
        code: "ValidationError",
        status: 422,
      },
    ]);
  });

  test("is told no password", async () => {
    const fetch = fakeFetch({ body: {} });
    const allow = {
      operations: ["ResetUserPassword", "CreateADConnectorDirectory"],
      regions: ["cn-hangzhou"],
    };
    const relay = audited({ fetch, allow, profile: "off" });
    const params = {
      RegionId: "cn-hangzhou",
      DomainPassword: "hunter-2-hunter-2",
      DomainUserName: "ann",
    };
    const { status } = await ask(relay, requestOf("CreateADConnectorDirectory", params));
    assert.equal(status, 200);
    assert.deepEqual((await lastEvent()).params, { ...params, DomainPassword: "***" });
    assert.ok(fetch.calls[0].url.includes("hunter-2-hunter-2"), "the service is told it");
  });

  test("may fail or never end: the answer stays the same", async () => {
    const audits = [
      () => {
        throw new Error("full");
      },
      () => Promise.reject(new Error("full")),
      () => new Promise(() => {}),
    ];
    for (const audit of audits) {
      const { status } = await ask(
        relayTo(emulator, { audit }),
        requestOf("DescribeImages", { RegionId: "cn-hangzhou" }),
      );
      assert.equal(status, 200);
    }
    await settled();
  });
});
