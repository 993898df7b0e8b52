// Calls for copies at the same time, which share a send or wait for one another. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AbortError, TimeoutError, TransportError, ValidationError } from "ecd-wasm";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { emulated } from "../support/emulated_time.mjs";
import { failure } from "../support/failure.mjs";

const HERE = COPY.DestinationRegionId;
const OTHER_IMAGE = "m-gx2x1dhsmusr2demo";

describe("calls at the same time", () => {
  test("for the same copy are one, also of two clients", async (t) => {
    const { time, clientOf, client, count, idsIn } = await emulated(t);
    const other = clientOf({ userAgent: "my-app/1.0", timeoutMs: 9_000, locale: "zh" });
    const calls = [client, client, other].map((each) => each.copyImage(COPY));
    const [first, second, third] = await time.run(Promise.all(calls));
    assert.deepEqual([second, third], [first, first]);
    assert.deepEqual(idsIn(HERE), [first.ImageId]);
    assert.equal(count("CopyImage"), 1);
    await time.run(client.copyImage(COPY));
    assert.equal(idsIn(HERE).length, 2, "a later one is another");
  });

  test("share a failure too", async (t) => {
    const { time, client, count, emulator } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", delayMs: 60_000, status: 500 });
    const calls = [1, 2].map(() =>
      failure(client.copyImage(COPY), TimeoutError, { outcome: "unclear" }),
    );
    await time.run(Promise.all(calls));
    assert.equal(count("CopyImage"), 1);
    assert.ok(time.now() <= 81_000, "one search for both");
  });

  test("of other accounts, services or fetches are others", async (t) => {
    const second = { accessKeyId: "second", accessKeySecret: "s" };
    const { time, clientOf, emulator, idsIn } = await emulated(t, { accounts: [ACCOUNT, second] });
    const calls = [
      clientOf(),
      clientOf({ credentials: second }),
      clientOf({ fetch: (url, init) => emulator.fetch(url, init) }),
      clientOf({ endpoint: emulator.url }),
      clientOf({ credentials: () => ACCOUNT }),
    ].map((client) => client.copyImage(COPY));
    await time.run(Promise.all(calls));
    assert.equal(idsIn(HERE).length, calls.length);
  });

  test("for another image under the same name wait their turn, and are not mistaken", async (t) => {
    const { time, emulator, client, idsIn } = await emulated(t);
    const log = [];
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
    const first = client.copyImage(COPY).then((made) => (log.push("first"), made));
    const other = client.copyImage({ ...COPY, ImageId: OTHER_IMAGE }, { reconcileMs: 3_000 });
    const second = failure(other, TransportError, { outcome: "unclear" }).then(() =>
      log.push("second"),
    );
    const [{ ImageId, reused }] = await time.run(Promise.all([first, second]));
    assert.deepEqual(log, ["first", "second"]);
    assert.deepEqual(
      [idsIn(HERE), reused],
      [[ImageId], true],
      "the second one did not take the first one's",
    );
  });

  test("one that is stopped does not stop the others", async (t) => {
    const { time, emulator, client, count, idsIn } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", delayMs: 10_000, times: 1 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 2_000);
    const first = client.copyImage(COPY, { signal: controller.signal });
    const second = client.copyImage(COPY);
    await time.run(failure(first, AbortError, { outcome: "unclear" }));
    const { ImageId, reused } = await time.run(second);
    assert.equal(reused, true);
    assert.deepEqual(idsIn(HERE), [ImageId]);
    assert.equal(count("CopyImage"), 1);
  });

  test("one that joins and is stopped leaves the first alone", async (t) => {
    const { time, emulator, client, idsIn } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", delayMs: 10_000, times: 1 });
    const first = client.copyImage(COPY);
    const second = client.copyImage(COPY, { deadlineMs: 2_000 });
    await time.run(failure(second, TimeoutError, { outcome: "unclear", attempts: 0 }));
    assert.deepEqual(idsIn(HERE), [(await time.run(first)).ImageId]);
  });

  test("one that was stopped before it sent anything is followed by the next", async (t) => {
    const { time, client, clientOf, count, idsIn } = await emulated(t);
    const thrown = new Error("the caller's own");
    const first = client.copyImageAndWait(COPY, {
      onState: () => time.sleep(1_000).then(() => Promise.reject(thrown)),
    });
    const caught = first.catch((error) => error);
    await time.run(time.sleep(500));
    const second = clientOf().copyImage(COPY);
    assert.equal(await time.run(caught), thrown);
    assert.deepEqual(idsIn(HERE), [(await time.run(second)).ImageId]);
    assert.equal(count("CopyImage"), 1);
  });

  test("with parameters that are none are refused, each for itself", async (t) => {
    const { client, emulator } = await emulated(t);
    const cyclic = {};
    cyclic.self = cyclic;
    for (const DestinationImageName of [5n, cyclic, Symbol("x"), () => {}, null, undefined, NaN]) {
      await failure(client.copyImage({ ...COPY, DestinationImageName }), ValidationError);
    }
    for (const params of [undefined, null, 5, "x", []]) {
      await failure(client.copyImage(params), ValidationError);
    }
    assert.equal(emulator.requests().length, 0);
  });
});
