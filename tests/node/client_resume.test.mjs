// Waits for copies: what is written down, taken up again, survived, cancelled. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AbortError, EcdError, ServiceError, TimeoutError } from "ecd-wasm";
import { ACCOUNT, PAGE_EXAMPLE as COPY, call } from "../support/emulator_calls.mjs";
import { emulated } from "../support/emulated_time.mjs";
import { failure } from "../support/failure.mjs";

const HERE = COPY.DestinationRegionId;
const plain = (state) => JSON.parse(JSON.stringify(state));

/** The states that a copy and wait goes through, and how often it had sent when it told each. */
function recorder(emulator) {
  const told = [];
  const onState = (state) =>
    void told.push({ state: plain(state), sent: emulator.requests().length });
  return { told, onState };
}

describe("what is written down", () => {
  test("before the first send: parameters, time and mark", async (t) => {
    const { time, emulator, client } = await emulated(t);
    const { told, onState } = recorder(emulator);
    const wait = client.copyImageAndWait(COPY, { tagDescription: true, onState });
    const { ImageId } = await time.run(wait);
    const [{ state, sent }] = told;
    assert.equal(sent, 0);
    const { id, startedAt, ...copy } = state.copy;
    assert.deepEqual([state.version, state.RegionId, state.ImageId], [1, HERE, undefined]);
    assert.deepEqual(copy, { params: COPY, tagged: true });
    assert.match(id, /^[0-9a-f]{16}$/);
    assert.ok(emulator.images(HERE)[0].Description.endsWith(`op ${id}]`));
    assert.equal(Date.parse(startedAt), Date.parse("2026-03-01T08:00:00Z"));
    assert.deepEqual(
      told
        .slice(1)
        .map(({ state: { copy: none, ...rest } }) => (assert.equal(none, undefined), rest)),
      [undefined, "Creating", "Available"].map((status) => ({
        ...{ version: 1, RegionId: HERE, ImageId },
        ...(status && { status }),
      })),
    );
    assert.deepEqual(plain(wait), told.at(-1).state);
  });

  test("is waited for: nothing is sent before it is there", async (t) => {
    const { time, emulator, client } = await emulated(t);
    const sentAt = [];
    const onState = async () => {
      await time.sleep(5_000);
      sentAt.push(emulator.requests().length);
    };
    await time.run(client.copyImageAndWait(COPY, { onState }));
    assert.deepEqual(sentAt.slice(0, 3), [0, 1, 2]);
    const broken = client.copyImageAndWait(COPY, {
      onState: () => Promise.reject(new RangeError("disk full")),
    });
    await assert.rejects(time.run(broken), RangeError);
    assert.equal(emulator.images(HERE).length, 1);
  });

  test("of a call that joins another: the other's, which is the one that is sent", async (t) => {
    const { time, emulator, client } = await emulated(t);
    const states = [];
    const waits = [0, 1].map((i) =>
      client.copyImageAndWait(COPY, { onState: (state) => (states[i] ??= []).push(plain(state)) }),
    );
    await time.run(Promise.all(waits));
    assert.notEqual(states[0][0].copy.id, states[1][0].copy.id);
    assert.deepEqual(states[1][1].copy, states[0][0].copy);
    assert.equal(emulator.images(HERE).length, 1);
  });

  test("has the region that the client fills in", async (t) => {
    const { time, clientOf, count } = await emulated(t);
    const { RegionId: _, ...params } = COPY;
    const client = clientOf({ regionId: "cn-hangzhou" });
    const states = [];
    await time.run(
      client.copyImageAndWait(params, { onState: (state) => states.push(plain(state)) }),
    );
    assert.equal((await time.run(client.resume(states[0]))).Status, "Available");
    assert.equal(count("CopyImage"), 1);
  });
});

describe("resume", () => {
  const broken = { operation: "CopyImage", reset: "after" };

  /** The state of a copy that was stopped in the middle of its send. */
  async function interrupted(t, { rule, options, ...given } = {}) {
    const set = await emulated(t, given);
    if (rule) set.emulator.faults.add(rule);
    const controller = new AbortController();
    const states = [];
    const wait = set.client.copyImageAndWait(COPY, {
      ...options,
      signal: controller.signal,
      onState: (state) => void states.push(plain(state)),
    });
    setTimeout(() => controller.abort(), 1);
    const error = await set.time.run(failure(wait, AbortError));
    return { ...set, error, state: states[0], last: plain(wait) };
  }

  test("without an image's ID looks for the copy, and never sends", async (t) => {
    for (const tagDescription of [false, true]) {
      const rule = { operation: "CopyImage", delayMs: 10_000 };
      const { time, clientOf, state, count, idsIn, error } = await interrupted(t, {
        rule,
        options: { tagDescription },
      });
      assert.equal(error.outcome, "unclear");
      const other = clientOf();
      const wait = other.resume(state);
      const image = await time.run(wait);
      assert.deepEqual(idsIn(HERE), [image.ImageId]);
      assert.equal(image.Status, "Available");
      assert.deepEqual(plain(wait), {
        version: 1,
        RegionId: HERE,
        ImageId: image.ImageId,
        status: "Available",
      });
      assert.equal(count("CopyImage"), 1);
    }
  });

  test("finds what comes late", async (t) => {
    const { time, client, state, idsIn } = await interrupted(t, {
      rule: broken,
      visibilityLagMs: 30_000,
    });
    assert.deepEqual(idsIn(HERE), [(await time.run(client.resume(state))).ImageId]);
  });

  test("of a copy that was never made: unclear, how to find out, and nothing is sent", async (t) => {
    const { time, client, state, idsIn, asked } = await interrupted(t, {
      rule: { ...broken, reset: "before" },
    });
    const members = {
      code: "OutcomeUnclear",
      outcome: "unclear",
      attempts: 0,
      retryable: false,
      operation: "CopyImage",
    };
    const before = asked().length;
    const error = await time.run(
      failure(client.resume(state, { reconcileMs: 8_000 }), EcdError, members),
    );
    assert.match(
      error.message,
      /interrupted.*within 8 s.*Look for Office_Shanghai with DescribeImages in cn-shenzhen/,
    );
    assert.ok(
      asked()
        .slice(before)
        .every((line) => line === "DescribeImages cn-shenzhen"),
    );
    assert.deepEqual(idsIn(HERE), []);
    await failure(client.resume(state, { reconcileMs: NaN }), EcdError, { code: "InvalidOption" });
  });

  test("in the same process, when the copy was answered meanwhile", async (t) => {
    const { time, emulator, client, count } = await emulated(t);
    const { told, onState } = recorder(emulator);
    const { ImageId } = await time.run(client.copyImageAndWait(COPY, { onState }));
    assert.equal((await time.run(client.resume(told[0].state))).ImageId, ImageId);
    assert.equal(count("CopyImage"), 1);
  });

  test("with an image's ID waits on, in the image's region", async (t) => {
    const { time, emulator, client, last, asked } = await interrupted(t);
    assert.match(last.ImageId, /^m-/);
    const before = asked().length;
    const image = await time.run(client.resume(last));
    assert.deepEqual([image.ImageId, image.Status], [last.ImageId, "Available"]);
    assert.ok(
      asked()
        .slice(before)
        .every((line) => line === "DescribeImages cn-shenzhen"),
    );
    assert.equal(emulator.images(HERE).length, 1);
  });

  test("of a description that the caller left out", async (t) => {
    const { time, emulator, clientOf, count } = await emulated(t);
    const client = clientOf({ profile: "schema" });
    emulator.faults.add(broken);
    const { told, onState } = recorder(emulator);
    const { DestinationDescription: _, ...bare } = COPY;
    const { ImageId } = await time.run(client.copyImageAndWait(bare, { onState }));
    assert.equal((await time.run(client.resume(told[0].state))).ImageId, ImageId);
    assert.equal(count("CopyImage"), 1);
  });

  test("what no wait wrote is refused before anything is sent", async (t) => {
    const { time, emulator, client } = await emulated(t);
    const { told, onState } = recorder(emulator);
    await time.run(client.copyImageAndWait(COPY, { tagDescription: true, onState }));
    const [{ state }] = told;
    const { copy } = state;
    const sent = emulator.requests().length;
    const states = [
      ...[undefined, null, 1, "{}", [], {}, { version: 1 }, { ...state, version: 2 }],
      ...[
        { ...state, copy: undefined },
        { ...state, RegionId: 5 },
        { version: 1, RegionId: HERE, ImageId: 5 },
      ],
      ...[
        {},
        null,
        "x",
        { ...copy, id: "zz" },
        { ...copy, id: undefined },
        { ...copy, tagged: "yes" },
      ].map((each) => ({ ...state, copy: each })),
      ...[
        { ...copy, startedAt: "soon" },
        { ...copy, params: {} },
        { ...copy, params: { ...COPY, ImageId: 5 } },
      ].map((each) => ({ ...state, copy: each })),
      { ...state, copy: { ...copy, params: { ...COPY, DestinationDescription: 5 } } },
      { ...state, copy: Object.defineProperty({ ...copy }, "id", { get: () => "0".repeat(16) }) },
    ];
    for (const each of states) {
      const resumed = async () => client.resume(each);
      await failure(resumed(), EcdError, { code: "InvalidState", outcome: "not-sent" });
    }
    assert.equal(emulator.requests().length, sent);
  });
});

describe("what ends the wait for a copy that was accepted leaves it unclear", () => {
  const watching = async (t, options, given) => {
    const set = await emulated(t, given);
    return { ...set, wait: set.client.copyImageAndWait(COPY, options) };
  };

  test("an abort, the deadline", async (t) => {
    const controller = new AbortController();
    const { time, wait, idsIn } = await watching(t, { signal: controller.signal });
    setTimeout(() => controller.abort(), 30_000);
    await time.run(failure(wait, AbortError, { code: "Aborted", outcome: "unclear" }));
    assert.deepEqual(idsIn(HERE), [wait.toJSON().ImageId]);
    const second = await watching(t, { deadlineMs: 30_000 });
    await second.time.run(
      failure(second.wait, TimeoutError, { code: "Timeout", outcome: "unclear" }),
    );
    assert.equal(second.idsIn(HERE).length, 1);
  });

  test("a look that is refused, an image that does not show up", async (t) => {
    const { time, wait, emulator, idsIn } = await watching(t);
    emulator.faults.add({ operation: "DescribeImages", code: "Forbidden.RAM" });
    await time.run(failure(wait, ServiceError, { code: "Forbidden.RAM", outcome: "unclear" }));
    assert.deepEqual(idsIn(HERE), [wait.toJSON().ImageId]);
    const second = await watching(t, {}, { visibilityLagMs: 90_000 });
    await second.time.run(
      failure(second.wait, EcdError, { code: "ImageNotFound", outcome: "unclear" }),
    );
  });

  test("unless the image itself has ended", async (t) => {
    const { time, wait, emulator } = await watching(t);
    emulator.faults.add({ operation: "CopyImage", imageFails: true });
    await time.run(failure(wait, EcdError, { code: "ImageFailed", outcome: "refused" }));
    assert.equal(wait.toJSON().status, "CreateFailed");
  });

  test("a wait for an image says only what became of the wait", async (t) => {
    const { time, emulator, client } = await emulated(t);
    const { body } = await call(emulator, "CopyImage", COPY);
    const image = { RegionId: HERE, ImageId: body.ImageId };
    const late = client.waitForImage(image, { deadlineMs: 30_000 });
    await time.run(failure(late, TimeoutError, { outcome: "unclear" }));
    const missing = client.waitForImage({ ...image, ImageId: "m-none" });
    await time.run(failure(missing, EcdError, { code: "ImageNotFound", outcome: "refused" }));
    assert.ok(time.now() >= 90_000);
  });
});

describe("what a wait survives", () => {
  /** A wait for a copy that takes ten minutes. */
  async function started(t, given) {
    const set = await emulated(t, given);
    const { body } = await call(set.emulator, "CopyImage", COPY);
    return { ...set, image: { RegionId: HERE, ImageId: body.ImageId } };
  }

  test("hours, with a few looks a minute", async (t) => {
    const { time, client, image, count } = await started(t, { copyDurationMs: 6 * 3_600_000 });
    assert.equal((await time.run(client.waitForImage(image))).Status, "Available");
    assert.ok(time.now() >= 6 * 3_600_000);
    const perMinute = count("DescribeImages") / (6 * 60);
    assert.ok(perMinute >= 3 && perMinute <= 5.5, `${perMinute}`);
  });

  test("one look that does not list the image", async (t) => {
    const { time, client, image, emulator } = await started(t);
    emulator.faults.add({
      operation: "DescribeImages",
      status: 200,
      body: '{"Images":[]}',
      times: 1,
    });
    const wait = client.waitForImage(image, {
      onProgress: ({ percent }) => {
        if (percent !== 100)
          emulator.faults.add({ operation: "DescribeImages", body: '{"Images":[]}', times: 1 });
      },
    });
    assert.equal((await time.run(wait)).Status, "Available");
  });

  test("answers that say nothing of any image", async (t) => {
    const { time, client, image, emulator } = await started(t, { client: { maxAttempts: 1 } });
    const seen = [];
    const wait = client.waitForImage(image, { onProgress: ({ percent }) => seen.push(percent) });
    await time.run(time.sleep(10_000));
    for (const body of [
      "{}",
      '{"Images":null}',
      '{"Images":{}}',
      '{"Images":"none"}',
      "[]",
      "",
      "<html>",
      '{"Images":[',
      "\0\x01\x02",
    ]) {
      emulator.faults.add({ operation: "DescribeImages", body, times: 1 });
    }
    assert.equal((await time.run(wait)).Status, "Available");
    assert.ok(seen.length >= 3);
  });

  test("throttling, and comes back no sooner than it is told", async (t) => {
    const { time, client, image, emulator } = await started(t, { client: { maxAttempts: 1 } });
    emulator.faults.add({ operation: "DescribeImages", retryAfterMs: 90_000, times: 3 });
    assert.equal((await time.run(client.waitForImage(image))).Status, "Available");
    const looks = emulator.requests().filter(({ operation }) => operation === "DescribeImages");
    const times = looks.map(({ date }) => Date.parse(date));
    for (const i of [1, 2, 3]) assert.ok(times[i] - times[i - 1] >= 90_000);
    assert.ok(times[4] - times[3] < 20_000);
  });

  test("tokens that expire, and a provider that fails now and then", async (t) => {
    const START = Date.parse("2026-03-01T08:00:00Z");
    const accounts = Array.from({ length: 5 }, (_, i) => ({
      ...{ accessKeyId: `STS.${i}`, accessKeySecret: "secret", securityToken: `token ${i}` },
      expiresAt: new Date(START + (i + 1) * 150_000).toISOString(),
    }));
    let now = accounts[0];
    let asked = 0;
    const credentials = () => {
      if (++asked % 7 === 0) throw new Error("the metadata service is busy");
      return now;
    };
    const set = await emulated(t, { accounts: [ACCOUNT, ...accounts], client: { credentials } });
    const { body } = await call(set.emulator, "CopyImage", COPY);
    // The provider is a little late each time: for a while it brings what has expired.
    accounts.forEach((account, i) => setTimeout(() => (now = account), i * 150_000 + 20_000));
    const wait = set.client.waitForImage({ RegionId: HERE, ImageId: body.ImageId });
    assert.equal((await set.time.run(wait)).Status, "Available");
    const codes = set.emulator.requests().map(({ code }) => code);
    assert.ok(codes.filter((code) => code === "InvalidSecurityToken.Expired").length >= 3);
  });

  test("but not a provider that never comes back, nor one that never worked, nor a fixed token", async (t) => {
    let asked = 0;
    const { time, image, clientOf } = await started(t);
    const dies = () => {
      if (++asked > 2) throw new Error("gone");
      return ACCOUNT;
    };
    const wait = clientOf({ credentials: dies }).waitForImage(image);
    await time.run(failure(wait, EcdError, { code: "CredentialsFailed" }));
    assert.equal(asked, 8, "five more after the first failure");
    const never = () => Promise.reject(new Error("none"));
    const before = time.now();
    await time.run(
      failure(clientOf({ credentials: never }).waitForImage(image), EcdError, {
        code: "CredentialsFailed",
      }),
    );
    assert.equal(time.now(), before);
    const fixed = { accessKeyId: "STS.x", accessKeySecret: "secret", securityToken: "token" };
    const expired = await emulated(t, { accounts: [{ ...fixed, expiresAt: "2026-01-01" }] });
    const late = expired.clientOf({ credentials: fixed }).waitForImage(image);
    await expired.time.run(failure(late, ServiceError, { code: "InvalidSecurityToken.Expired" }));
  });
});

describe("cancelOnAbort", () => {
  /** Copies, aborts after a while, and gives the error. */
  async function aborted(t, { afterMs, options, rules = [], ...given }) {
    const set = await emulated(t, given);
    for (const rule of rules) set.emulator.faults.add(rule);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), afterMs);
    const signal = controller.signal;
    const wait = set.client.copyImageAndWait(COPY, { cancelOnAbort: true, signal, ...options });
    const error = await set.time.run(failure(wait, AbortError, { code: "Aborted" }));
    return { ...set, error, wait };
  }

  test("cancels in the destination region", async (t) => {
    const { error, idsIn, asked, wait, time } = await aborted(t, { afterMs: 30_000 });
    assert.match(error.message, new RegExp(`the copy ${wait.toJSON().ImageId} cancelled`));
    assert.deepEqual(idsIn(HERE), []);
    assert.equal(asked().at(-1), "CancelCopyImage cn-shenzhen");
    assert.equal(time.now(), 30_000, "at once");
  });

  test("without it the copy goes on", async (t) => {
    const { idsIn, count } = await aborted(t, {
      afterMs: 30_000,
      options: { cancelOnAbort: false },
    });
    assert.equal(idsIn(HERE).length, 1);
    assert.equal(count("CancelCopyImage"), 0);
  });

  test("a copy whose answer had not come is looked for", async (t) => {
    const rules = [{ operation: "CopyImage", delayMs: 10_000 }];
    for (const visibilityLagMs of [0, 4_000]) {
      const { error, idsIn, count, time } = await aborted(t, {
        afterMs: 2_000,
        rules,
        visibilityLagMs,
      });
      assert.match(error.message, /cancelled/);
      assert.deepEqual(idsIn(HERE), []);
      assert.equal(count("CopyImage"), 1);
      assert.ok(time.now() <= 12_000);
    }
  });

  test("one that does not show up stays unclear", async (t) => {
    const rules = [{ operation: "CopyImage", delayMs: 10_000 }];
    const { error, count, time } = await aborted(t, {
      afterMs: 2_000,
      rules,
      visibilityLagMs: 60_000,
    });
    assert.equal(error.outcome, "unclear");
    assert.match(error.message, /Look for Office_Shanghai/);
    assert.equal(count("CancelCopyImage"), 0);
    assert.ok(time.now() <= 12_100, `${time.now()} ms`);
  });

  test("a cancellation that fails or hangs is told, and not waited for", async (t) => {
    for (const rule of [{ code: "InvalidImageStatus.NotValid" }, { delayMs: 9e7, status: 500 }]) {
      const rules = [{ operation: "CancelCopyImage", ...rule }];
      const { error, idsIn, time } = await aborted(t, { afterMs: 30_000, rules });
      assert.match(
        error.message,
        /could not be cancelled \((InvalidImageStatus\.NotValid|Timeout)\): it may go on/,
      );
      assert.equal(error.outcome, "unclear");
      assert.equal(idsIn(HERE).length, 1);
      assert.ok(time.now() <= 40_000);
    }
  });

  test("an image that was there before is left alone", async (t) => {
    const set = await emulated(t);
    await call(set.emulator, "CopyImage", COPY);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30_000);
    const options = { ifExists: "reuse", cancelOnAbort: true, signal: controller.signal };
    await set.time.run(
      failure(set.client.copyImageAndWait(COPY, options), AbortError, { outcome: "unclear" }),
    );
    assert.equal(set.idsIn(HERE).length, 1);
    assert.equal(set.count("CancelCopyImage"), 0);
  });

  test("an abort before anything was sent cancels nothing", async (t) => {
    const { client, asked } = await emulated(t);
    const wait = client.copyImageAndWait(COPY, {
      cancelOnAbort: true,
      signal: AbortSignal.abort(),
    });
    await failure(wait, AbortError, { outcome: "not-sent" });
    assert.deepEqual(asked(), []);
  });
});
