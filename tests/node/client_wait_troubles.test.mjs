// Waits for copies: what they survive, and what an abort cancels. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AbortError, EcdError, ServiceError, TimeoutError } from "ecd-wasm";
import { ACCOUNT, PAGE_EXAMPLE as COPY, call } from "../support/emulator_calls.mjs";
import { emulated } from "../support/emulated_time.mjs";
import { failure } from "../support/failure.mjs";

const HERE = COPY.DestinationRegionId;

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

  test("and comes back about when the progress says that it is done", async (t) => {
    const { time, client, image } = await started(t, { copyDurationMs: 100_000 });
    await time.run(client.waitForImage(image));
    assert.ok(time.now() >= 100_000 && time.now() <= 105_000, `${time.now()} ms`);
  });

  test("but does not crowd an image that stays at its progress", async (t) => {
    for (const percents of [
      [10, 99],
      [10, 100],
    ]) {
      const { time, client, image, emulator, count } = await started(t, {
        copyDurationMs: 7_200_000,
      });
      let looks = 0;
      const stuck = (percent) => {
        const [{ ...there }] = emulator.images(HERE);
        const body = JSON.stringify({ Images: [{ ...there, Progress: `${percent}%` }] });
        emulator.faults.add({ operation: "DescribeImages", body, times: 1 });
      };
      stuck(percents[0]);
      const wait = client.waitForImage(image, { deadlineMs: 3_600_000, onProgress: () => ++looks });
      for (let i = 0; i < 2_000; ++i) stuck(percents[1]);
      await time.run(failure(wait, TimeoutError));
      assert.equal(looks, 2);
      assert.ok(count("DescribeImages") < 60 * 7, `${count("DescribeImages")}`);
    }
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
