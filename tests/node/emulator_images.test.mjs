// The emulator's operations beside the copy: reading, changing, sharing and deleting images.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE, call } from "../support/emulator_calls.mjs";

const HANGZHOU = { RegionId: "cn-hangzhou" };
const SHENZHEN = { RegionId: "cn-shenzhen" };
const DEMO = { ...HANGZHOU, ImageId: "m-gx2x1dhsmusr2demo" };
const SYSTEM_ID = "desktopimage-windows-server-2019-64-ch-asp";

let emulator;
beforeEach(async () => {
  const start = new Date("2026-01-05T08:00:00Z");
  emulator = await createEmulator({ port: false, now: () => start });
});

const imagesOf = async (params) => (await call(emulator, "DescribeImages", params)).body.Images;
const startCopy = async () => (await call(emulator, "CopyImage", PAGE_EXAMPLE)).body.ImageId;

test("DescribeImages filters, and leaves unknown ids out", async () => {
  const ids = async (filter) =>
    (await imagesOf({ ...HANGZHOU, ...filter })).map((image) => image.ImageId);
  assert.deepEqual(await ids({ ImageType: "SYSTEM" }), [SYSTEM_ID]);
  assert.deepEqual(await ids({ ImageType: "CUSTOM", ImageName: "Design_Hangzhou" }), [
    DEMO.ImageId,
  ]);
  assert.deepEqual(await ids({ ImageId: ["m-gx2x1dhsmusr2****", "m-unknown"] }), [
    "m-gx2x1dhsmusr2****",
  ]);
  assert.equal((await ids({ OsType: "Windows" })).length, 3);
  assert.deepEqual(await ids({ OsType: "Linux" }), []);
  assert.deepEqual(await ids({ ImageStatus: "Creating" }), []);
  assert.equal((await ids({ ImageStatus: "Available" })).length, 3);
  assert.deepEqual(await ids({ GpuCategory: true }), []);
  assert.equal((await ids({ LanguageType: "zh-CN" })).length, 3);
  const refused = await call(emulator, "DescribeImages", { ...HANGZHOU, FotaVersion: "1" });
  assert.equal(refused.body.Code, "UnsupportedOperation");
});

test("DescribeImages goes through pages, newest first, undisturbed by new images", async () => {
  const images = Array.from({ length: 25 }, (_, i) => ({ ImageId: `m-${i}` }));
  emulator = await createEmulator({ port: false, images });
  const seen = [];
  let NextToken;
  const sizes = [];
  do {
    const page = { ...HANGZHOU, ...(NextToken && { NextToken }) };
    const { body } = await call(emulator, "DescribeImages", page);
    sizes.push(body.Images.length);
    seen.push(...body.Images.map((image) => image.ImageId));
    NextToken = body.NextToken;
    await call(emulator, "CopyImage", {
      ...PAGE_EXAMPLE,
      ImageId: "m-0",
      DestinationRegionId: "cn-beijing",
    });
  } while (NextToken !== "");
  assert.deepEqual(sizes, [10, 10, 5]);
  assert.deepEqual(seen, images.map((image) => image.ImageId).reverse());
  assert.equal((await imagesOf({ ...HANGZHOU, MaxResults: 25 })).length, 25);
  const forged = await call(emulator, "DescribeImages", { ...HANGZHOU, NextToken: "x" });
  assert.equal(forged.body.Code, "InvalidParameter");
});

test("DescribeRegions names the 24 regions in Chinese or English", async () => {
  const { Regions } = (await call(emulator, "DescribeRegions", HANGZHOU)).body;
  assert.equal(Regions.length, 24);
  const chinese = Regions.find((region) => region.RegionId === "cn-hangzhou");
  const english = await call(emulator, "DescribeRegions", { ...HANGZHOU, AcceptLanguage: "en" });
  const named = english.body.Regions.find((region) => region.RegionId === "cn-hangzhou");
  assert.equal(chinese.RegionEndpoint, "ecd.cn-hangzhou.aliyuncs.com");
  assert.equal(chinese.LocalName, "华东1（杭州）");
  assert.equal(named.LocalName, "China (Hangzhou)");
});

test("DeleteImages deletes custom Available images, all or none", async () => {
  const withSystem = { ...HANGZHOU, ImageId: [DEMO.ImageId, SYSTEM_ID] };
  const refused = await call(emulator, "DeleteImages", withSystem);
  assert.equal(refused.body.Code, "InvalidImageType.NotSupported");
  assert.equal(emulator.images("cn-hangzhou").length, 3);
  const deleted = await call(emulator, "DeleteImages", { ...HANGZHOU, ImageId: [DEMO.ImageId] });
  assert.equal(deleted.status, 200);
  assert.equal(emulator.images("cn-hangzhou").length, 2);
});

test("while a copy runs neither end can be deleted, shared or changed", async () => {
  const copy = { ...SHENZHEN, ImageId: await startCopy() };
  const source = { ...HANGZHOU, ImageId: PAGE_EXAMPLE.ImageId };
  const attempts = [
    ["DeleteImages", { ...copy, ImageId: [copy.ImageId] }],
    ["DeleteImages", { ...source, ImageId: [source.ImageId] }],
    ["ModifyImagePermission", { ...copy, AddAccount: [1] }],
    ["ModifyImagePermission", { ...source, AddAccount: [1] }],
    ["ModifyImageAttribute", { ...copy, Name: "Renamed" }],
  ];
  for (const [operation, params] of attempts) {
    const { body } = await call(emulator, operation, params);
    assert.equal(body.Code, "InvalidImageStatus.NotValid", `${operation} ${params.RegionId}`);
  }
  emulator.clock.advance(3000);
  for (const [operation, params] of attempts.toReversed()) {
    if (operation === "DeleteImages") {
      const unshare = { RegionId: params.RegionId, ImageId: params.ImageId[0], RemoveAccount: [1] };
      await call(emulator, "ModifyImagePermission", unshare);
    }
    const { status } = await call(emulator, operation, params);
    assert.equal(status, 200, `${operation} ${params.RegionId}`);
  }
});

test("ModifyImageAttribute changes name and description of custom images", async () => {
  await call(emulator, "ModifyImageAttribute", { ...DEMO, Name: "Renamed" });
  await call(emulator, "ModifyImageAttribute", { ...DEMO, Description: "New text" });
  const [image] = await imagesOf({ ...HANGZHOU, ImageId: [DEMO.ImageId] });
  assert.equal(image.Name, "Renamed");
  assert.equal(image.Description, "New text");
  assert.equal(image.UpdateTime, "2026-01-05T08:00:00Z");
  const system = { ...HANGZHOU, ImageId: SYSTEM_ID, Name: "Mine" };
  const refused = await call(emulator, "ModifyImageAttribute", system);
  assert.equal(refused.body.Code, "InvalidImageType.NotSupported");
});

test("a changed image keeps its place in the list", async () => {
  const before = (await imagesOf(HANGZHOU)).map((image) => image.ImageId);
  const older = { ...HANGZHOU, ImageId: PAGE_EXAMPLE.ImageId };
  await call(emulator, "ModifyImageAttribute", { ...older, Name: "Renamed" });
  const after = (await imagesOf(HANGZHOU)).map((image) => image.ImageId);
  assert.deepEqual(after, before);
});

test("ModifyImagePermission and DescribeImagePermission keep a set of accounts", async () => {
  const sharedWith = async () =>
    (await call(emulator, "DescribeImagePermission", DEMO)).body.AliUids;
  await call(emulator, "ModifyImagePermission", { ...DEMO, AddAccount: [11, 22, 22] });
  assert.deepEqual(await sharedWith(), ["11", "22"]);
  assert.equal((await imagesOf({ ...HANGZHOU, ImageId: [DEMO.ImageId] }))[0].SharedCount, 2);
  const shared = await call(emulator, "DeleteImages", { ...HANGZHOU, ImageId: [DEMO.ImageId] });
  assert.equal(shared.body.Code, "InvalidImageStatus.NotValid");
  await call(emulator, "ModifyImagePermission", { ...DEMO, RemoveAccount: [22] });
  assert.deepEqual(await sharedWith(), ["11"]);
  const neither = await call(emulator, "ModifyImagePermission", DEMO);
  assert.equal(neither.body.Code, "MissingParameter");
  for (const first of [100, 130]) {
    const AddAccount = Array.from({ length: 30 }, (_, i) => first + i);
    const { body } = await call(emulator, "ModifyImagePermission", { ...DEMO, AddAccount });
    assert.equal(body.Code, first === 100 ? undefined : "InvalidParameter");
  }
  assert.equal((await sharedWith()).length, 31);
});

test("an encrypted image is not shared", async () => {
  const encrypted = { ImageId: "m-encrypted", VolumeEncryptionEnabled: true };
  emulator = await createEmulator({ port: false, images: [encrypted] });
  const params = { ...HANGZHOU, ImageId: "m-encrypted", AddAccount: [1] };
  const { body } = await call(emulator, "ModifyImagePermission", params);
  assert.equal(body.Code, "InvalidImageType.NotSupported");
});

test("a copy holds its own source, not an image of the same id elsewhere", async () => {
  const twins = [{ ImageId: "m-twin" }, { ImageId: "m-twin", RegionId: "cn-beijing" }];
  emulator = await createEmulator({ port: false, images: twins });
  await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ImageId: "m-twin" });
  const remove = (RegionId) => call(emulator, "DeleteImages", { RegionId, ImageId: ["m-twin"] });
  assert.equal((await remove("cn-beijing")).status, 200);
  assert.equal((await remove("cn-hangzhou")).body.Code, "InvalidImageStatus.NotValid");
});
