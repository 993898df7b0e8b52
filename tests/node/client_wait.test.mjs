// Waiting for images: against the emulator without a socket, on its clock, and against answers that
// the emulator does not give.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AbortError,
  EcdClient,
  EcdError,
  ServiceError,
  TimeoutError,
  ValidationError,
} from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";

const IMAGE = { RegionId: "cn-shenzhen", ImageId: "m-new" };
const FAST = { pollMs: 1 };
const NEVER = () => new Promise(() => {});

/** An emulator whose copies take ten seconds of its own time, and a client of it. */
async function setUp(t, options) {
  const emulator = await createEmulator({ port: false, copyDurationMs: 10_000 });
  t.after(() => emulator.close());
  const client = new EcdClient({ credentials: ACCOUNT, fetch: emulator.fetch, ...options });
  const asked = () =>
    emulator.requests().map(({ operation, regionId }) => `${operation} ${regionId}`);
  return { emulator, client, asked };
}

/** A client whose looks find one answer after another; the last one again and again. */
function watching(...answers) {
  const bodies = answers.map((answer) => {
    if (answer instanceof Error || typeof answer === "function" || "status" in answer)
      return answer;
    return { body: { Images: Array.isArray(answer) ? answer : [answer] } };
  });
  const fetch = fakeFetch(...bodies);
  return { fetch, client: new EcdClient({ credentials: ACCOUNT, fetch }) };
}

const seen = (Status, Progress) => ({ ImageId: "m-new", Status, ...(Progress && { Progress }) });

describe("copyImageAndWait", () => {
  test("copies once, tells how far it is, gives the image", async (t) => {
    const { emulator, client, asked } = await setUp(t);
    const progress = [];
    const states = [];
    const wait = client.copyImageAndWait(COPY, {
      ...FAST,
      onProgress: ({ image, ...rest }) => {
        assert.equal(image.Status, rest.status);
        progress.push(rest);
        emulator.clock.advance(4_000);
      },
      onState: (state) => states.push(state),
    });
    assert.ok(wait instanceof Promise);
    const { copy, ...rest } = wait.toJSON();
    assert.deepEqual(rest, { version: 1, RegionId: "cn-shenzhen" });
    assert.deepEqual(copy.params, COPY);
    const image = await wait;
    assert.equal(image.Status, "Available");
    assert.equal(image.Name, COPY.DestinationImageName);
    assert.equal(image.Description, COPY.DestinationDescription);
    assert.deepEqual(
      emulator.images("cn-shenzhen").map(({ ImageId }) => ImageId),
      [image.ImageId],
    );

    assert.deepEqual(progress.at(-1), { status: "Available", percent: 100 });
    const percents = progress.map(({ percent }) => percent);
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => a - b),
    );
    assert.ok(percents.length >= 3 && percents[0] < 100);
    assert.ok(progress.slice(0, -1).every(({ status }) => status === "Creating"));

    const base = { version: 1, RegionId: "cn-shenzhen" };
    const known = { ...base, ImageId: image.ImageId };
    assert.deepEqual(states, [
      { ...base, copy },
      known,
      { ...known, status: "Creating" },
      { ...known, status: "Available" },
    ]);
    assert.deepEqual(JSON.parse(JSON.stringify(wait)), states.at(-1));

    const [first, ...looks] = asked();
    assert.equal(first, "CopyImage cn-hangzhou");
    assert.ok(looks.length >= 3 && looks.every((look) => look === "DescribeImages cn-shenzhen"));
    const hosts = emulator.requests().map(({ url }) => new URL(url).host);
    assert.deepEqual(
      [...new Set(hosts)],
      ["ecd.cn-hangzhou.aliyuncs.com", "ecd.cn-shenzhen.aliyuncs.com"],
    );
  });

  test("a copy that is refused is not waited for", async (t) => {
    const { client, asked } = await setUp(t);
    const wait = client.copyImageAndWait({ ...COPY, ImageId: "m-nowhere" }, FAST);
    await assert.rejects(
      wait,
      (error) => error instanceof ServiceError && error.code === "InvalidImageId.NotFound",
    );
    assert.deepEqual(asked(), ["CopyImage cn-hangzhou"]);
    assert.equal(wait.toJSON().ImageId, undefined);
    await assert.rejects(
      client.copyImageAndWait({ ...COPY, DestinationImageName: "1" }),
      ValidationError,
    );
    assert.equal(asked().length, 1);
  });

  test("a copy whose answer is lost is found, and not sent again", async (t) => {
    const { emulator, client, asked } = await setUp(t);
    const lost = emulator.faults.add({ operation: "CopyImage", reset: "after" });
    const onProgress = () => emulator.clock.advance(4_000);
    const { ImageId, Name } = await client.copyImageAndWait(COPY, { ...FAST, onProgress });
    assert.equal(Name, COPY.DestinationImageName);
    assert.equal(lost.hits, 1);
    assert.deepEqual(
      emulator.images("cn-shenzhen").map((image) => image.ImageId),
      [ImageId],
    );
    assert.equal(asked().filter((line) => line.startsWith("CopyImage")).length, 1);
  });

  test("a copy that is cancelled meanwhile has vanished", async (t) => {
    const { emulator, client } = await setUp(t);
    const wait = client.copyImageAndWait(COPY, {
      ...FAST,
      onProgress: ({ image: { ImageId } }) => {
        const cancelling = client.call("CancelCopyImage", { RegionId: "cn-shenzhen", ImageId });
        return void cancelling.catch(assert.fail);
      },
    });
    await assert.rejects(wait, (error) => {
      assert.ok(error instanceof EcdError);
      assert.deepEqual([error.code, error.outcome], ["ImageVanished", "refused"]);
      return true;
    });
    assert.deepEqual(emulator.images("cn-shenzhen"), []);
  });

  test("an onState or onProgress that throws ends the wait with its own error", async (t) => {
    const thrown = new Error("the caller's own");
    const thrower = () => {
      throw thrown;
    };
    for (const [options, copies] of [
      [{ onState: thrower }, 0],
      [{ onProgress: thrower }, 1],
    ]) {
      const { emulator, client } = await setUp(t);
      await assert.rejects(
        client.copyImageAndWait(COPY, { ...FAST, ...options }),
        (error) => error === thrown,
      );
      assert.equal(emulator.images("cn-shenzhen").length, copies);
    }
  });
});

describe("waitForImage", () => {
  test("an image that is there already: one look", async (t) => {
    const { client, asked } = await setUp(t);
    const image = { RegionId: COPY.RegionId, ImageId: COPY.ImageId };
    assert.equal((await client.waitForImage(image)).ImageId, COPY.ImageId);
    assert.deepEqual(asked(), ["DescribeImages cn-hangzhou"]);
  });

  test("a copy that another client made, until the clock says so", async (t) => {
    const { emulator, client } = await setUp(t);
    const { ImageId } = await client.copyImage(COPY);
    const wait = client.waitForImage({ RegionId: "cn-shenzhen", ImageId }, FAST);
    let isDone = false;
    wait.then(() => (isDone = true));
    const looks = () =>
      emulator.requests().filter(({ operation }) => operation === "DescribeImages").length;
    while (looks() < 4) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(isDone, false);
    assert.deepEqual(wait.toJSON(), {
      version: 1,
      RegionId: "cn-shenzhen",
      ImageId,
      status: "Creating",
    });
    emulator.clock.advance(10_000);
    assert.equal((await wait).Progress, "100%");
  });

  test("only what is new is told", async () => {
    const { client, fetch } = watching(
      ...[[], seen("Creating"), seen("Creating"), seen("Creating", "10%"), seen("Creating", "10%")],
      ...[seen("Copying", "soon"), seen("Copying", "101%"), seen("Available", "100%")],
    );
    const told = [];
    const states = [];
    const onProgress = ({ status, percent }) => told.push([status, percent]);
    const image = await client.waitForImage(IMAGE, {
      ...FAST,
      onProgress,
      onState: ({ status }) => states.push(status),
    });
    assert.equal(image.Status, "Available");
    assert.equal(fetch.calls.length, 8);
    assert.deepEqual(told, [
      ["Creating", undefined],
      ["Creating", 10],
      ["Copying", undefined],
      ["Copying", undefined],
      ["Available", 100],
    ]);
    assert.deepEqual(states, [undefined, undefined, "Creating", "Copying", "Available"]);
  });

  test("other images in an answer are not it", async () => {
    const others = [{ ImageId: "m-other", Status: "Available" }, null, { Status: "Available" }];
    const { client } = watching(
      others,
      [...others, seen("Creating")],
      [...others, seen("Available")],
    );
    assert.equal((await client.waitForImage(IMAGE, FAST)).ImageId, "m-new");
  });

  test("an image that cannot be made", async () => {
    const { client, fetch } = watching(seen("Creating"), seen("CreateFailed"));
    const wait = client.waitForImage(IMAGE, FAST);
    await assert.rejects(wait, (error) => {
      assert.ok(error instanceof EcdError);
      const { code, outcome, retryable, operation } = error;
      assert.deepEqual(
        [code, outcome, retryable, operation],
        ["ImageFailed", "refused", false, "DescribeImages"],
      );
      return true;
    });
    assert.equal(fetch.calls.length, 2);
    assert.equal(wait.toJSON().status, "CreateFailed");
  });

  test("an image that was seen and is gone", async () => {
    const { client } = watching(seen("Creating"), []);
    await assert.rejects(client.waitForImage(IMAGE, FAST), { code: "ImageVanished" });
  });

  test("an image that does not show up is given a minute", async (t) => {
    const started = performance.now();
    let now = started;
    t.mock.method(performance, "now", () => now);
    const { client, fetch } = watching(() => {
      now += 20_001;
      return { body: { Images: [] } };
    });
    await assert.rejects(client.waitForImage(IMAGE, FAST), {
      code: "ImageNotFound",
      message: /cn-shenzhen/,
    });
    assert.equal(fetch.calls.length, 3);
  });

  test("a look that fails for now is taken again", async (t) => {
    const { emulator, client } = await setUp(t, { timeoutMs: 500 });
    const { ImageId } = await client.copyImage(COPY);
    emulator.clock.advance(20_000);
    const faults = [
      ...[{ code: "Throttling.User" }, { status: 503 }, { status: 500 }, { retryAfterMs: 5 }],
      ...[
        { reset: "before" },
        { reset: "after" },
        { status: 502, truncate: 3 },
        { delayMs: 60_000 },
      ],
    ].map((rule) => emulator.faults.add({ ...rule, times: 1 }));
    const image = await client.waitForImage({ RegionId: "cn-shenzhen", ImageId }, FAST);
    assert.equal(image.Status, "Available");
    assert.deepEqual(
      faults.map(({ hits }) => hits),
      faults.map(() => 1),
    );
  });

  test("a look that fails for good ends the wait", async () => {
    for (const answer of [
      { status: 403, body: { Code: "NoPermission" } },
      { status: 404, body: { Code: "InvalidAccessKeyId.NotFound" } },
      { status: 302, body: "" },
    ]) {
      const { client, fetch } = watching(seen("Creating"), answer);
      await assert.rejects(
        client.waitForImage(IMAGE, FAST),
        (error) => error.statusCode === answer.status,
      );
      assert.equal(fetch.calls.length, 2);
    }
    const fetch = fakeFetch({});
    const client = new EcdClient({ fetch, credentials: () => Promise.reject(new Error("none")) });
    await assert.rejects(client.waitForImage(IMAGE, FAST), { code: "CredentialsFailed" });
    const elsewhere = { RegionId: "evil.com/#", ImageId: "m-new" };
    const other = new EcdClient({ fetch, credentials: ACCOUNT });
    await assert.rejects(other.waitForImage(elsewhere, FAST), ValidationError);
    assert.equal(fetch.calls.length, 0);
  });

  test("the pauses grow, and looks do not crowd", async (t) => {
    const pauses = [];
    const { setTimeout: real } = globalThis;
    t.mock.method(globalThis, "setTimeout", (done, ms) => {
      if (ms <= 20_000 && ms !== 20_000) pauses.push(ms);
      return real(done, ms === 20_000 ? ms : 0);
    });
    const { client } = watching(...Array(12).fill(seen("Creating")), seen("Available"));
    await client.waitForImage(IMAGE);
    assert.equal(pauses.length, 12);
    assert.ok(pauses[0] >= 800 && pauses[0] <= 1200, `${pauses}`);
    assert.ok(
      pauses[3] > pauses[0] && pauses.at(-1) >= 12_000 && Math.max(...pauses) <= 18_000,
      `${pauses}`,
    );
  });
});

describe("how long", () => {
  const { fetch } = watching(seen("Creating", "10%"));
  const clientOf = (options) => new EcdClient({ credentials: ACCOUNT, fetch, ...options });
  const isLate = (error) => error instanceof TimeoutError && error.code === "Timeout";

  test("a deadline bounds the whole wait, the client's too", async () => {
    const started = performance.now();
    await assert.rejects(clientOf().waitForImage(IMAGE, { ...FAST, deadlineMs: 100 }), isLate);
    await assert.rejects(
      clientOf().waitForImage(IMAGE, { pollMs: 60_000, deadlineMs: 100 }),
      isLate,
    );
    await assert.rejects(clientOf({ deadlineMs: 100 }).waitForImage(IMAGE, FAST), isLate);
    await assert.rejects(
      clientOf({ deadlineMs: 60_000 }).waitForImage(IMAGE, { ...FAST, deadlineMs: 100 }),
      isLate,
    );
    await assert.rejects(
      clientOf({ fetch: NEVER }).waitForImage(IMAGE, { deadlineMs: 100 }),
      isLate,
    );
    await assert.rejects(
      clientOf({ fetch: NEVER }).copyImageAndWait(COPY, { deadlineMs: 100 }),
      isLate,
    );
    assert.ok(performance.now() - started < 10_000);
  });

  test("after the deadline the wait still says what it waited for", async () => {
    const wait = clientOf().waitForImage(IMAGE, { ...FAST, deadlineMs: 500 });
    await assert.rejects(wait, isLate);
    assert.deepEqual(wait.toJSON(), { version: 1, ...IMAGE, status: "Creating" });
  });

  test("abort before: nothing is sent", async () => {
    const quiet = fakeFetch({});
    const signal = AbortSignal.abort();
    for (const wait of [
      clientOf({ fetch: quiet }).waitForImage(IMAGE, { signal }),
      clientOf({ fetch: quiet }).copyImageAndWait(COPY, { signal }),
    ]) {
      await assert.rejects(
        wait,
        (error) => error instanceof AbortError && error.outcome === "not-sent",
      );
    }
    assert.equal(quiet.calls.length, 0);
  });

  test("abort during a pause or a look ends it at once", async () => {
    for (const options of [{}, { fetch: NEVER }]) {
      const started = performance.now();
      const controller = new AbortController();
      const wait = clientOf(options).waitForImage(IMAGE, {
        pollMs: 60_000,
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 50);
      await assert.rejects(
        wait,
        (error) => error instanceof AbortError && error.code === "Aborted",
      );
      assert.ok(performance.now() - started < 10_000);
    }
  });

  test("abort in onProgress: no further look", async () => {
    const controller = new AbortController();
    const { client, fetch: own } = watching(seen("Creating"));
    const options = { ...FAST, signal: controller.signal, onProgress: () => controller.abort() };
    await assert.rejects(client.waitForImage(IMAGE, options), AbortError);
    assert.equal(own.calls.length, 1);
  });

  test("no listener of the signal is left behind", async () => {
    const listeners = new Set();
    const { signal } = new AbortController();
    signal.addEventListener = (type, listener) => listeners.add(listener);
    signal.removeEventListener = (type, listener) => listeners.delete(listener);
    const { client } = watching(seen("Creating"), seen("Creating"), seen("Available"));
    await client.waitForImage(IMAGE, { ...FAST, signal });
    assert.equal(listeners.size, 0);
  });

  test("what is no number of milliseconds is misuse, and rejects", async () => {
    for (const options of [
      { pollMs: NaN },
      { deadlineMs: NaN },
      { deadlineMs: "1" },
      { pollMs: "1" },
    ]) {
      await assert.rejects(clientOf().waitForImage(IMAGE, options), { code: "InvalidOption" });
      await assert.rejects(
        clientOf().copyImageAndWait(COPY, { ...options }),
        (error) => error instanceof EcdError,
      );
    }
  });

  test("a wait that nobody awaits any more is an ordinary promise", async () => {
    const wait = clientOf().waitForImage(IMAGE, { ...FAST, deadlineMs: 50 });
    assert.deepEqual(await Promise.allSettled([wait]).then(([{ status }]) => status), "rejected");
    const handled = await wait.then(assert.fail, () => "handled").finally(() => {});
    assert.equal(handled, "handled");
  });
});
