// What is tried again, when, how often, and what is known after all attempts. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AbortError,
  EcdClient,
  loadCore,
  ServiceError,
  ThrottlingError,
  TimeoutError,
  TransportError,
} from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { failure } from "../support/failure.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";
import { virtualTime } from "../support/virtual_time.mjs";

await loadCore();
const LIST = { RegionId: "cn-hangzhou" };
const NEVER = () => new Promise(() => {});

const clientOf = (options) => new EcdClient({ credentials: ACCOUNT, ...options });
const answer = (status, Code, headers = {}) => ({ status, headers, body: { Code } });
const lost = (code, syscall) => {
  const cause = Object.assign(new Error(code), { code, syscall });
  return new TypeError("fetch failed", { cause });
};

const UNAVAILABLE = answer(503, "ServiceUnavailable");
const THROTTLED = answer(400, "Throttling.User");
const REFUSED = lost("ECONNREFUSED", "connect");
const RESET = lost("ECONNRESET", "read");
const GOOD = { body: { RequestId: "R", Images: [], ImageId: "m-new" } };

describe("which failures are followed by another attempt", () => {
  const cases = [
    // what, first answer, how often a read is sent, how often a write
    ["a server error", UNAVAILABLE, 2, 1],
    ["a server error by its code", answer(400, "InternalError"), 2, 1],
    ["throttling", THROTTLED, 2, 2],
    ["throttling by its status", answer(429, "TooManyRequests"), 2, 2],
    ["a page of a gateway", { status: 502, body: "<html>" }, 2, 1],
    ["an answer that was cut", { body: '{"Images":[' }, 2, 1],
    ["an empty answer", { body: "" }, 2, 1],
    ["a list in place of an object", { body: "[]" }, 2, 1],
    ["a used nonce", answer(400, "SignatureNonceUsed"), 2, 1],
    ["a lost connection", RESET, 2, 1],
    ["a connection that was there, unreachable", lost("EHOSTUNREACH", "read"), 2, 1],
    ["a refused connection", REFUSED, 2, 2],
    ["a connection that took too long", lost("ETIMEDOUT", "connect"), 2, 2],
    ["an unknown host", lost("ENOTFOUND", "getaddrinfo"), 2, 2],
    ["a refusal", answer(404, "InvalidImageId.NotFound"), 1, 1],
    ["a page that stands in the way", { status: 403, body: "<html>" }, 1, 1],
    ["a redirect", { status: 302, body: "" }, 1, 1],
    ["a wrong date, without a Date header", answer(400, "InvalidTimeStamp.Expired"), 1, 1],
  ];
  for (const [what, first, reads, writes] of cases) {
    test(`${what}: a read ${reads}, a write ${writes}`, async (t) => {
      const time = virtualTime(t);
      for (const [operation, params, times] of [
        ["DescribeImages", LIST, reads],
        ["CopyImage", COPY, writes],
      ]) {
        const fetch = fakeFetch(first, GOOD);
        await time.run(
          clientOf({ fetch })
            .call(operation, params)
            .catch(() => undefined),
        );
        assert.equal(fetch.calls.length, times, operation);
      }
    });
  }

  test("a time-out: a read is sent again, a write is not", async (t) => {
    const time = virtualTime(t);
    for (const [operation, params, times] of [
      ["DescribeImages", LIST, 3],
      ["CopyImage", COPY, 1],
    ]) {
      const fetch = fakeFetch(NEVER);
      const members = { outcome: "unclear", attempts: times, code: "Timeout" };
      await time.run(failure(clientOf({ fetch }).call(operation, params), TimeoutError, members));
      assert.equal(fetch.calls.length, times);
    }
  });
});

test("each attempt is signed anew, with a nonce and a date of its own", async (t) => {
  const time = virtualTime(t);
  const emulator = await createEmulator({ port: false });
  t.after(() => emulator.close());
  emulator.faults.add({ code: "Throttling", retryAfterMs: 1500, times: 2 });
  const sent = [];
  const fetch = (url, init) => (sent.push(init.headers), emulator.fetch(url, init));
  const retries = [];
  const client = clientOf({ fetch, onRetry: (event) => retries.push(event) });
  await time.run(client.call("CopyImage", COPY));
  const distinct = (name) => new Set(sent.map((headers) => headers[name])).size;
  assert.equal(sent.length, 3);
  for (const name of ["x-acs-signature-nonce", "x-acs-date", "authorization"]) {
    assert.equal(distinct(name), 3, name);
  }
  assert.deepEqual(
    retries.map(({ attempt, code, outcome }) => [attempt, code, outcome]),
    [
      [1, "Throttling", "refused"],
      [2, "Throttling", "refused"],
    ],
  );
});

describe("pauses", () => {
  /** The pauses of a call that fails twice with the same. */
  async function pauses(t, answered, random) {
    const time = virtualTime(t);
    t.mock.method(Math, "random", () => random);
    const found = [];
    const fetch = fakeFetch(answered);
    const client = clientOf({ fetch, onRetry: ({ delayMs }) => found.push(delayMs) });
    await time.run(client.call("DescribeImages", LIST).catch(() => undefined));
    return { found, passed: time.now() };
  }

  test("grow exponentially, with full jitter", async (t) => {
    const { found, passed } = await pauses(t, UNAVAILABLE, 1 - 2 ** -32);
    assert.deepEqual(found, [50, 100]);
    assert.equal(passed, 150);
    t.mock.reset();
    assert.deepEqual((await pauses(t, THROTTLED, 1 - 2 ** -32)).found, [1000, 2000]);
    t.mock.reset();
    assert.deepEqual((await pauses(t, THROTTLED, 0)).found, [0, 0]);
  });

  test("are no shorter than the service asks for", async (t) => {
    const asked = { ...THROTTLED, headers: { "x-acs-retry-after": "7000" } };
    const { found, passed } = await pauses(t, asked, 0);
    assert.deepEqual(found, [7000, 7000]);
    assert.equal(passed, 14_000);
  });

  test("who is sent away for more than a minute is told at once", async (t) => {
    const asked = { ...THROTTLED, headers: { "x-acs-retry-after": "60001" } };
    const { found, passed } = await pauses(t, asked, 0);
    assert.deepEqual([found, passed], [[], 0]);
  });
});

describe("the budget of a client", () => {
  test("10,000 calls in a full outage make 1.01 requests each at most", async (t) => {
    const time = virtualTime(t);
    const calls = 10_000;
    for (const outage of [UNAVAILABLE, RESET]) {
      let requests = 0;
      const fetch = async () => {
        requests += 1;
        if (outage instanceof Error) throw outage;
        return {
          status: outage.status,
          headers: new Headers(),
          text: async () => JSON.stringify(outage.body),
        };
      };
      const client = clientOf({ fetch });
      let left = calls;
      const caller = async () => {
        while (--left >= 0) {
          const error = await client.call("DescribeImages", LIST).catch((reason) => reason);
          assert.equal(error.outcome, "unclear");
        }
      };
      await time.run(Promise.all(Array.from({ length: 50 }, caller)));
      assert.ok(requests > calls, "some are tried again");
      assert.ok(requests <= 1.01 * calls, `${requests} requests for ${calls} calls`);
    }
  });

  test("successes fill it again", async (t) => {
    const time = virtualTime(t);
    let isDown = true;
    const fetch = fakeFetch(() => (isDown ? UNAVAILABLE : GOOD));
    const client = clientOf({ fetch });
    const sentBy = async () => {
      const before = fetch.calls.length;
      await client.call("DescribeImages", LIST).catch(() => undefined);
      return fetch.calls.length - before;
    };
    const run = async () => {
      for (let i = 0; i < 40; ++i) await sentBy();
      assert.equal(await sentBy(), 1, "used up");
      isDown = false;
      for (let i = 0; i < 28; ++i) assert.equal(await sentBy(), 1);
      isDown = true;
      assert.equal(await sentBy(), 3, "28 successes are worth two retries");
      assert.equal(await sentBy(), 1);
    };
    await time.run(run());
  });

  test("is the client's own", async (t) => {
    const time = virtualTime(t);
    const fetch = fakeFetch(UNAVAILABLE);
    const first = clientOf({ fetch });
    const run = async () => {
      for (let i = 0; i < 40; ++i) await first.call("DescribeImages", LIST).catch(() => undefined);
      const before = fetch.calls.length;
      await clientOf({ fetch })
        .call("DescribeImages", LIST)
        .catch(() => undefined);
      assert.equal(fetch.calls.length - before, 3);
    };
    await time.run(run());
  });
});

describe("what is known after several attempts", () => {
  const outcomes = [
    // The last failure leaves no doubt about itself, but an earlier one has.
    [[UNAVAILABLE, REFUSED, REFUSED], TransportError, { outcome: "unclear", attempts: 3 }],
    [[RESET, THROTTLED, THROTTLED], ThrottlingError, { outcome: "unclear", attempts: 3 }],
    [[THROTTLED, REFUSED, REFUSED], TransportError, { outcome: "refused", attempts: 3 }],
    [[REFUSED, REFUSED, REFUSED], TransportError, { outcome: "not-sent", attempts: 3 }],
    [[UNAVAILABLE, answer(404, "A")], ServiceError, { outcome: "unclear", attempts: 2, code: "A" }],
  ];
  for (const [answers, type, members] of outcomes) {
    test(`${members.outcome} after ${members.attempts}, at last a ${type.name}`, async (t) => {
      const time = virtualTime(t);
      const call = clientOf({ fetch: fakeFetch(...answers) }).call("DescribeImages", LIST);
      await time.run(failure(call, type, members));
    });
  }

  test("a provider that fails before the second attempt", async (t) => {
    const time = virtualTime(t);
    let asked = 0;
    const credentials = () => {
      if (++asked > 1) throw new Error("gone");
      return ACCOUNT;
    };
    const fetch = fakeFetch(UNAVAILABLE);
    const call = clientOf({ fetch, credentials }).call("DescribeImages", LIST);
    const error = await time.run(call.catch((reason) => reason));
    const { code, outcome, attempts } = error;
    assert.deepEqual([code, outcome, attempts], ["CredentialsFailed", "unclear", 1]);
  });

  test("a provider's own failure: nothing of the call was sent, and nobody looks", async (t) => {
    const time = virtualTime(t);
    const details = { outcome: "unclear", attempts: 1, operation: "AssumeRole" };
    const credentials = () => Promise.reject(new TransportError("NoAnswer", "of STS", details));
    const fetch = fakeFetch(GOOD);
    const copy = clientOf({ fetch, credentials }).copyImage(COPY);
    const members = { message: "of STS", outcome: "not-sent", attempts: 0 };
    await time.run(failure(copy, TransportError, members));
    assert.equal(fetch.calls.length, 0);
  });

  test("an abort in a pause, or between two attempts", async (t) => {
    const time = virtualTime(t);
    for (const [answered, operation, params, outcome] of [
      [UNAVAILABLE, "DescribeImages", LIST, "unclear"],
      [THROTTLED, "CopyImage", COPY, "refused"],
      [REFUSED, "CopyImage", COPY, "not-sent"],
    ]) {
      const inPause = new AbortController();
      const between = new AbortController();
      let asked = 0;
      for (const [controller, options] of [
        [inPause, { onRetry: () => inPause.abort() }],
        [between, { credentials: () => (++asked > 1 && between.abort(), ACCOUNT) }],
      ]) {
        const fetch = fakeFetch(answered);
        const client = clientOf({ fetch, ...options });
        const call = client.call(operation, params, { signal: controller.signal });
        await time.run(failure(call, AbortError, { outcome, attempts: 1, retryable: false }));
        assert.equal(fetch.calls.length, 1);
      }
    }
  });

  test("the abort of a long pause ends it at once", async (t) => {
    const time = virtualTime(t);
    const asked = { ...THROTTLED, headers: { "x-acs-retry-after": "50000" } };
    const controller = new AbortController();
    const client = clientOf({ fetch: fakeFetch(asked) });
    const call = client.call("DescribeImages", LIST, { signal: controller.signal });
    setTimeout(() => controller.abort(), 2_000);
    await time.run(failure(call, AbortError, { outcome: "refused", attempts: 1 }));
    assert.equal(time.now(), 2_000);
    assert.equal(time.pending(), 0, "no timer is left");
  });
});

describe("a signal that fires, or the deadline", () => {
  test("is never followed by another attempt, however the fetch rejects", async (t) => {
    const time = virtualTime(t);
    for (const reason of [undefined, new DOMException("late", "TimeoutError"), RESET]) {
      const controller = new AbortController();
      const fetch = fakeFetch((_, { signal }) => {
        const rejected = new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(reason ?? signal.reason));
        });
        controller.abort(reason);
        return rejected;
      });
      const call = clientOf({ fetch }).call("DescribeImages", LIST, { signal: controller.signal });
      const members = { code: "Aborted", outcome: "unclear", attempts: 1, retryable: false };
      await time.run(failure(call, AbortError, members));
      assert.equal(fetch.calls.length, 1);
    }
  });

  test("AbortSignal.timeout is an abort, and never followed by another attempt", async () => {
    const fetch = fakeFetch(NEVER);
    const signal = AbortSignal.timeout(30);
    const members = { code: "Aborted", outcome: "unclear", attempts: 1 };
    await failure(
      clientOf({ fetch }).call("DescribeImages", LIST, { signal }),
      AbortError,
      members,
    );
    assert.equal(fetch.calls.length, 1);
  });

  test("a deadline bounds all attempts and pauses together", async (t) => {
    const time = virtualTime(t);
    const fetch = fakeFetch(NEVER);
    const call = clientOf({ fetch, timeoutMs: 400 }).call("DescribeImages", LIST, {
      deadlineMs: 1000,
    });
    await time.run(failure(call, TimeoutError, { outcome: "unclear" }));
    assert.ok(time.now() <= 1000 && fetch.calls.length >= 2, `${time.now()} ms`);
  });

  test("a pause that would outlast the deadline is none: the failure is told at once", async (t) => {
    const time = virtualTime(t);
    const asked = { ...THROTTLED, headers: { "x-acs-retry-after": "5000" } };
    const client = clientOf({ fetch: fakeFetch(asked) });
    const call = client.call("DescribeImages", LIST, { deadlineMs: 5000 });
    await time.run(failure(call, ThrottlingError, { retryAfterMs: 5000, attempts: 1 }));
    assert.equal(time.now(), 0);
  });

  test("maxAttempts", async (t) => {
    const time = virtualTime(t);
    for (const maxAttempts of [1, 2, 5]) {
      const fetch = fakeFetch(UNAVAILABLE);
      const call = clientOf({ fetch, maxAttempts }).call("DescribeImages", LIST);
      await time.run(failure(call, ServiceError, { attempts: maxAttempts }));
      assert.equal(fetch.calls.length, maxAttempts);
    }
    for (const maxAttempts of [0, -1, 1.5, NaN, "3", null, Infinity]) {
      const call = clientOf({ fetch: fakeFetch({}), maxAttempts }).call("DescribeImages", LIST);
      await assert.rejects(call, { code: "InvalidOption" });
    }
  });
});
