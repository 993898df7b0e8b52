// Waits for copies: what is written down, taken up again, and left unclear. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AbortError, EcdError, ServiceError, TimeoutError, ValidationError } from "ecd-wasm";
import { PAGE_EXAMPLE as COPY, call } from "../support/emulator_calls.mjs";
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

  test("nothing of a copy that breaks a rule", async (t) => {
    const { client } = await emulated(t);
    const onState = () => assert.fail("it was written down");
    const bad = { ...COPY, DestinationImageName: "1" };
    await failure(client.copyImageAndWait(bad, { onState }), ValidationError);
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
