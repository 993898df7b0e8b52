// How images come to be in the emulator: from desktops, failed, and seen late.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE, call } from "../support/emulator_calls.mjs";

const HANGZHOU = { RegionId: "cn-hangzhou" };
const SHENZHEN = { RegionId: "cn-shenzhen" };
const CREATE = {
  ...HANGZHOU,
  DesktopId: "ecd-7w78ozhjcwa3u****",
  ImageName: "testImageName",
  Description: "This is description.",
};
const start = (options) =>
  createEmulator({ port: false, now: () => new Date("2026-01-05T08:00:00Z"), ...options });

let emulator;
beforeEach(async () => void (emulator = await start()));

const startCopy = async () => (await call(emulator, "CopyImage", PAGE_EXAMPLE)).body.ImageId;
const look = async (RegionId, ImageId) => {
  const { body } = await call(emulator, "DescribeImages", { RegionId, ImageId: [ImageId] });
  return body.Images[0];
};

test("CreateImage makes an image from a desktop, on the clock", async () => {
  const { status, body } = await call(emulator, "CreateImage", CREATE);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ["ImageId", "RequestId"]);
  emulator.clock.advance(1500);
  const half = await look("cn-hangzhou", body.ImageId);
  assert.deepEqual([half.Status, half.Progress], ["Creating", "50%"]);
  emulator.clock.advance(1500);
  const image = await look("cn-hangzhou", body.ImageId);
  assert.deepEqual(
    [image.Status, image.Progress, image.Name, image.Description, image.ImageType],
    ["Available", "100%", CREATE.ImageName, CREATE.Description, "CUSTOM"],
  );
  assert.equal(image.CreationTime, "2026-01-05T08:00:00Z");
  const copied = await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ImageId: body.ImageId });
  assert.equal(copied.status, 200);
});

test("CreateImage refuses what it cannot make an image from", async () => {
  const { DesktopId, ...nothing } = CREATE;
  for (const [params, status, code] of [
    [{ ...CREATE, DesktopId: "ecd-unknown" }, 404, "InvalidDesktopId.NotFound"],
    [{ ...CREATE, RegionId: "cn-shenzhen" }, 404, "InvalidDesktopId.NotFound"],
    [nothing, 400, "MissingParameter"],
    [{ ...nothing, SnapshotId: "s-1" }, 400, "UnsupportedOperation"],
    [{ ...nothing, SnapshotIds: ["s-1"] }, 400, "UnsupportedOperation"],
  ]) {
    const answer = await call(emulator, "CreateImage", params);
    assert.deepEqual([answer.status, answer.body.Code], [status, code]);
  }
  assert.equal(emulator.images("cn-hangzhou").length, 3);
  emulator = await start({ imageQuota: 2 });
  const full = await call(emulator, "CreateImage", CREATE);
  assert.equal(full.body.Code, "QuotaExceed.Image");
});

test("desktops given as an option are all there are", async () => {
  emulator = await start({ desktops: [{ DesktopId: "ecd-1", RegionId: "cn-beijing" }] });
  const mine = { RegionId: "cn-beijing", DesktopId: "ecd-1" };
  assert.equal((await call(emulator, "CreateImage", mine)).status, 200);
  assert.equal(emulator.images("cn-beijing")[0].Name, "ecd-1");
  const { body } = await call(emulator, "CreateImage", CREATE);
  assert.equal(body.Code, "InvalidDesktopId.NotFound");
});

test("a creation is no copy: it cannot be cancelled", async () => {
  const { ImageId } = (await call(emulator, "CreateImage", CREATE)).body;
  const { body } = await call(emulator, "CancelCopyImage", { ...HANGZHOU, ImageId });
  assert.equal(body.Code, "InvalidImageStatus.NotValid");
});

for (const [operation, params, region] of [
  ["CopyImage", PAGE_EXAMPLE, "cn-shenzhen"],
  ["CreateImage", CREATE, "cn-hangzhou"],
]) {
  test(`${operation} can fail in the end; what is left can only be looked at`, async () => {
    const fault = emulator.faults.add({ operation, imageFails: true, times: 1 });
    const { ImageId } = (await call(emulator, operation, params)).body;
    assert.equal(fault.hits, 1);
    assert.equal((await look(region, ImageId)).Status, "Creating");
    emulator.clock.advance(2999);
    assert.equal((await look(region, ImageId)).Status, "Creating");
    emulator.clock.advance(1);
    const { Status, Progress } = await look(region, ImageId);
    assert.deepEqual([Status, Progress], ["CreateFailed", "99%"]);
    const image = { RegionId: region, ImageId };
    for (const [next, given] of [
      ["CopyImage", { ...PAGE_EXAMPLE, ...image, DestinationRegionId: "cn-beijing" }],
      ["DeleteImages", { ...image, ImageId: [ImageId] }],
      ["ModifyImageAttribute", { ...image, Name: "Renamed" }],
      ["ModifyImagePermission", { ...image, AddAccount: [1] }],
      ["CancelCopyImage", image],
    ]) {
      const { body } = await call(emulator, next, given);
      assert.equal(body.Code, "InvalidImageStatus.NotValid", next);
    }
  });
}

test("the source of a failed copy is free again", async () => {
  emulator.faults.add({ operation: "CopyImage", imageFails: true });
  await startCopy();
  emulator.clock.advance(3000);
  const source = { ...HANGZHOU, ImageId: [PAGE_EXAMPLE.ImageId] };
  assert.equal((await call(emulator, "DeleteImages", source)).status, 200);
});

test("lists learn of a new image late; its caller can work on it at once", async () => {
  emulator = await start({ visibilityLagMs: 1000 });
  const ImageId = await startCopy();
  assert.equal(await look("cn-shenzhen", ImageId), undefined);
  assert.deepEqual((await call(emulator, "DescribeImages", SHENZHEN)).body.Images, []);
  assert.equal(emulator.images("cn-shenzhen").length, 1);
  emulator.clock.advance(999);
  assert.equal(await look("cn-shenzhen", ImageId), undefined);
  emulator.clock.advance(1);
  assert.equal((await look("cn-shenzhen", ImageId)).Progress, "33%");
  const unseen = await startCopy();
  assert.equal(await look("cn-shenzhen", unseen), undefined);
  const cancelled = await call(emulator, "CancelCopyImage", { ...SHENZHEN, ImageId: unseen });
  assert.equal(cancelled.status, 200);
  // Images that were there at first are seen from the start.
  assert.equal((await call(emulator, "DescribeImages", HANGZHOU)).body.Images.length, 3);
});

test("ids are looked up in the order of creation, each once", async () => {
  const ids = ["m-gx2x1dhsmusr2****", "m-gx2x1dhsmusr2demo", "m-gx2x1dhsmusr2****"];
  const { body } = await call(emulator, "DescribeImages", { ...HANGZHOU, ImageId: ids });
  assert.deepEqual(
    body.Images.map((image) => image.ImageId),
    ["m-gx2x1dhsmusr2demo", "m-gx2x1dhsmusr2****"],
  );
});
