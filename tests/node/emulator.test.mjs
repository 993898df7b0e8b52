// The emulator's main job: copies on a clock, by every way in; log, snapshot and options.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { loadCore } from "ecd-wasm/core";
import { createEmulator } from "ecd-wasm/emulator";
import {
  ACCOUNT,
  PAGE_EXAMPLE,
  call,
  send,
  sendOverHttp,
  sign,
} from "../support/emulator_calls.mjs";

const HANGZHOU = { RegionId: "cn-hangzhou" };
const SHENZHEN = { RegionId: "cn-shenzhen" };
const SYSTEM_ID = "desktopimage-windows-server-2019-64-ch-asp";

let emulator;
beforeEach(async () => {
  const start = new Date("2026-01-05T08:00:00Z");
  emulator = await createEmulator({ port: false, now: () => start });
});

const imagesOf = async (params) => (await call(emulator, "DescribeImages", params)).body.Images;
const startCopy = async () => (await call(emulator, "CopyImage", PAGE_EXAMPLE)).body.ImageId;

test("the documentation page's example runs verbatim, signed by the core", async () => {
  const core = await loadCore();
  const request = core.sign("CopyImage", PAGE_EXAMPLE, {
    credentials: ACCOUNT,
    endpoint: emulator.url,
    date: emulator.clock.now(),
  });
  const { status, headers, body } = await send(emulator, request);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ["ImageId", "RequestId"]);
  assert.match(body.ImageId, /^m-[a-z0-9]{13}$/);
  assert.match(body.RequestId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  assert.equal(headers.get("x-acs-request-id"), body.RequestId);
  assert.equal(headers.get("date"), "Mon, 05 Jan 2026 08:00:00 GMT");
  assert.match(headers.get("content-type"), /^application\/json/);
});

test("a copy goes from Creating to Available on the clock", async () => {
  emulator.clock.advance(60_000);
  const imageId = await startCopy();
  const [fresh] = await imagesOf({ ...SHENZHEN, ImageId: [imageId] });
  assert.equal(fresh.Status, "Creating");
  assert.equal(fresh.Progress, "0%");
  assert.equal(fresh.Name, "Office_Shanghai");
  assert.equal(fresh.Description, "This is a test.");
  assert.equal(fresh.ImageType, "CUSTOM");
  assert.equal(fresh.CreationTime, "2026-01-05T08:01:00Z");
  assert.equal(fresh.UpdateTime, "2026-01-05T08:01:00Z");

  emulator.clock.advance(1110);
  assert.equal((await imagesOf(SHENZHEN))[0].Progress, "37%");
  emulator.clock.advance(1889);
  const [last] = await imagesOf(SHENZHEN);
  assert.deepEqual([last.Status, last.Progress], ["Creating", "99%"]);
  emulator.clock.advance(1);
  const [done] = await imagesOf(SHENZHEN);
  assert.equal(done.Status, "Available");
  assert.equal(done.Progress, "100%");
  assert.deepEqual(emulator.images("cn-shenzhen"), [done]);
  assert.equal(emulator.images("cn-hangzhou").length, 3);
});

test("copyDurationMs sets how long a copy takes; 0 is at once", async () => {
  emulator = await createEmulator({ port: false, copyDurationMs: 0 });
  await startCopy();
  assert.equal(emulator.images("cn-shenzhen")[0].Status, "Available");
});

test("two equal copies are two images", async () => {
  assert.notEqual(await startCopy(), await startCopy());
  assert.equal(emulator.images("cn-shenzhen").length, 2);
});

test("a description is not needed: the schema does not ask for it", async () => {
  const { DestinationDescription, ...rest } = PAGE_EXAMPLE;
  assert.equal((await call(emulator, "CopyImage", rest)).status, 200);
  assert.equal(emulator.images("cn-shenzhen")[0].Description, "");
});

test("CopyImage refuses what cannot be copied, and makes nothing", async () => {
  const cases = [
    [{ ImageId: "m-0000000000000" }, 404, "InvalidImageId.NotFound"],
    [{ RegionId: "cn-beijing" }, 404, "InvalidImageId.NotFound"],
    [{ ImageId: SYSTEM_ID }, 400, "InvalidImageType.NotSupported"],
    [{ DestinationRegionId: "cn-nowhere" }, 404, "InvalidRegionId.NotFound"],
    [{ RegionId: "cn-nowhere" }, 404, "InvalidRegionId.NotFound"],
    [{ DestinationRegionId: "cn-hangzhou" }, 400, "InvalidParameter"],
  ];
  for (const [change, status, code] of cases) {
    const answer = await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ...change });
    assert.equal(answer.body.Code, code, JSON.stringify(change));
    assert.equal(answer.status, status);
  }
  const imageId = await startCopy();
  const again = {
    ...PAGE_EXAMPLE,
    ...SHENZHEN,
    ImageId: imageId,
    DestinationRegionId: "cn-beijing",
  };
  const unfinished = await call(emulator, "CopyImage", again);
  assert.equal(unfinished.body.Code, "InvalidImageStatus.NotValid");
  assert.deepEqual(Object.keys(emulator.snapshot().images), ["cn-hangzhou", "cn-shenzhen"]);
  assert.equal(emulator.images("cn-shenzhen").length, 1);
});

test("CancelCopyImage removes the copy while it runs, in the destination region only", async () => {
  const imageId = await startCopy();
  const elsewhere = await call(emulator, "CancelCopyImage", { ...HANGZHOU, ImageId: imageId });
  assert.equal(elsewhere.body.Code, "InvalidImageId.NotFound");
  const cancelled = await call(emulator, "CancelCopyImage", { ...SHENZHEN, ImageId: imageId });
  assert.deepEqual(Object.keys(cancelled.body), ["RequestId"]);
  assert.deepEqual(emulator.images("cn-shenzhen"), []);

  const finished = await startCopy();
  emulator.clock.advance(3000);
  const late = await call(emulator, "CancelCopyImage", { ...SHENZHEN, ImageId: finished });
  assert.equal(late.body.Code, "InvalidImageStatus.NotValid");
  assert.equal(emulator.images("cn-shenzhen").length, 1);
});

test("images given as an option are the whole state", async () => {
  const failed = { ImageId: "m-failed", RegionId: "cn-beijing", Status: "CreateFailed" };
  emulator = await createEmulator({ port: false, images: [failed] });
  assert.deepEqual(emulator.images("cn-hangzhou"), []);
  const [image] = emulator.images("cn-beijing");
  assert.equal(image.Status, "CreateFailed");
  assert.equal(image.Progress, "0%");
  assert.equal("RegionId" in image, false);
});

test("ill-formed options are EcdErrors", async () => {
  const bad = [
    { port: -1 },
    { port: 1.5 },
    { port: 65_536 },
    { copyDurationMs: -1 },
    { copyDurationMs: Number.NaN },
    { accounts: [{ accessKeyId: "a", accessKeySecret: "" }] },
    { images: [{ RegionId: "cn-nowhere" }] },
    { images: [{ Status: "Copying" }] },
    { images: [{ Size: "80" }] },
    { desktops: [{ DesktopId: "ecd-1", RegionId: "cn-nowhere" }] },
    { desktops: [{}] },
    { accounts: [{ ...ACCOUNT, securityToken: "" }] },
    { accounts: [{ ...ACCOUNT, expiresAt: "tomorrow" }] },
    { accounts: [{ ...ACCOUNT, deny: ["CopyImage"] }] },
    { accounts: [{ ...ACCOUNT, deny: "ecd:CopyImage" }] },
    { accounts: ACCOUNT },
    { limits: [{ calls: 0 }] },
    { limits: [{ operation: "CopyImage" }] },
    { imageQuota: -1 },
    { visibilityLagMs: Infinity },
    { maxNonces: 1.5 },
    { now: new Date() },
    { allowedHosts: "emulator.test" },
    { statePath: "" },
    { copyDuration: 5 },
  ];
  for (const options of bad) {
    const refused = createEmulator({ port: false, ...options });
    await assert.rejects(refused, { code: "InvalidOptions" }, JSON.stringify(options));
  }
});

test("an ill-formed option is named and not repeated", async () => {
  const accounts = [ACCOUNT, { accessKeyId: "a", accessKeySecret: 12345 }];
  await assert.rejects(createEmulator({ port: false, accounts }), {
    message:
      "createEmulator: options.accounts[1].accessKeySecret must be a text that is not empty.",
  });
});

test("a snapshot is plain JSON that shares nothing with the emulator", async () => {
  await startCopy();
  const snapshot = emulator.snapshot();
  assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
  const [copy] = snapshot.images["cn-shenzhen"];
  assert.equal(copy.task.source.imageId, PAGE_EXAMPLE.ImageId);
  copy.image.Name = "Changed";
  assert.equal(emulator.images("cn-shenzhen")[0].Name, "Office_Shanghai");
});

test("the log tells what was asked and answered", async () => {
  await call(emulator, "DescribeImages", SHENZHEN);
  await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ImageId: "m-unknown" });
  const [read, refused] = emulator.requests();
  assert.deepEqual(
    { ...read, requestId: "" },
    {
      requestId: "",
      date: "2026-01-05T08:00:00.000Z",
      method: "POST",
      url: "http://127.0.0.1/?RegionId=cn-shenzhen",
      operation: "DescribeImages",
      regionId: "cn-shenzhen",
      status: 200,
    },
  );
  assert.equal(refused.code, "InvalidImageId.NotFound");
  assert.equal(refused.status, 404);
});

test("the log holds no signature and no token, however they are written", async () => {
  const secrets = ["Signature=s3cret", "%53ignature=s3cret", "securitytoken=s3cret", "a=b"];
  await emulator.fetch(`http://127.0.0.1/?${secrets.join("&")}`);
  const [{ url }] = emulator.requests();
  assert.equal(url, "http://127.0.0.1/?Signature=***&%53ignature=***&securitytoken=***&a=b");
});

test("the log keeps the newest 10,000", async () => {
  for (let i = 0; i < 10_001; i++) await emulator.fetch(`http://127.0.0.1/?n=${i}`);
  const requests = emulator.requests();
  assert.equal(requests.length, 10_000);
  assert.equal(requests[0].url, "http://127.0.0.1/?n=1");
});

test("fetch follows its AbortSignal and refuses after close", async () => {
  const aborted = AbortSignal.abort(new Error("stop"));
  await assert.rejects(emulator.fetch(emulator.url, { signal: aborted }), { message: "stop" });
  assert.equal(emulator.requests().length, 0);
  await emulator.close();
  await assert.rejects(emulator.fetch(emulator.url), (error) => {
    assert.equal(error.name, "TypeError");
    assert.equal(error.cause.code, "ECONNREFUSED");
    return true;
  });
});

for (const [method, form] of [
  ["GET", false],
  ["POST", false],
  ["POST", true],
]) {
  const where = form ? "form" : "query";
  test(`parameters arrive by ${method} in the ${where}, in process and over HTTP`, async (t) => {
    emulator = await createEmulator();
    t.after(() => emulator.close());
    const params = { ...PAGE_EXAMPLE, DestinationDescription: "Grüße & 100 % *~'()!/ 你好 +" };
    const request = () => sign("CopyImage", params, { endpoint: emulator.url, method, form });
    assert.equal((await send(emulator, request())).status, 200);
    assert.equal((await sendOverHttp(emulator, request())).status, 200);
    const descriptions = emulator.images("cn-shenzhen").map((image) => image.Description);
    assert.deepEqual(descriptions, Array(2).fill(params.DestinationDescription));
  });
}

test("the clock takes only finite milliseconds", () => {
  for (const ms of [Number.NaN, Infinity]) {
    assert.throws(() => emulator.clock.advance(ms), RangeError);
  }
  emulator.clock.advance(1);
  emulator.clock.advance(1);
  assert.equal(emulator.clock.now().toISOString(), "2026-01-05T08:00:00.002Z");
});

test("CommonJS programs have it too", async () => {
  const cjs = createRequire(import.meta.url)("ecd-wasm/emulator");
  const other = await cjs.createEmulator({ copyDurationMs: 0 });
  assert.equal((await fetch(other.url)).status, 403);
  await other.close();
});

test("a program for browsers has no HTTP server and no files, but the same service", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export * from "ecd-wasm/emulator";',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "error",
  });
  const [{ text }] = outputFiles;
  assert.equal(text.includes("node:"), false);
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  const { createEmulator: createInBrowser } = await import(url);
  await assert.rejects(createInBrowser(), { code: "NoHttpServer" });
  const kept = createInBrowser({ port: false, statePath: "file" });
  await assert.rejects(kept, { code: "NoStateFile" });
  emulator = await createInBrowser({ port: false });
  assert.equal((await call(emulator, "CopyImage", PAGE_EXAMPLE)).status, 200);
});
