// What a client tells of its requests, how it names itself, and what it sends them with.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MockAgent } from "undici";
import { EcdClient } from "ecd-wasm";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { fakeFetch, serveHttp } from "../support/faulty_server.mjs";

const KEY = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
const LIST = { RegionId: "cn-beijing" };
const NEVER = () => new Promise(() => {});
const clientOf = (options) => new EcdClient({ credentials: KEY, ...options });

/** Hooks that remember what they were told, as [name, event]. */
function recorded() {
  const events = [];
  const hook = (name) => (event) => events.push([name, event]);
  const [onRequest, onResponse, onRetry] = ["request", "response", "retry"].map(hook);
  return { events, hooks: { onRequest, onResponse, onRetry } };
}

const names = (events) => events.map(([name]) => name);

describe("hooks", () => {
  const REQUEST = {
    operation: "CopyImage",
    method: "POST",
    host: "ecd.cn-hangzhou.aliyuncs.com",
    regionId: "cn-hangzhou",
    attempt: 1,
  };
  const ID = { "x-acs-request-id": "R" };

  for (const [what, answer, known] of [
    ["a result", { body: { ImageId: "m-1" }, headers: ID }, { status: 200, requestId: "R" }],
    [
      "a refusal",
      { status: 404, body: { Code: "A", RequestId: "B" } },
      { status: 404, requestId: "B", code: "A", outcome: "refused" },
    ],
    [
      "a broken page",
      { status: 502, body: "<html>" },
      { status: 502, code: "InvalidAnswer", outcome: "unclear" },
    ],
    [
      "a redirect",
      { status: 307, headers: ID, body: "" },
      { status: 307, requestId: "R", code: "Redirected", outcome: "unclear" },
    ],
    [
      "a result without what it is about",
      { body: {}, headers: ID },
      { status: 200, requestId: "R", code: "InvalidAnswer", outcome: "unclear" },
    ],
    ["no answer", new TypeError("fetch failed"), { code: "NoAnswer", outcome: "unclear" }],
  ]) {
    test(`are told before and after ${what}`, async () => {
      const { events, hooks } = recorded();
      const client = clientOf({ fetch: fakeFetch(answer), ...hooks });
      const outcome = await client.copyImage(COPY, { reconcileMs: 0 }).catch((error) => error);
      assert.deepEqual(names(events).slice(0, 2), ["request", "response"]);
      assert.deepEqual(events[0][1], REQUEST);
      const { durationMs, ...response } = events[1][1];
      assert.deepEqual(response, { ...REQUEST, ...known });
      assert.ok(durationMs >= 0 && durationMs < 60_000);
      assert.equal(outcome instanceof Error, known.outcome !== undefined);
    });
  }

  test("are told of the pause between attempts, in their order", async () => {
    const { events, hooks } = recorded();
    const throttled = { status: 429, body: { Code: "Throttling.User", RequestId: "T" } };
    const fetch = fakeFetch(throttled, { body: { Images: [] } });
    await clientOf({ fetch, regionId: "cn-hangzhou", ...hooks }).call("DescribeImages", LIST);
    assert.deepEqual(names(events), ["request", "response", "retry", "request", "response"]);
    assert.deepEqual(
      events.map(([, { attempt, regionId }]) => [attempt, regionId]),
      [1, 1, 1, 2, 2].map((attempt) => [attempt, "cn-beijing"]),
    );
    const { delayMs, ...retry } = events[2][1];
    assert.ok(delayMs >= 0 && delayMs < 20_000);
    assert.deepEqual(retry, {
      ...{ operation: "DescribeImages", regionId: "cn-beijing", attempt: 1 },
      ...{ code: "Throttling.User", outcome: "refused", status: 429, requestId: "T" },
    });
  });

  test("name the client's region where the call names none, and none where neither does", async () => {
    for (const [options, regionId] of [
      [{ regionId: "cn-shanghai" }, "cn-shanghai"],
      [{ endpoint: "https://ecd.example.com" }, undefined],
    ]) {
      const { events, hooks } = recorded();
      const fetch = fakeFetch({ body: {} });
      await clientOf({ fetch, profile: "off", ...options, ...hooks }).call("DescribeRegions", {});
      assert.equal(events[0][1].regionId, regionId);
      assert.equal("regionId" in events[1][1], regionId !== undefined);
    }
  });

  test("are told of a time-out and of an abort", async () => {
    const controller = new AbortController();
    const aborting = () => (controller.abort(), NEVER());
    for (const [fetch, options, code] of [
      [NEVER, { deadlineMs: 300 }, "Timeout"],
      [aborting, { signal: controller.signal }, "Aborted"],
    ]) {
      const { events, hooks } = recorded();
      await assert.rejects(clientOf({ fetch, ...hooks }).call("CopyImage", COPY, options));
      assert.deepEqual(names(events), ["request", "response"]);
      const { code: told, outcome } = events[1][1];
      assert.deepEqual([told, outcome], [code, "unclear"]);
    }
  });

  test("are not told of what is not sent", async () => {
    const { events, hooks } = recorded();
    const client = clientOf({ fetch: fakeFetch({}), ...hooks });
    await assert.rejects(client.call("CopyImage", {}));
    await assert.rejects(client.call("CopyImage", COPY, { signal: AbortSignal.abort() }));
    assert.deepEqual(events, []);
  });

  test("change nothing, whatever they do", async () => {
    const fail = () => {
      throw new Error("the hook's own");
    };
    const failLater = async () => fail();
    const spoil = (event) => Object.keys(event).forEach((name) => (event[name] = "spoilt"));
    const throttled = { status: 429, body: { Code: "Throttling" } };
    for (const hook of [fail, failLater, spoil, NEVER]) {
      const told = [];
      const hooks = {
        onRequest: hook,
        onResponse: (event) => told.push({ ...event }) && hook(event),
      };
      const fetch = fakeFetch(throttled, { body: { Images: [] } });
      const client = clientOf({ fetch, ...hooks, onRetry: hook });
      assert.deepEqual(await client.call("DescribeImages", LIST), { Images: [] });
      assert.deepEqual(
        told.map(({ operation, attempt }) => [operation, attempt]),
        [1, 2].map((attempt) => ["DescribeImages", attempt]),
      );
    }
  });

  test("may abort the call by its signal", async () => {
    const controller = new AbortController();
    const { events, hooks } = recorded();
    const fetch = fakeFetch({});
    const onRequest = () => controller.abort();
    const call = clientOf({ fetch, ...hooks, onRequest }).call("CopyImage", COPY, {
      signal: controller.signal,
    });
    await assert.rejects(call, { code: "Aborted", outcome: "not-sent" });
    assert.deepEqual([fetch.calls.length, events[0][1].outcome], [0, "not-sent"]);
  });
});

describe("User-Agent", () => {
  const itself = new RegExp(`^ecd-wasm/\\d+\\.\\d+\\.\\d+ Node\\.js/${process.versions.node}`);

  test("names package, version and Node.js, and the application behind them", async (t) => {
    const server = await serveHttp(t, (response) => response.end('{"RequestId":"R"}'));
    for (const userAgent of [undefined, "my-app/1.2 (nightly)"]) {
      const options = { endpoint: server.url, ...(userAgent && { userAgent }) };
      await clientOf(options).call("DescribeImages", LIST);
      const { "user-agent": sent } = server.received.at(-1).headers;
      assert.match(sent, itself);
      assert.equal(sent.replace(itself, ""), userAgent ? ` ${userAgent}` : "");
    }
  });

  test("is refused when it could end the header", async () => {
    for (const userAgent of ["", "a\r\nx-acs-action: DeleteImages", "桌面"]) {
      const fetch = fakeFetch({});
      const call = clientOf({ fetch, userAgent }).call("DescribeImages", LIST);
      await assert.rejects(call, { code: "InvalidOption", outcome: "not-sent" });
      assert.equal(fetch.calls.length, 0);
    }
  });
});

describe("dispatcher", () => {
  test("is what Node.js's own fetch sends with", async (t) => {
    const dispatcher = new MockAgent();
    t.after(() => dispatcher.close());
    dispatcher.disableNetConnect();
    dispatcher
      .get("https://ecd.cn-beijing.aliyuncs.com")
      .intercept({ method: "POST", path: () => true })
      .reply(200, { RequestId: "from the dispatcher" });
    const answer = await clientOf({ dispatcher }).call("DescribeImages", LIST);
    assert.equal(answer.RequestId, "from the dispatcher");
  });

  test("is handed on to a fetch that is given", async () => {
    const dispatcher = { dispatch: () => true };
    const fetch = fakeFetch({});
    await clientOf({ fetch, dispatcher }).call("DescribeImages", LIST);
    assert.equal(fetch.calls[0].dispatcher, dispatcher);
  });
});
