// One copy into several regions. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EcdError, ServiceError, ValidationError } from "ecd-wasm";
import { PAGE_EXAMPLE } from "../support/emulator_calls.mjs";
import { emulated } from "../support/emulated_time.mjs";
import { failure } from "../support/failure.mjs";

const { DestinationRegionId: _, ...IMAGE } = PAGE_EXAMPLE;
const REGIONS = ["cn-shenzhen", "cn-beijing", "cn-shanghai", "ap-southeast-1", "us-west-1"];

test("one result for each region, in their order, whoever is first", async (t) => {
  const { time, emulator, client, idsIn } = await emulated(t);
  REGIONS.forEach((_region, i) => {
    emulator.faults.add({
      operation: "CopyImage",
      delayMs: (REGIONS.length - i) * 1_000,
      times: 1,
    });
  });
  const copied = [];
  const onEvent = ({ type, regionId }) => type === "copied" && copied.push(regionId);
  const options = { concurrency: REGIONS.length, onEvent };
  const results = await time.run(client.copyImageToRegions(IMAGE, REGIONS, options));
  assert.deepEqual(copied, REGIONS.toReversed());
  assert.deepEqual(
    results,
    REGIONS.map((regionId) => ({ regionId, ok: true, ImageId: idsIn(regionId)[0], reused: false })),
  );
  for (const regionId of REGIONS) assert.equal(idsIn(regionId).length, 1);
});

describe("at the same time", () => {
  for (const [concurrency, most] of [
    [1, 1],
    [2, 2],
    [undefined, 4],
    [50, 5],
  ]) {
    test(`${concurrency ?? "by default"}: ${most}, waits included`, async (t) => {
      const { time, client } = await emulated(t);
      const underWay = new Set();
      let highest = 0;
      const onEvent = ({ type, regionId }) => {
        if (type === "started") underWay.add(regionId);
        if (type === "available") underWay.delete(regionId);
        highest = Math.max(highest, underWay.size);
      };
      const options = { wait: true, onEvent, ...(concurrency && { concurrency }) };
      const results = await time.run(client.copyImageToRegions(IMAGE, REGIONS, options));
      assert.ok(results.every(({ ok, image }) => ok && image.Status === "Available"));
      assert.equal(highest, most);
    });
  }

  test("what is no number of copies, no list, or names a region twice is misuse", async (t) => {
    const { client, emulator } = await emulated(t);
    for (const concurrency of [0, -1, 1.5, NaN, "2", null]) {
      const copies = client.copyImageToRegions(IMAGE, REGIONS, { concurrency });
      await failure(copies, EcdError, { code: "InvalidOption", outcome: "not-sent" });
    }
    for (const regions of [undefined, "cn-beijing", [...REGIONS, REGIONS[0]]]) {
      await failure(client.copyImageToRegions(IMAGE, regions), EcdError, { code: "InvalidOption" });
    }
    assert.deepEqual(await client.copyImageToRegions(IMAGE, []), []);
    assert.equal(emulator.requests().length, 0);
  });
});

test("a region's failure stops no other, and has its error and what is known of its image", async (t) => {
  const { time, emulator, client, idsIn } = await emulated(t);
  emulator.faults.add({
    operation: "DescribeImages",
    regionId: "us-west-1",
    code: "Forbidden.RAM",
  });
  emulator.faults.add({ operation: "CopyImage", imageFails: true, times: 1 });
  const regions = ["cn-beijing", "cn-hangzhou", "us-west-1", "cn-shenzhen"];
  const events = [];
  const onEvent = (event) => events.push(event);
  const results = await time.run(
    client.copyImageToRegions(IMAGE, regions, { wait: true, onEvent }),
  );
  const [failed, same, blind, good] = results;
  assert.deepEqual(
    [failed.ok, failed.error.code, failed.ImageId],
    [false, "ImageFailed", idsIn("cn-beijing")[0]],
  );
  assert.ok(same.error instanceof ValidationError && same.ImageId === undefined);
  assert.ok(blind.error instanceof ServiceError);
  assert.deepEqual([blind.error.outcome, blind.ImageId], ["unclear", idsIn("us-west-1")[0]]);
  assert.deepEqual([good.ok, good.image.Status], [true, "Available"]);
  const typesOf = (regionId) => [
    ...new Set(events.filter((event) => event.regionId === regionId).map(({ type }) => type)),
  ];
  assert.deepEqual(typesOf("cn-beijing"), ["started", "copied", "progress", "failed"]);
  assert.deepEqual(typesOf("cn-hangzhou"), ["started", "failed"]);
  assert.deepEqual(typesOf("cn-shenzhen"), ["started", "copied", "progress", "available"]);
});

test("run again with reuse: what is there is not copied, what failed is", async (t) => {
  const { time, emulator, client, count, idsIn } = await emulated(t);
  const down = emulator.faults.add({ operation: "CopyImage", code: "QuotaExceed.Image", times: 2 });
  const options = { ifExists: "reuse", wait: true };
  const run = () => time.run(client.copyImageToRegions(IMAGE, REGIONS, options));
  const first = await run();
  assert.equal(first.filter(({ ok }) => ok).length, 3);
  assert.equal(down.hits, 2);
  const second = await run();
  assert.deepEqual(
    second.map(({ ok, reused }) => [ok, reused]),
    first.map(({ ok }) => [true, ok]),
  );
  const third = await run();
  assert.ok(third.every(({ reused }) => reused));
  for (const regionId of REGIONS) assert.equal(idsIn(regionId).length, 1);
  assert.equal(count("CopyImage"), 7);
});

test("a lost answer makes no second copy anywhere", async (t) => {
  const { time, emulator, client, count, idsIn } = await emulated(t);
  emulator.faults.add({ operation: "CopyImage", reset: "after" });
  const options = { tagDescription: true };
  const results = await time.run(client.copyImageToRegions(IMAGE, REGIONS, options));
  assert.ok(results.every(({ reused }) => reused));
  for (const [i, regionId] of REGIONS.entries())
    assert.deepEqual(idsIn(regionId), [results[i].ImageId]);
  assert.equal(count("CopyImage"), REGIONS.length);
});

test("the deadline and the signal are for all of them", async (t) => {
  const { time, client, idsIn } = await emulated(t);
  const options = { wait: true, concurrency: 2, deadlineMs: 30_000 };
  const results = await time.run(client.copyImageToRegions(IMAGE, REGIONS, options));
  assert.deepEqual(
    results.map(({ ok, error }) => [ok, error.code, error.outcome]),
    REGIONS.map((_region, i) => [false, "Timeout", i < 2 ? "unclear" : "not-sent"]),
  );
  assert.ok(time.now() <= 30_100);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 30_000);
  const { signal } = controller;
  const regions = ["ap-southeast-5", "eu-west-1"];
  const cancelled = { wait: true, signal, cancelOnAbort: true };
  const stopped = await time.run(client.copyImageToRegions(IMAGE, regions, cancelled));
  assert.ok(
    stopped.every(({ error }) => error.code === "Aborted" && /cancelled/.test(error.message)),
  );
  for (const regionId of regions) assert.deepEqual(idsIn(regionId), []);
});
