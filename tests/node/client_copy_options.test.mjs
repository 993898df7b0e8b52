// How a copy is wanted: its mark, a second send, what is there already. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EcdError, ServiceError, TransportError, ValidationError } from "ecd-wasm";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { emulated } from "../support/emulated_time.mjs";
import { failure } from "../support/failure.mjs";

const HERE = COPY.DestinationRegionId;
const OTHER_IMAGE = "m-gx2x1dhsmusr2demo";

describe("tagDescription", () => {
  test("without a description the mark is it", async (t) => {
    const { time, emulator, clientOf } = await emulated(t);
    const { DestinationDescription: _, ...bare } = COPY;
    await time.run(clientOf({ profile: "schema" }).copyImage(bare, { tagDescription: true }));
    assert.match(emulator.images(HERE)[0].Description, /^\[copy of m-.*, op [0-9a-f]{16}\]$/);
  });

  test("hides no broken rule", async (t) => {
    const { client, emulator } = await emulated(t);
    for (const DestinationDescription of ["", 5, null, ["x"], "x".repeat(250), "http://x"]) {
      const copy = client.copyImage({ ...COPY, DestinationDescription }, { tagDescription: true });
      const { issues } = await failure(copy, ValidationError, { outcome: "not-sent" });
      assert.ok(issues.every(({ path }) => path[0] === "DestinationDescription"));
    }
    assert.equal(emulator.requests().length, 0);
  });
});

describe("resend", () => {
  test("sends once more when the list was read and does not have it", async (t) => {
    const { time, emulator, client, asked, idsIn } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
    const { ImageId, reused } = await time.run(client.copyImage(COPY, { resend: true }));
    assert.equal(reused, false);
    assert.deepEqual(idsIn(HERE), [ImageId]);
    const copies = asked().filter((line) => line.startsWith("CopyImage"));
    assert.equal(copies.length, 2);
    assert.ok(asked().length > 7, "a minute of looks lies between");
  });

  test("does not when the copy is found", async (t) => {
    const { time, emulator, client, count } = await emulated(t, { visibilityLagMs: 20_000 });
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    assert.equal((await time.run(client.copyImage(COPY, { resend: true }))).reused, true);
    assert.equal(count("CopyImage"), 1);
  });

  for (const [what, rule] of Object.entries({
    "is refused": { code: "Forbidden.RAM" },
    "is throttled for ever": { code: "Throttling" },
    "cannot be read": { truncate: true },
    "has no images in it, nor says that there are none": { status: 200 },
    hangs: { delayMs: 3_600_000 },
  })) {
    test(`never blindly: a list that ${what}`, async (t) => {
      const { time, emulator, client, count } = await emulated(t);
      emulator.faults.add({ operation: "CopyImage", reset: "before" });
      emulator.faults.add({ operation: "DescribeImages", ...rule });
      const copy = client.copyImage(COPY, { resend: true });
      const error = await time.run(
        failure(copy, TransportError, { outcome: "unclear", attempts: 1 }),
      );
      assert.match(error.message, /could not be listed/);
      assert.equal(count("CopyImage"), 1);
    });
  }

  test("never twice", async (t) => {
    const { time, emulator, client, count } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "before" });
    const copy = client.copyImage(COPY, { resend: true });
    await time.run(failure(copy, TransportError, { outcome: "unclear", attempts: 2 }));
    assert.equal(count("CopyImage"), 2);
  });

  test("a second send that is refused says nothing about the first", async (t) => {
    const { time, emulator, client } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
    emulator.faults.add({ operation: "CopyImage", code: "QuotaExceed.Image" });
    const copy = client.copyImage(COPY, { resend: true });
    await time.run(
      failure(copy, ServiceError, { code: "QuotaExceed.Image", outcome: "unclear", attempts: 2 }),
    );
  });

  test("a first copy that shows up after the second send was refused is the answer", async (t) => {
    const { time, emulator, client, idsIn } = await emulated(t, { visibilityLagMs: 80_000 });
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    emulator.faults.add({ operation: "CopyImage", code: "QuotaExceed.Image" });
    const { ImageId, reused } = await time.run(client.copyImage(COPY, { resend: true }));
    assert.equal(reused, true);
    assert.deepEqual(idsIn(HERE), [ImageId]);
  });
});

describe("ifExists", () => {
  const ALIKE = {
    Name: COPY.DestinationImageName,
    Description: COPY.DestinationDescription,
    RegionId: HERE,
  };
  const SOURCE = { ImageId: COPY.ImageId, RegionId: COPY.RegionId };

  const withImages = (t, ...images) => emulated(t, { images: [SOURCE, ...images] });

  test("copy, the default, does not even look", async (t) => {
    for (const options of [{}, { ifExists: "copy" }]) {
      const { time, client, asked, idsIn } = await withImages(t, { ...ALIKE, ImageId: "m-there" });
      assert.equal((await time.run(client.copyImage(COPY, options))).reused, false);
      assert.deepEqual(asked(), ["CopyImage cn-hangzhou"]);
      assert.equal(idsIn(HERE).length, 2);
    }
  });

  test("error: an image of that name, and nothing is sent", async (t) => {
    const { time, client, asked } = await withImages(t, {
      ...ALIKE,
      ImageId: "m-there",
      Description: "Other",
    });
    for (const ifExists of ["error", "reuse"]) {
      const members = {
        code: "ImageExists",
        outcome: "not-sent",
        attempts: 0,
        operation: "CopyImage",
      };
      const error = await time.run(
        failure(client.copyImage(COPY, { ifExists }), EcdError, members),
      );
      assert.match(error.message, /m-there; not copied/);
    }
    assert.ok(asked().every((line) => line === "DescribeImages cn-shenzhen"));
  });

  test("reuse: one with the same name and description, finished or not", async (t) => {
    for (const Status of ["Available", "Creating"]) {
      const { time, client, count, idsIn } = await withImages(t, {
        ...ALIKE,
        ImageId: "m-there",
        Status,
      });
      const copy = client.copyImage(COPY, { ifExists: "reuse" });
      assert.deepEqual(await time.run(copy), {
        ImageId: "m-there",
        reused: true,
        existed: true,
      });
      assert.equal(count("CopyImage"), 0);
      assert.deepEqual(idsIn(HERE), ["m-there"]);
    }
  });

  test("reuse, and the answer is lost: what was found is this call's own", async (t) => {
    const { time, emulator, client } = await emulated(t);
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    const result = await time.run(client.copyImage(COPY, { ifExists: "reuse" }));
    assert.deepEqual([result.reused, result.existed], [true, undefined]);
  });

  test("one that failed to be made is none; nor is a system image", async (t) => {
    for (const ifExists of ["error", "reuse"]) {
      const images = [
        { ...ALIKE, ImageId: "m-failed", Status: "CreateFailed" },
        { ...ALIKE, ImageId: "m-system", ImageType: "SYSTEM" },
      ];
      const { time, client, count } = await withImages(t, ...images);
      assert.equal((await time.run(client.copyImage(COPY, { ifExists }))).reused, false);
      assert.equal(count("CopyImage"), 1);
    }
  });

  test("reuse with a mark: description and source must agree, the mark's digits need not", async (t) => {
    const { time, client, idsIn, count } = await emulated(t);
    const options = { ifExists: "reuse", tagDescription: true };
    const { ImageId } = await time.run(client.copyImage(COPY, options));
    assert.deepEqual(await time.run(client.copyImage(COPY, options)), {
      ImageId,
      reused: true,
      existed: true,
    });
    for (const [params, more] of [
      [{ ...COPY, ImageId: OTHER_IMAGE }, {}],
      [{ ...COPY, DestinationDescription: "Other" }, {}],
      [COPY, { tagDescription: false }],
    ]) {
      const copy = client.copyImage(params, { ...options, ...more });
      await time.run(failure(copy, EcdError, { code: "ImageExists" }));
    }
    assert.deepEqual(idsIn(HERE), [ImageId]);
    assert.equal(count("CopyImage"), 1);
  });

  test("a look that fails is no failure of the copy: nothing was sent", async (t) => {
    const { time, emulator, client, count } = await emulated(t);
    for (const rule of [
      { status: 503 },
      { reset: "after" },
      { code: "Forbidden.RAM" },
      { body: "<html>" },
      { delayMs: 9e7 },
    ]) {
      const fault = emulator.faults.add({ operation: "DescribeImages", ...rule });
      const error = await time.run(
        client.copyImage(COPY, { ifExists: "reuse" }).catch((reason) => reason),
      );
      assert.ok(error instanceof EcdError);
      assert.deepEqual([error.outcome, error.attempts], ["not-sent", 0], error.message);
      fault.remove();
    }
    assert.equal(count("CopyImage"), 0);
  });

  test("anything else is misuse", async (t) => {
    const { client, emulator } = await emulated(t);
    for (const options of [
      { ifExists: "overwrite" },
      { ifExists: null },
      { reconcileMs: NaN },
      { reconcileMs: "1" },
    ]) {
      await failure(client.copyImage(COPY, options), EcdError, {
        code: "InvalidOption",
        outcome: "not-sent",
      });
    }
    assert.equal(emulator.requests().length, 0);
  });
});
