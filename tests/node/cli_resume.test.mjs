// How a copy whose end was not seen is taken up again: the printed commands as a shell reads them, and
// the state that a file keeps.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { serveProxy } from "../support/tls_proxy.mjs";
import {
  CLI,
  COPY,
  copyWith,
  CREDENTIALS,
  HOME,
  run,
  seen,
  start,
  startEmulator,
} from "./cli_support.mjs";

const folder = mkdtempSync(join(HOME, "resume-"));

// `ecd` on the PATH, as an installation has it.
const ecd = join(folder, "ecd");
writeFileSync(ecd, `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
chmodSync(ecd, 0o755);
const env = { ...CREDENTIALS, PATH: `${folder}:${process.env.PATH}` };

/** What a shell makes of a pasted line. */
const paste = (line) => run(["-c", line], { command: "sh", env });

/** The command behind a line of advice. */
const after = (stderr, advice) =>
  new RegExp(`^${advice}.*:\\n {2}(.*)$`, "m").exec(stderr)?.[1] ?? assert.fail(stderr);

const awkward = `It's "$HOME" \\n \`x\`; 测试`;
const AWKWARD = copyWith("--destination-description", awkward);

const copies = ({ emulator }) =>
  emulator.requests().filter(({ operation }) => operation === "CopyImage").length;

const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
};

test("Ctrl-C before the image is known: the pasted command finds the copy and copies nothing", async (t) => {
  const { emulator, there } = await startEmulator(t);
  emulator.faults.add({ operation: "CopyImage", delayMs: 60_000, times: 1 }); // done, not answered
  const { child, ended } = start([...AWKWARD, ...there, "--wait"]);
  await until(() => copies({ emulator }) === 1);
  child.kill("SIGINT");
  const { status, stdout, stderr } = await ended;
  assert.deepEqual([status, stdout], [130, ""]);
  const look = await paste(after(stderr, "To see whether it is there"));
  const [image] = JSON.parse(look.stdout).Images;
  assert.equal(image.Description, awkward);
  const waited = await paste(after(stderr, "To look for it and wait"));
  assert.equal(waited.status, 0, waited.stderr);
  const { ImageId, Status } = JSON.parse(waited.stdout);
  assert.deepEqual([ImageId, Status, copies({ emulator })], [image.ImageId, "Available", 1]);
});

test("5: an unclear outcome; what looks for it ends unclear again while it is not there", async (t) => {
  const { emulator, there } = await startEmulator(t);
  emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
  const flags = ["--wait", "--reconcile", "0.1"];
  const { status, stderr } = await run([...AWKWARD, ...there, ...flags]);
  assert.equal(status, 5);
  const goOn = after(stderr, "To look for it and wait");
  const again = await paste(`${goOn} --reconcile 0.1`);
  assert.equal(again.status, 5, again.stderr);
  assert.equal(after(again.stderr, "To look for it and wait"), goOn);
  assert.equal(copies({ emulator }), 1);
});

test("kill -9 before the image is known: the state that a file keeps is enough", async (t) => {
  const { emulator, there } = await startEmulator(t, { copyDurationMs: 600_000 });
  const state = join(folder, "killed.json");
  emulator.faults.add({ operation: "CopyImage", delayMs: 60_000, times: 1 });
  const { child, ended } = start([...AWKWARD, ...there, "--wait", "--state", state]);
  await until(() => copies({ emulator }) === 1);
  child.kill("SIGKILL");
  await ended;
  const kept = JSON.parse(readFileSync(state, "utf8"));
  assert.deepEqual([kept.ImageId, kept.copy.params.DestinationDescription], [undefined, awkward]);
  assert.equal(statSync(state).mode & 0o777, 0o600);

  const { child: waiter, result, ended: interrupted } = start(["wait", "--state", state, ...there]);
  await seen(result, "stderr", /Creating/);
  const { ImageId, status } = JSON.parse(readFileSync(state, "utf8"));
  assert.deepEqual([ImageId, status], [emulator.images("cn-shenzhen")[0].ImageId, "Creating"]);
  waiter.kill("SIGTERM");
  assert.equal((await interrupted).status, 130);

  emulator.clock.advance(600_000);
  const waited = await run(["wait", "--state", state, ...there]);
  assert.equal(waited.status, 0, waited.stderr);
  assert.equal(JSON.parse(readFileSync(state, "utf8")).status, "Available");
  assert.equal(copies({ emulator }), 1);
});

test("a file that is there already: the copy in it may be under way, so nothing is sent", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const state = join(folder, "taken.json");
  const args = [...COPY, ...there, "--wait", "--state", state];
  assert.equal((await run(args)).status, 0);
  const { status, stderr } = await run(args);
  assert.equal(status, 2, stderr);
  assert.match(
    stderr,
    /is there already\. To go on with its copy: ecd wait --state \S+taken\.json/,
  );
  assert.equal(copies({ emulator }), 1);
});

test("2: states that cannot be kept or read", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const [notes, list] = ["notes.txt", "list.json"].map((name) => join(folder, name));
  writeFileSync(notes, "notes of mine\n");
  writeFileSync(list, '{"RegionId": "cn-shenzhen", "version": 2}');
  for (const [args, message] of [
    [[...COPY, "--state", join(folder, "a")], /--state keeps a wait: it needs --wait/],
    [[...COPY, "--wait", "--state", join(folder, "no/a")], /cannot write .* \(ENOENT\)/],
    [["wait", "--state", join(folder, "none")], /cannot read .* \(ENOENT\)/],
    [["wait", "--state", notes], /does not hold the state of a wait/],
    [["wait", "--state", list], /does not hold the state of a wait/],
    [["wait", "--state", "-"], /does not hold the state of a wait/],
    [["wait", "--state", list, "--image-id", "m-1"], /--state stands alone/],
  ]) {
    const { status, stdout, stderr } = await run([...args, ...there]);
    assert.deepEqual([status, stdout], [2, ""], stderr);
    assert.match(stderr, message);
  }
  assert.deepEqual(emulator.requests(), []);
  assert.equal(readFileSync(notes, "utf8"), "notes of mine\n");
  assert.ok(!existsSync(join(folder, "a")));
});

test("the commands to go on with go the same way", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const proxy = await serveProxy(t, new URL(emulator.url).port);
  emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
  const way = [...there, "--proxy", `http://${proxy.host}`];
  const { status, stderr } = await run([...COPY, ...way, "--wait", "--reconcile", "0.1"]);
  assert.equal(status, 5);
  for (const advice of ["To see whether it is there", "To look for it and wait"])
    assert.ok(after(stderr, advice).endsWith(` ${way.join(" ")}`), stderr);
});
