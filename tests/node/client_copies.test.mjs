// Exactly one copy, whatever becomes of the answer. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AbortError, EcdError, ServiceError, TimeoutError, TransportError } from "ecd-wasm";
import { ACCOUNT, PAGE_EXAMPLE as COPY, call } from "../support/emulator_calls.mjs";
import { emulated } from "../support/emulated_time.mjs";
import { failure } from "../support/failure.mjs";

const HERE = COPY.DestinationRegionId;

/** The errors of faults that leave a copy behind, or none. */
const LOSSES = {
  "a connection that is reset": [{ reset: "after" }, { reset: "before" }],
  "a server error": [{ status: 500, done: true }, { status: 500 }],
  "a page of a gateway": [
    { body: "<h1>Bad Gateway</h1>", status: 502, done: true },
    { body: "<h1>Bad Gateway</h1>", status: 502 },
  ],
  "a success that names no image": [{ status: 200, done: true }, { status: 200 }],
  "an answer that is cut": [{ truncate: true }, undefined],
  "an answer that is cut, and the connection lost": [{ truncate: 5, reset: "after" }, undefined],
  "what is not HTTP": [{ garbage: true }, undefined],
  "an answer that comes too late": [{ delayMs: 60_000 }, undefined],
  "a body that comes too late": [{ bodyDelayMs: 60_000 }, undefined],
  "something on the way that sends twice": [{ twice: true }, undefined],
  "a server that names a pause": [
    { status: 503, retryAfterMs: 50, done: true },
    { status: 503, retryAfterMs: 50 },
  ],
};

describe("an answer that is lost", () => {
  for (const [what, [done, notDone]] of Object.entries(LOSSES)) {
    test(`${what}: the copy is found, and sent once`, async (t) => {
      const { time, emulator, client, count, idsIn } = await emulated(t);
      const fault = emulator.faults.add({ operation: "CopyImage", ...done });
      const { ImageId, reused } = await time.run(client.copyImage(COPY));
      assert.equal(fault.hits, 1);
      assert.equal(reused, true);
      assert.deepEqual(idsIn(HERE), [ImageId]);
      assert.equal(count("DescribeImages"), 1);
    });
    if (notDone === undefined) continue;
    test(`${what}, with nothing done: unclear, and sent once`, async (t) => {
      const { time, emulator, client, count, idsIn } = await emulated(t);
      emulator.faults.add({ operation: "CopyImage", ...notDone });
      const members = { outcome: "unclear", attempts: 1, retryable: false, operation: "CopyImage" };
      const error = await time.run(client.copyImage(COPY).catch((reason) => reason));
      for (const [name, value] of Object.entries(members)) assert.equal(error[name], value, name);
      assert.deepEqual(idsIn(HERE), []);
      assert.equal(count("CopyImage"), 1);
    });
  }

  test("the error keeps its kind and says what was looked for, where, and what to do", async (t) => {
    const { time, emulator, client } = await emulated(t);
    for (const [rule, type, members] of [
      [{ status: 503 }, ServiceError, { code: "ServiceUnavailable", statusCode: 503 }],
      [{ reset: "before" }, TransportError, { code: "NoAnswer" }],
      [{ delayMs: 60_000, status: 500 }, TimeoutError, { code: "Timeout" }],
      [{ code: "SignatureNonceUsed" }, ServiceError, { code: "SignatureNonceUsed" }],
    ]) {
      emulator.faults.add({ operation: "CopyImage", ...rule, times: 1 });
      const call = client.copyImage(COPY, { reconcileMs: 7_000 });
      const expected = { ...members, outcome: "unclear", retryable: false, attempts: 1 };
      const { message, requestId } = await time.run(failure(call, type, expected));
      assert.match(
        message,
        /no image with its name, description and time appeared in cn-shenzhen within 7 s/,
      );
      assert.match(message, /Look for Office_Shanghai with DescribeImages in cn-shenzhen/);
      if (type === ServiceError) assert.ok(requestId);
    }
    emulator.faults.add({ operation: "CopyImage", reset: "before" });
    const tagged = client.copyImage(COPY, { tagDescription: true, reconcileMs: 0 });
    const { message } = await time.run(failure(tagged, TransportError));
    assert.match(message, /no image with the mark [0-9a-f]{16} in its description/);
  });
});

describe("the search", () => {
  test("asks at once, then with growing pauses, for a minute", async (t) => {
    const { time, emulator, client } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "before" });
    await time.run(failure(client.copyImage(COPY), TransportError));
    const looks = emulator.requests().filter(({ operation }) => operation === "DescribeImages");
    const times = looks.map(({ date }) => Date.parse(date));
    const pauses = times.slice(1).map((at, i) => at - times[i]);
    assert.equal(times[0], Date.parse(emulator.requests()[0].date), "at once");
    assert.ok(pauses.length >= 6 && pauses.length <= 9, `${pauses}`);
    const [first, second, third, fourth] = pauses;
    assert.ok(
      first >= 800 && first <= 1200 && second > first && third > second && fourth > third,
      `${pauses}`,
    );
    assert.ok(Math.max(...pauses) <= 19_200);
    const passed = times.at(-1) - times[0];
    assert.ok(passed >= 59_900 && passed <= 60_100, `${passed} ms`);
  });

  for (const [reconcileMs, least, most] of [
    [0, 0, 0],
    [5_000, 4_900, 5_100],
    [300_000, 299_000, 301_000],
  ]) {
    test(`for ${reconcileMs} ms when told so`, async (t) => {
      const { time, emulator, client, count } = await emulated(t);
      emulator.faults.add({ operation: "CopyImage", reset: "before" });
      await time.run(failure(client.copyImage(COPY, { reconcileMs }), TransportError));
      assert.ok(time.now() >= least && time.now() <= most, `${time.now()} ms`);
      assert.ok(count("DescribeImages") >= 1);
    });
  }

  test("is over in time when looks hang", async (t) => {
    const { time, emulator, client } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "before" });
    emulator.faults.add({ operation: "DescribeImages", delayMs: 3_600_000 });
    const error = await time.run(
      failure(client.copyImage(COPY, { reconcileMs: 10_000 }), TransportError),
    );
    assert.match(error.message, /the images of cn-shenzhen could not be listed \(Timeout\)/);
    assert.ok(time.now() <= 15_100, `${time.now()} ms`);
  });

  test("waits for lists that are behind", async (t) => {
    const { time, emulator, client, idsIn } = await emulated(t, { visibilityLagMs: 40_000 });
    emulator.faults.add({ operation: "CopyImage", reset: "after" });
    const { ImageId, reused } = await time.run(client.copyImage(COPY));
    assert.equal(reused, true);
    assert.deepEqual(idsIn(HERE), [ImageId]);
    assert.ok(time.now() >= 40_000);
  });

  test("of a copy that is listed too late ends unclear, which is not wrong", async (t) => {
    const { time, emulator, client, idsIn } = await emulated(t, { visibilityLagMs: 90_000 });
    emulator.faults.add({ operation: "CopyImage", reset: "after" });
    await time.run(failure(client.copyImage(COPY), TransportError, { outcome: "unclear" }));
    assert.equal(idsIn(HERE).length, 1);
  });

  test("reads all pages", async (t) => {
    const lostCopy = { isLost: false };
    const { time, emulator, client, count, idsIn } = await emulated(t, {
      async ask(url, init, fetch) {
        const response = await fetch(url, init);
        if (lostCopy.isLost || init.headers["x-acs-action"] !== "CopyImage") return response;
        lostCopy.isLost = true;
        // Newer images than the copy stand before it in the list.
        for (let i = 0; i < 250; ++i) {
          const other = { ...COPY, DestinationImageName: `Other_${i}` };
          await call(emulator, "CopyImage", other);
        }
        throw new TypeError("fetch failed");
      },
    });
    const { ImageId, reused } = await time.run(client.copyImage(COPY));
    assert.equal(reused, true);
    assert.equal(ImageId, idsIn(HERE).at(-1));
    assert.equal(count("DescribeImages"), 3);
  });

  test("goes on after looks that fail in passing, no sooner than the service asks", async (t) => {
    const { time, emulator, client } = await emulated(t, { client: { maxAttempts: 1 } });
    emulator.faults.add({ operation: "CopyImage", reset: "after" });
    for (const rule of [
      { retryAfterMs: 20_000 },
      { status: 503 },
      { truncate: true },
      { status: 200 },
    ]) {
      emulator.faults.add({ operation: "DescribeImages", ...rule, times: 1 });
    }
    const { reused } = await time.run(client.copyImage(COPY));
    assert.equal(reused, true);
    const looks = emulator.requests().filter(({ operation }) => operation === "DescribeImages");
    assert.equal(looks.length, 5);
    assert.ok(Date.parse(looks[1].date) - Date.parse(looks[0].date) >= 20_000);
  });

  test("that is refused says so, and keeps the copy's own error", async (t) => {
    const { time, emulator, client, count } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", status: 500 });
    emulator.faults.add({ operation: "DescribeImages", code: "Forbidden.RAM", status: 403 });
    const members = { code: "InternalError", statusCode: 500, outcome: "unclear", attempts: 1 };
    const error = await time.run(failure(client.copyImage(COPY), ServiceError, members));
    assert.match(error.message, /the images of cn-shenzhen could not be listed \(Forbidden\.RAM\)/);
    assert.equal(count("DescribeImages"), 1);
  });

  test("survives a token that expires, if there is a provider", async (t) => {
    const tokens = ["first", "second"].map((securityToken) => ({
      ...ACCOUNT,
      accessKeyId: securityToken,
      securityToken,
    }));
    let current = tokens[0];
    const { time, emulator, clientOf } = await emulated(t, {
      accounts: [{ ...tokens[0], expiresAt: "2026-03-01T08:00:10Z" }, tokens[1]],
    });
    const client = clientOf({ credentials: () => current });
    emulator.faults.add({ operation: "CopyImage", reset: "after" });
    emulator.faults.add({ operation: "DescribeImages", status: 503, times: 12 });
    setTimeout(() => (current = tokens[1]), 30_000);
    assert.equal((await time.run(client.copyImage(COPY))).reused, true);
    assert.ok(emulator.requests().some(({ code }) => code === "InvalidSecurityToken.Expired"));
  });

  test("stops at once when the signal fires, or the deadline has come", async (t) => {
    const { time, emulator, client, count } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "before" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 4_000);
    const stopped = client.copyImage(COPY, { signal: controller.signal });
    const members = { outcome: "unclear", attempts: 1, operation: "CopyImage", retryable: false };
    const aborted = await time.run(failure(stopped, AbortError, { code: "Aborted", ...members }));
    assert.equal(time.now(), 4_000);
    assert.match(
      aborted.message,
      /search for it in cn-shenzhen was not finished.*Look for Office_Shanghai/,
    );
    const late = client.copyImage(COPY, { deadlineMs: 10_000 });
    await time.run(failure(late, TimeoutError, { code: "Timeout", ...members }));
    assert.ok(time.now() <= 14_000, `${time.now()} ms`);
    assert.equal(count("CopyImage"), 2);
  });

  test("an abort while the copy is sent: unclear, and nobody looks", async (t) => {
    const controller = new AbortController();
    const { time, client, count } = await emulated(t, {
      ask: async (url, init, fetch) => (
        await fetch(url, init),
        controller.abort(),
        new Promise(() => {})
      ),
    });
    const stopped = client.copyImage(COPY, { signal: controller.signal });
    await time.run(failure(stopped, AbortError, { outcome: "unclear", attempts: 1 }));
    assert.equal(count("DescribeImages"), 0);
  });
});

describe("which image is the copy", () => {
  const TWIN = { ...COPY };

  test("several that look the same: an error that lists them, and no second send", async (t) => {
    const { time, emulator, client, count, idsIn } = await emulated(t);
    await call(emulator, "CopyImage", TWIN);
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    for (const options of [{}, { resend: true }]) {
      const before = count("CopyImage");
      const members = { code: "SeveralCopies", outcome: "unclear", attempts: 1, retryable: false };
      const error = await time.run(failure(client.copyImage(COPY, options), EcdError, members));
      assert.ok(idsIn(HERE).every((ImageId) => error.message.includes(ImageId)));
      assert.equal(count("CopyImage"), before + 1);
      emulator.faults.add({ operation: "CopyImage", reset: "before" });
    }
  });

  test("not an older one, another name, another description, another region's", async (t) => {
    const { time, emulator, client } = await emulated(t);
    await call(emulator, "CopyImage", TWIN);
    await time.run(time.sleep(20_000));
    await call(emulator, "CopyImage", { ...COPY, DestinationImageName: "Office_Shanghai2" });
    await call(emulator, "CopyImage", { ...COPY, DestinationDescription: "This is a test" });
    await call(emulator, "CopyImage", { ...COPY, DestinationRegionId: "cn-beijing" });
    emulator.faults.add({ operation: "CopyImage", reset: "before" });
    await time.run(failure(client.copyImage(COPY), TransportError, { outcome: "unclear" }));
  });

  test("not the one that an earlier call was answered with, a moment ago", async (t) => {
    const { time, emulator, client } = await emulated(t);
    await time.run(client.copyImage(COPY));
    emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
    await time.run(
      failure(client.copyImage(COPY, { reconcileMs: 0 }), TransportError, { outcome: "unclear" }),
    );
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    const { ImageId, reused } = await time.run(client.copyImage(COPY));
    assert.equal(reused, true);
    assert.equal(ImageId, emulator.images(HERE)[0].ImageId, "the newest");
  });

  test("by its mark, when the description bears one", async (t) => {
    const { time, emulator, client } = await emulated(t);
    await call(emulator, "CopyImage", TWIN);
    await time.run(client.copyImage(COPY, { tagDescription: true }));
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    const { ImageId, reused } = await time.run(client.copyImage(COPY, { tagDescription: true }));
    const [image, earlier] = emulator.images(HERE);
    assert.deepEqual([ImageId, reused], [image.ImageId, true]);
    const tag = /^This is a test\. \[copy of m-gx2x1dhsmusr2\*\*\*\*, op [0-9a-f]{16}\]$/;
    assert.match(image.Description, tag);
    assert.match(earlier.Description, tag);
    assert.notEqual(image.Description, earlier.Description);
  });

  test("by its time at the service, however wrong the clock here is", async (t) => {
    for (const offset of [86_400_000, -86_400_000, 3_600_000]) {
      const { time, emulator, client } = await emulated(t, {
        now: () => new Date(Date.now() + offset),
      });
      await call(emulator, "CopyImage", TWIN);
      await time.run(time.sleep(20_000));
      emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
      const { ImageId, reused } = await time.run(client.copyImage(COPY));
      assert.deepEqual([ImageId, reused], [emulator.images(HERE)[0].ImageId, true]);
    }
  });
});

test("without an endpoint all about the copy goes to the destination region's", async (t) => {
  const hosts = [];
  const { time, emulator, clientOf } = await emulated(t, {
    async ask(url, init, fetch) {
      hosts.push(`${init.headers["x-acs-action"]} ${new URL(url).host}`);
      return fetch(url, init);
    },
  });
  const client = clientOf({ regionId: "cn-hangzhou" });
  emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
  const controller = new AbortController();
  const wait = client.copyImageAndWait(COPY, {
    ifExists: "reuse",
    cancelOnAbort: false,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  await time.run(failure(wait, AbortError));
  const cancelled = new AbortController();
  const { ImageId } = wait.toJSON();
  const again = client.waitForImage(
    { RegionId: HERE, ImageId },
    { cancelOnAbort: true, signal: cancelled.signal, onProgress: () => cancelled.abort() },
  );
  await time.run(failure(again, AbortError));
  const there = "ecd.cn-shenzhen.aliyuncs.com";
  assert.deepEqual(
    [...new Set(hosts)],
    [
      `DescribeImages ${there}`,
      "CopyImage ecd.cn-hangzhou.aliyuncs.com",
      `CancelCopyImage ${there}`,
    ],
  );
  assert.deepEqual(emulator.images(HERE), []);
});
