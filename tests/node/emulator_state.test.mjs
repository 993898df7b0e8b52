// What the emulator keeps: snapshots, and the file that outlives its process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE, call, sendOverHttp, sign } from "../support/emulator_calls.mjs";
import { CLI } from "./cli_support.mjs";

const START = new Date("2026-01-05T08:00:00Z");
const DEMO = { RegionId: "cn-hangzhou", ImageId: "m-gx2x1dhsmusr2demo" };

const folder = mkdtempSync(join(tmpdir(), "ecd-state-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let statePath;
let files = 0;
beforeEach(() => void (statePath = join(folder, `${++files}.state`)));

/** Its time stands still unless a test advances it. */
const start = (options) => createEmulator({ port: false, now: () => START, ...options });
const startKept = (options) => start({ statePath, ...options });
const copy = async (emulator, params) =>
  (await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ...params })).body.ImageId;
const imagesOf = ({ snapshot }) => snapshot().images;
const lines = () => readFileSync(statePath, "utf8").split("\n").slice(0, -1);

describe("snapshot and restore", () => {
  test("another emulator goes on where the snapshot was taken, at its own time", async () => {
    const first = await start();
    await copy(first);
    first.clock.advance(1500);
    const snapshot = JSON.parse(JSON.stringify(first.snapshot()));

    const later = () => new Date("2027-03-01T00:00:00Z");
    const second = await start({ now: later, images: [{ ImageId: "m-gone" }] });
    second.restore(snapshot);
    assert.equal(second.clock.now().toISOString(), later().toISOString());
    assert.deepEqual(second.images("cn-hangzhou"), first.images("cn-hangzhou"));
    assert.deepEqual(second.images("cn-shenzhen"), first.images("cn-shenzhen"));
    assert.equal(second.images("cn-shenzhen")[0].Progress, "50%");
    second.clock.advance(1500);
    assert.equal(second.images("cn-shenzhen")[0].Status, "Available");
    assert.equal(first.images("cn-shenzhen")[0].Status, "Creating");
  });

  test("what is restored shares nothing with the snapshot, and new images come after it", async () => {
    const emulator = await start();
    const snapshot = emulator.snapshot();
    emulator.restore(snapshot);
    snapshot.images["cn-hangzhou"][0].image.Name = "Changed";
    assert.deepEqual(
      emulator.images("cn-hangzhou").map(({ Name }) => Name),
      ["Design_Hangzhou", "Office_Hangzhou", "Windows Server 2019"],
    );
    const beijing = { RegionId: "cn-hangzhou", DestinationRegionId: "cn-beijing" };
    await copy(emulator, beijing);
    const serials = Object.values(imagesOf(emulator)).flatMap((list) => list.map((s) => s.serial));
    assert.equal(new Set(serials).size, 4);
    assert.equal(imagesOf(emulator)["cn-beijing"][0].serial, 4);
  });

  test("a snapshot that is none is refused and changes nothing", async () => {
    const emulator = await start();
    const before = emulator.snapshot();
    const broken = (change) => {
      const snapshot = structuredClone(before);
      change(snapshot, snapshot.images["cn-hangzhou"][0]);
      return snapshot;
    };
    for (const snapshot of [
      undefined,
      null,
      [],
      {},
      broken((s) => delete s.now),
      broken((s) => (s.now = "yesterday")),
      broken((s) => (s.images = [])),
      broken((s) => (s.images["cn-nowhere"] = [])),
      broken((s) => (s.more = 1)),
      broken((_, stored) => delete stored.serial),
      broken((_, stored) => (stored.serial = "1")),
      broken((_, stored) => (stored.sharedWith = [1])),
      broken((_, stored) => delete stored.image.ImageId),
      broken((_, stored) => (stored.image.SupportedLanguages = "zh-CN")),
      broken((_, stored) => (stored.task = { startedAt: "now", durationMs: 1 })),
      broken((_, stored) => (stored.task = { startedAt: 0, durationMs: 1, source: {} })),
    ]) {
      assert.throws(() => emulator.restore(snapshot), { code: "InvalidState" });
    }
    assert.deepEqual(emulator.snapshot(), before);
  });
});

describe("a state file", () => {
  test("keeps all changes over a restart, without a close", async () => {
    const first = await startKept();
    const deleted = await copy(first);
    const cancelled = await copy(first);
    first.clock.advance(5000);
    const running = await copy(first, { DestinationRegionId: "cn-beijing" });
    await call(first, "CreateImage", { ...DEMO, DesktopId: "ecd-7w78ozhjcwa3u****" });
    await call(first, "ModifyImageAttribute", { ...DEMO, Name: "Renamed" });
    await call(first, "ModifyImagePermission", { ...DEMO, AddAccount: [11, 22] });
    const shenzhen = { RegionId: "cn-shenzhen" };
    await call(first, "DeleteImages", { ...shenzhen, ImageId: [deleted, cancelled] });
    first.clock.advance(1000);

    const second = await startKept();
    assert.deepEqual(second.snapshot(), first.snapshot());
    assert.equal(second.clock.now().getTime(), START.getTime() + 6000);
    assert.deepEqual(second.images("cn-shenzhen"), []);
    const [image] = second.images("cn-beijing");
    assert.deepEqual([image.ImageId, image.Progress], [running, "33%"]);
    second.clock.advance(2000);
    assert.equal(second.images("cn-beijing")[0].Status, "Available");
  });

  test("holds what there is at first only when it is new", async () => {
    const first = await startKept({ images: [{ ImageId: "m-first" }] });
    await first.close();
    const second = await startKept({ images: [{ ImageId: "m-second" }] });
    assert.deepEqual(
      second.images("cn-hangzhou").map(({ ImageId }) => ImageId),
      ["m-first"],
    );
    await second.close();
    writeFileSync(statePath, "");
    assert.equal((await startKept()).images("cn-hangzhou").length, 3);
  });

  test("refused calls and reads write nothing", async () => {
    const emulator = await startKept();
    const before = lines();
    await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ImageId: "m-unknown" });
    await call(emulator, "DescribeImages", { RegionId: "cn-hangzhou" });
    await call(emulator, "DeleteImages", { ...DEMO, ImageId: [DEMO.ImageId, "m-unknown"] });
    assert.deepEqual(lines(), before);
    await copy(emulator);
    assert.equal(lines().length, before.length + 1);
  });

  test("a restored snapshot is kept too", async () => {
    const emulator = await startKept();
    emulator.restore({ now: START.toISOString(), images: {} });
    assert.deepEqual((await startKept()).snapshot().images, {});
  });

  test("a line that was never finished is dropped, and the file is whole again", async () => {
    const first = await startKept();
    await copy(first);
    const whole = first.snapshot();
    const torn = Buffer.from('{"regionId":"cn-shenzhen","put":{"image":{"Name":"中');
    for (const length of [1, 30, torn.length - 1]) {
      appendFileSync(statePath, torn.subarray(0, length));
      const next = await startKept();
      assert.deepEqual(next.snapshot(), whole);
      for (const line of lines()) JSON.parse(line);
    }
  });

  test("a foreign, newer or damaged file is refused and left alone", async () => {
    const emulator = await startKept();
    await copy(emulator);
    const good = lines();
    const header = JSON.parse(good[0]);
    const change = JSON.parse(good.at(-1));
    const text = (...all) => all.map((line) => `${JSON.stringify(line)}\n`).join("");
    for (const content of [
      "notes of mine",
      "notes of mine\n",
      "{}\n",
      "null\n",
      text({ ...header, version: header.version + 1 }, change),
      `${good[0]}\nnot JSON\n${good[1]}\n`,
      text(header, { ...change, regionId: "cn-nowhere" }),
      text(header, { ...change, put: { ...change.put, serial: 0 } }),
      text(header, { clockOffsetMs: "1" }),
      text(header, {}),
      Buffer.concat([Buffer.from(`${good[0]}\n`), Buffer.from([0xff, 0x0a])]),
    ]) {
      writeFileSync(statePath, content);
      await assert.rejects(startKept(), { code: "InvalidState" }, String(content));
      assert.deepEqual(readFileSync(statePath), Buffer.from(content));
    }
    writeFileSync(statePath, text(header, change, { nothing: 1 }));
    await assert.rejects(startKept(), { message: /^The state file, line 3: / });
  });

  test("a file that cannot be written or read is refused", async () => {
    const nowhere = join(folder, "nowhere", "file");
    await assert.rejects(start({ statePath: nowhere }), { code: "InvalidState" });
    await assert.rejects(start({ statePath: folder }), { code: "InvalidState" });
  });

  test("what cannot be written is not done", async () => {
    const emulator = await startKept();
    await emulator.close();
    assert.throws(() => emulator.clock.advance(1));
    assert.equal(emulator.clock.now().getTime(), START.getTime());
  });

  test("two emulators on one file: the one that does not hold it any more says so", async () => {
    const first = await startKept();
    const second = await startKept();
    const refused = await call(first, "CopyImage", PAGE_EXAMPLE);
    assert.deepEqual([refused.status, refused.body.Code], [500, "InternalError"]);
    assert.deepEqual(first.images("cn-shenzhen"), []);
    const imageId = await copy(second);
    assert.equal((await startKept()).images("cn-shenzhen")[0].ImageId, imageId);
  });

  test("many changes do not make it grow without end", async () => {
    const emulator = await startKept();
    for (let i = 0; i < 10_050; i++) emulator.clock.advance(1);
    assert.ok(lines().length < 100, `${lines().length} lines`);
    assert.equal((await startKept()).clock.now().getTime(), START.getTime() + 10_050);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".new")),
      [],
    );
  });
});

describe("kill -9", () => {
  /** `ecd emulator --state FILE` in a process of its own. */
  async function startCommand(t) {
    const words = [CLI, "emulator", "--output", "json", "--state", statePath];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "ignore"] });
    t.after(() => child.kill("SIGKILL"));
    const [output] = await once(child.stdout, "data");
    const kill = () => {
      child.kill("SIGKILL");
      return once(child, "exit");
    };
    return { url: JSON.parse(String(output)).url, kill };
  }

  const copyOverHttp = async (emulator) => {
    const request = sign("CopyImage", PAGE_EXAMPLE, { endpoint: emulator.url });
    return JSON.parse((await sendOverHttp(emulator, request)).text).ImageId;
  };
  const look = async (emulator, params = {}) => {
    const given = { RegionId: "cn-shenzhen", ...params };
    const request = sign("DescribeImages", given, { endpoint: emulator.url });
    return JSON.parse((await sendOverHttp(emulator, request)).text).Images;
  };

  test("in the middle of a copy: the next process goes on where it was", async (t) => {
    const first = await startCommand(t);
    const ImageId = await copyOverHttp(first);
    await first.kill();
    const { put } = JSON.parse(lines().at(-1));
    assert.deepEqual([put.image.ImageId, put.task.durationMs], [ImageId, 3000]);

    const second = await startCommand(t);
    const [image] = await look(second, { ImageId: [ImageId] });
    const passedMs = Date.now() - put.task.startedAt;
    assert.ok(Number.parseInt(image.Progress, 10) <= passedMs / 30);
    await second.kill();

    const third = await start({ statePath, now: () => new Date(put.task.startedAt + 1500) });
    const statusAndProgress = () => {
      const [{ Status, Progress }] = third.images("cn-shenzhen");
      return [Status, Progress];
    };
    assert.deepEqual(statusAndProgress(), ["Creating", "50%"]);
    third.clock.advance(1500);
    assert.deepEqual(statusAndProgress(), ["Available", "100%"]);
  });

  test("under load: every copy that was acknowledged is there", async (t) => {
    const first = await startCommand(t);
    const acknowledged = [];
    let killed;
    const client = async () => {
      while (!killed) {
        const imageId = await copyOverHttp(first).catch(() => undefined);
        if (imageId !== undefined) acknowledged.push(imageId);
        if (acknowledged.length >= 60) killed ??= first.kill();
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    await killed;
    const second = await startCommand(t);
    const there = new Set((await look(second, { MaxResults: 500 })).map(({ ImageId }) => ImageId));
    assert.ok(acknowledged.length >= 60);
    assert.deepEqual(
      acknowledged.filter((imageId) => !there.has(imageId)),
      [],
    );
    await second.kill();
  });
});
