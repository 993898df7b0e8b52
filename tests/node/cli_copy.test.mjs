// `ecd copy-image` into several regions: progress, summary, events, exit status; and what RAM refuses.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ACCOUNT, CLI, copyWith, run, seen, start, startEmulator } from "./cli_support.mjs";

const copyTo = (regions) => copyWith("--destination-region-id", regions);
const THREE = copyTo("cn-shenzhen,cn-beijing,cn-shanghai");

/** An image that bears the name in cn-beijing already. */
const OTHERS = { RegionId: "cn-beijing", Name: "Office_Shanghai", Description: "Another." };
const SOURCE = { ImageId: "m-gx2x1dhsmusr2****" };

const copiesAsked = ({ emulator }) =>
  emulator.requests().filter(({ operation }) => operation === "CopyImage").length;
const lines = (text) => text.trimEnd().split("\n");

describe("several regions", () => {
  test("a line for each as it goes, a summary, and the results as JSON", async (t) => {
    const { there } = await startEmulator(t, { copyDurationMs: 1200 });
    const { status, stdout, stderr } = await run([...THREE, ...there, "--wait"]);
    assert.equal(status, 0, stderr);
    const results = JSON.parse(stdout);
    assert.deepEqual(
      results.map(({ regionId, ok, reused, image }) => [regionId, ok, reused, image.Status]),
      ["cn-shenzhen", "cn-beijing", "cn-shanghai"].map((id) => [id, true, false, "Available"]),
    );
    for (const { regionId, ImageId } of results) {
      assert.match(stderr, new RegExp(`^${regionId}  copying$`, "m"));
      assert.match(stderr, new RegExp(`^${regionId}  ${ImageId}  Creating  \\d+%$`, "m"));
      assert.match(stderr, new RegExp(`^copied  ${regionId} +${ImageId}  Available$`, "m"));
    }
    assert.equal(lines(stderr).at(-1), "3 regions: 3 copied");
    assert.ok(!stderr.includes("\u001b") && !stderr.includes("\r"), "lines for a log are plain");
  });

  test("one that fails stops no other; 1", async (t) => {
    const { there } = await startEmulator(t, { images: [SOURCE, OTHERS] });
    const args = [...THREE, ...there, "--if-exists", "error", "--wait"];
    const { status, stdout, stderr } = await run(args);
    assert.equal(status, 1, stderr);
    const [first, second, third] = JSON.parse(stdout);
    assert.deepEqual([first.ok, second.ok, third.ok], [true, false, true]);
    assert.deepEqual([second.error.code, second.error.outcome], ["ImageExists", "not-sent"]);
    assert.match(stderr, /^failed  cn-beijing +ImageExists$/m);
    assert.match(stderr, /^3 regions: 2 copied, 1 failed$/m);
    assert.match(stderr, /^ecd: cn-beijing: ImageExists: .*not copied/m);
  });

  test("one that is unclear is worse than one that fails; 5, and how to find out", async (t) => {
    const { emulator, there } = await startEmulator(t, { images: [SOURCE, OTHERS] });
    emulator.faults.add({ operation: "CopyImage", times: 1, reset: "before" });
    const flags = ["--if-exists", "error", "--reconcile", "0.1", "--concurrency", "1"];
    const { status, stdout, stderr } = await run([...THREE, ...there, ...flags]);
    assert.equal(status, 5, stderr);
    assert.deepEqual(
      JSON.parse(stdout).map(({ error }) => error?.outcome),
      ["unclear", "not-sent", undefined],
    );
    assert.match(stderr, /^3 regions: 1 copied, 1 failed, 1 unclear$/m);
    const look = /^ {2}ecd (call DescribeImages --RegionId cn-shenzhen .*)$/m.exec(stderr)[1];
    assert.deepEqual(JSON.parse((await run(look.split(" "))).stdout).Images, []);
    assert.match(stderr, /^ {2}ecd wait --region-id cn-shenzhen .* --image-id ITS-IMAGE-ID$/m);
  });

  test("run again with --if-exists reuse, nothing is copied, and the summary says so", async (t) => {
    const { emulator, there } = await startEmulator(t);
    const args = [...copyTo("cn-shenzhen,cn-beijing"), ...there, "--if-exists", "reuse"];
    assert.equal((await run([...args, "--tag-description"])).status, 0);
    const { status, stdout, stderr } = await run([...args, "--tag-description", "--wait"]);
    assert.equal(status, 0, stderr);
    assert.equal(copiesAsked({ emulator }), 2);
    assert.match(stderr, /^not copied  cn-beijing +m-\w+  Available$/m);
    assert.match(stderr, /^2 regions: 2 not copied$/m);
    assert.ok(
      JSON.parse(stdout).every(({ reused, image }) => reused && / op /.test(image.Description)),
    );
    const one = await run([...copyTo("cn-beijing"), ...args.slice(11), "--tag-description"]);
    assert.deepEqual([one.status, JSON.parse(one.stdout).reused], [0, true], one.stderr);
    assert.match(one.stderr, /^not copied: cn-beijing has it already$/m);
  });

  test("as a table, whose rows the summary does not repeat", async (t) => {
    const { there } = await startEmulator(t);
    const args = [...copyTo("cn-shenzhen,cn-beijing"), ...there, "--output", "table"];
    const { stdout, stderr } = await run(args);
    assert.match(lines(stdout)[0], /^RegionId +Result +ImageId/);
    assert.match(lines(stdout)[3], /^cn-beijing +copied +m-\w+$/);
    assert.doesNotMatch(stderr, /^copied/m);
    assert.match(stderr, /^2 regions: 2 copied$/m);
  });

  test("--dry-run shows the request to each and sends none", async (t) => {
    const { emulator, there } = await startEmulator(t);
    const { status, stdout } = await run([...THREE, ...there, "--dry-run", "--output", "json"]);
    const regions = JSON.parse(stdout).map(({ url }) =>
      new URL(url).searchParams.get("DestinationRegionId"),
    );
    assert.deepEqual(regions, ["cn-shenzhen", "cn-beijing", "cn-shanghai"]);
    assert.deepEqual([status, emulator.requests()], [0, []]);
  });

  test("2 and 3: what is wrong with one of them stops all before anything is sent", async (t) => {
    const { emulator, there } = await startEmulator(t);
    const sameRegion = await run([...copyTo("cn-shenzhen,cn-hangzhou"), ...there]);
    assert.equal(sameRegion.status, 3);
    assert.match(sameRegion.stderr, /DestinationRegionId\.2 .*\(sameRegion\)/);
    for (const [args, message] of [
      [copyTo("cn-shenzhen, cn-shenzhen"), /cn-shenzhen is there twice/],
      [[...THREE, "--concurrency", "0"], /--concurrency must be/],
      [[...THREE, "--if-exists", "maybe"], /--if-exists is one of: copy, error, reuse/],
      [[...THREE, "--wait", "--state", "x"], /--state is for one destination/],
    ]) {
      const { status, stderr } = await run([...args, ...there]);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(emulator.requests(), []);
  });
});

test("copies that are not waited for to their end are under way; 5, and how to go on", async (t) => {
  const { emulator, there } = await startEmulator(t, { copyDurationMs: 600_000 });
  const args = [...copyTo("cn-shenzhen,cn-beijing"), ...there, "--wait", "--timeout", "2"];
  const { status, stderr } = await run(args);
  assert.equal(status, 5, stderr);
  assert.match(stderr, /^2 regions: 2 under way$/m);
  assert.doesNotMatch(stderr, /may have been made/);
  const waits = [...stderr.matchAll(/^ {2}ecd (wait .*)$/gm)].map(([, words]) => words.split(" "));
  assert.equal(waits.length, 2);
  emulator.clock.advance(600_000);
  for (const wait of waits) assert.equal((await run(wait)).status, 0, wait);
});

describe("--output ndjson", () => {
  test("tells events as they happen, on stdout alone", async (t) => {
    const { emulator, there } = await startEmulator(t, { copyDurationMs: 600_000 });
    const flags = ["--wait", "--output", "ndjson", "--concurrency", "1"];
    const { result, ended } = start([...copyTo("cn-shenzhen,cn-beijing"), ...there, ...flags]);
    await seen(result, "stdout", /"progress"/);
    assert.doesNotMatch(result.stdout, /"available"|cn-beijing/);
    emulator.clock.advance(600_000);
    await seen(result, "stdout", /"progress","regionId":"cn-beijing"/);
    emulator.clock.advance(600_000);
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /copying|Creating/);
    assert.match(stderr, /^2 regions: 2 copied$/m);
    const events = lines(stdout).map((line) => JSON.parse(line));
    for (const region of ["cn-shenzhen", "cn-beijing"]) {
      const own = events.filter(({ regionId }) => regionId === region);
      const [{ ImageId }] = emulator.images(region);
      assert.deepEqual(own[0], { type: "started", regionId: region });
      assert.deepEqual(own[1], { type: "copied", regionId: region, ImageId, reused: false });
      const { percent, ...progress } = own[2];
      assert.ok(percent >= 0 && percent <= 100);
      assert.deepEqual(progress, {
        type: "progress",
        regionId: region,
        ImageId,
        status: "Creating",
      });
      const { image, ...available } = own.at(-1);
      assert.deepEqual(available, { type: "available", regionId: region });
      assert.deepEqual([image.ImageId, image.Status], [ImageId, "Available"]);
    }
  });

  test("is the same for one region, and for a wait", async (t) => {
    const { there } = await startEmulator(t);
    const types = ({ stdout }) => [...new Set(lines(stdout).map((line) => JSON.parse(line).type))];
    const ndjson = [...there, "--output", "ndjson"];
    const copied = await run([...copyTo("cn-beijing"), ...ndjson]);
    assert.deepEqual([types(copied), copied.stderr], [["started", "copied"], ""]);
    const waited = await run([...copyTo("cn-shenzhen"), ...ndjson, "--wait"]);
    assert.deepEqual(types(waited), ["started", "copied", "progress", "available"]);
    assert.equal(waited.stderr, "");
    const { ImageId } = JSON.parse(lines(waited.stdout)[1]);
    const image = ["--region-id", "cn-shenzhen", "--image-id", ImageId];
    assert.deepEqual(types(await run(["wait", ...image, ...ndjson])), ["progress", "available"]);
  });

  test("tells failures as plain data, with the code that the summary has", async (t) => {
    const { there } = await startEmulator(t, { images: [SOURCE, OTHERS] });
    const flags = ["--if-exists", "error", "--output", "ndjson"];
    for (const regions of ["cn-beijing", "cn-beijing,cn-shenzhen"]) {
      const { status, stdout } = await run([...copyTo(regions), ...there, ...flags]);
      assert.equal(status, 1);
      const failed = lines(stdout)
        .map((line) => JSON.parse(line))
        .find(({ type }) => type === "failed");
      assert.equal(failed.regionId, "cn-beijing");
      const { code, outcome, attempts, message } = failed.error;
      assert.deepEqual([code, outcome, attempts], ["ImageExists", "not-sent", 0]);
      assert.match(message, /not copied/);
    }
  });

  test("--query is asked of each event; one that fails stops nothing", async (t) => {
    const { emulator, there } = await startEmulator(t);
    const args = [...copyTo("cn-shenzhen,cn-beijing"), ...there, "--output", "ndjson", "--query"];
    const found = await run([...args, "ImageId"]);
    assert.equal(found.status, 0, found.stderr);
    const ids = ["cn-shenzhen", "cn-beijing"].map((region) => emulator.images(region)[0].ImageId);
    assert.deepEqual(
      lines(found.stdout)
        .map((line) => JSON.parse(line))
        .toSorted(),
      ids.toSorted(),
    );
    const broken = await run([...args, "abs(type)"]);
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /--query/);
    assert.equal(lines(broken.stdout).length, 4, "the events are printed whole");
    assert.equal(copiesAsked({ emulator }), 4);
  });
});

test("on a terminal the regions' lines are drawn over one another", async (t) => {
  const { there } = await startEmulator(t, { copyDurationMs: 1500 });
  const words = [process.execPath, CLI, ...THREE, ...there, "--wait"];
  const command = `stty cols 80 rows 24; ${words.map((word) => `'${word}'`).join(" ")}`;
  const { status, stdout } = await run(["-qefc", command, "/dev/null"], { command: "script" });
  assert.equal(status, 0, stdout);
  const drawings = stdout.split("\r\u001b[2A").slice(1, -1);
  assert.ok(drawings.length >= 3, stdout);
  for (const drawing of drawings) {
    const rows = drawing.split("\r\n").map((row) => row.replace(/\u001b\[[0-9;]*[mK]/g, ""));
    assert.deepEqual(
      rows.map((row) => row.slice(0, 13)),
      ["cn-shenzhen  ", "cn-beijing   ", "cn-shanghai  "],
    );
    for (const row of rows) assert.ok(row.length < 80, row);
  }
  assert.match(drawings.join(""), /█.*░.* \d+% {2}m-\w+ {2}Creating {2}\d:\d\d/);
  assert.match(stdout, /\u001b\[J.*3 regions: 3 copied/s);
});

test("what RAM refuses is told with what it would need and where to read more", async (t) => {
  const accounts = [{ ...ACCOUNT, deny: ["ecd:CopyImage"] }];
  const { there } = await startEmulator(t, { accounts });
  const { status, stdout, stderr } = await run([...copyTo("cn-shenzhen"), ...there, "--wait"]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^ecd: Forbidden\S*: .*needs the RAM action ecd:CopyImage on \S+\)$/m);
  assert.match(stderr, /^ +refused: \w+ \S+ \(ExplicitDeny, \w+\)$/m);
  assert.match(
    stderr,
    /^ +HTTP 403 · request \S+ · https:\/\/api\.aliyun\.com\/troubleshoot\?\S+$/m,
  );
  const policy = /^ +a policy that allows it: ecd (.*)$/m.exec(stderr)[1].split(" ");
  const { Statement } = JSON.parse((await run(policy)).stdout);
  assert.ok(Statement.some(({ Action }) => Action.includes("ecd:CopyImage")));
  assert.doesNotMatch(stderr, /may have been made|ecd wait/);
});
