// `ecd copy-image --wait` and `ecd wait`: the main job, its progress, and how it is left and taken up again.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CLI, COPY, HOME, run, seen, start, startEmulator } from "./cli_support.mjs";

test("copy-image --wait ends with the available image", async (t) => {
  const { emulator, there } = await startEmulator(t, { copyDurationMs: 1500 });
  const { status, stdout, stderr } = await run([...COPY, ...there, "--wait"]);
  assert.equal(status, 0, stderr);
  const image = JSON.parse(stdout);
  assert.equal(image.Status, "Available");
  assert.equal(image.Name, "Office_Shanghai");
  assert.deepEqual(
    emulator.images("cn-shenzhen").map(({ ImageId }) => ImageId),
    [image.ImageId],
  );
  assert.match(stderr, new RegExp(`^cn-shenzhen  ${image.ImageId}  Creating  \\d+%$`, "m"));
  assert.match(stderr, new RegExp(`^done  cn-shenzhen  ${image.ImageId}  Available`, "m"));
  assert.ok(!stderr.includes("\u001b") && !stderr.includes("\r"), "lines for a log are plain");
});

test("on a terminal one line is drawn over and over", async (t) => {
  const { there } = await startEmulator(t, { copyDurationMs: 1500 });
  const line = [process.execPath, CLI, ...COPY, ...there, "--wait"]
    .map((word) => `'${word}'`)
    .join(" ");
  const { status, stdout } = await run(["-qefc", line, "/dev/null"], { command: "script" });
  assert.equal(status, 0, stdout);
  const drawn = stdout.split("\r").filter((part) => part.includes("Creating"));
  assert.ok(drawn.length >= 2, stdout);
  assert.ok(drawn.every((part) => /[█░]/.test(part) && !part.includes("\n")));
  assert.match(stdout, /"Status": "Available"/);
});

test("Ctrl-C ends with 130 and the command that goes on waiting", async (t) => {
  const { emulator, there } = await startEmulator(t, { copyDurationMs: 600_000 });
  const { child, result, ended } = start([...COPY, ...there, "--wait"]);
  await seen(result, "stderr", /Creating/);
  child.kill("SIGINT");
  const { status, stdout, stderr } = await ended;
  assert.deepEqual([status, stdout], [130, ""]);
  const goOn = /^ {2}ecd (wait .*)$/m.exec(stderr)[1].split(" ");
  emulator.clock.advance(600_000);
  const waited = await run(goOn);
  assert.equal(waited.status, 0, waited.stderr);
  assert.equal(JSON.parse(waited.stdout).Status, "Available");
  assert.equal(emulator.images("cn-shenzhen").length, 1, "no second copy");
});

test("a wait that takes too long ends with 5 and the command that goes on", async (t) => {
  const { there } = await startEmulator(t, { copyDurationMs: 600_000 });
  const { status, stdout, stderr } = await run([...COPY, ...there, "--wait", "--timeout", "2"]);
  assert.deepEqual([status, stdout], [5, ""], stderr);
  assert.match(stderr, /Timeout/);
  assert.match(stderr, /ecd wait --region-id cn-shenzhen --image-id m-\w+ --endpoint http/);
});

test("an interrupted copy says that it may have been made", async (t) => {
  const { emulator, there } = await startEmulator(t);
  emulator.faults.add({ operation: "CopyImage", delayMs: 60_000 });
  const { child, ended } = start([...COPY, ...there]);
  while (emulator.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  const { status, stderr } = await ended;
  assert.equal(status, 130);
  assert.match(stderr, /may have been made/);
});

test("ecd emulator prints its address on stdout and stops when told", async () => {
  for (const [signal, expected] of [
    ["SIGTERM", 0],
    ["SIGINT", 130],
  ]) {
    const { child, result, ended } = start(["emulator"], { env: {} });
    await seen(result, "stdout", /\n/);
    const url = result.stdout.trim();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const env = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-secret",
    };
    const call = await run(
      ["call", "DescribeImages", "--RegionId", "cn-hangzhou", "--endpoint", url],
      { env },
    );
    assert.equal(call.status, 0, call.stderr);
    child.kill(signal);
    assert.equal((await ended).status, expected);
  }
});

test("ecd emulator --state leaves a file alone that is not its own", async () => {
  const path = join(mkdtempSync(join(HOME, "state-")), "notes.txt");
  writeFileSync(path, "notes of mine\n");
  const { status, stdout, stderr } = await run(["emulator", "--state", path]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^ecd: InvalidState/);
  assert.equal(readFileSync(path, "utf8"), "notes of mine\n");
  assert.equal((await run(["emulator", "--state", ""])).status, 2);
});

test("a port that is taken", async (t) => {
  const { emulator } = await startEmulator(t);
  const { status, stderr } = await run(["emulator", "--port", new URL(emulator.url).port]);
  assert.equal(status, 1);
  assert.match(stderr, /^ecd: ListenFailed/);
});
