// kill -9 in the middle of a copy: of the service, and of the process that waits. As real processes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EcdClient } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { runProgram } from "../support/child.mjs";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CLI = join(ROOT, "npm/dist/cli.js");
const HERE = COPY.DestinationRegionId;
const folder = mkdtempSync(join(tmpdir(), "ecd-processes-"));
after(() => rmSync(folder, { recursive: true }));

let statePath;
let files = 0;
beforeEach(() => (statePath = join(folder, `state-${++files}.json`)));

const until = async (isSo) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** A process that can be killed at once, and what it prints first. */
function start(t, words, env = {}) {
  const stdio = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    stdio,
    env: { PATH: process.env.PATH, ...env },
  });
  t.after(() => child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const kill = () => (child.kill("SIGKILL"), exited);
  return { kill, exited, printed: () => once(child.stdout, "data").then(String) };
}

describe("the service is killed while a client copies and waits", () => {
  async function startService(t) {
    const service = start(t, [CLI, "emulator", "--output", "json", "--state", statePath]);
    return { ...service, url: JSON.parse(await service.printed()).url };
  }

  const imagesOf = async (client) =>
    (await client.call("DescribeImages", { RegionId: HERE })).Images.map(({ ImageId }) => ImageId);

  test("in the wait: it goes on where it was", async (t) => {
    let service = await startService(t);
    const client = new EcdClient({ credentials: ACCOUNT, endpoint: () => service.url });
    let looks = 0;
    const wait = client.copyImageAndWait(COPY, { pollMs: 100, onProgress: () => ++looks });
    await until(() => looks > 0);
    await service.kill();
    const { ImageId } = wait.toJSON();
    await new Promise((resolve) => setTimeout(resolve, 300)); // in which looks find nobody
    service = await startService(t);
    assert.deepEqual([(await wait).ImageId, (await wait).Status], [ImageId, "Available"]);
    assert.deepEqual(await imagesOf(client), [ImageId]);
  });

  test("before its answer was read: the copy is found in the next process", async (t) => {
    let service = await startService(t);
    let sent = 0;
    const fetch = async (url, init) => {
      const response = await globalThis.fetch(url, init);
      if (init.headers["x-acs-action"] !== "CopyImage") return response;
      sent += 1;
      await service.kill();
      startService(t).then((next) => (service = next));
      throw new TypeError("fetch failed");
    };
    const client = new EcdClient({ credentials: ACCOUNT, endpoint: () => service.url, fetch });
    const image = await client.copyImageAndWait(COPY, { pollMs: 100 });
    assert.equal(image.Status, "Available");
    assert.deepEqual(await imagesOf(client), [image.ImageId]);
    assert.equal(sent, 1);
  });
});

describe("the process that waits is killed", () => {
  const COPY_AND_WAIT = `
    import { renameSync, writeFileSync } from "node:fs";
    import { EcdClient } from "ecd-wasm";
    const { ENDPOINT: endpoint, STATE, OPTIONS } = process.env;
    const { dies, ...options } = JSON.parse(OPTIONS);
    const client = new EcdClient({ credentials: ${JSON.stringify(ACCOUNT)}, endpoint });
    const onState = (state) => {
      writeFileSync(\`\${STATE}.new\`, JSON.stringify(state));
      renameSync(\`\${STATE}.new\`, STATE);
      if (dies) process.kill(process.pid, "SIGKILL");
    };
    await client.copyImageAndWait(${JSON.stringify(COPY)}, { ...options, pollMs: 100, onState });
  `;
  const RESUME = `
    import { readFileSync } from "node:fs";
    import { EcdClient } from "ecd-wasm";
    const { ENDPOINT: endpoint, STATE } = process.env;
    const client = new EcdClient({ credentials: ${JSON.stringify(ACCOUNT)}, endpoint });
    const state = JSON.parse(readFileSync(STATE, "utf8"));
    const wait = client.resume(state, { pollMs: 100, reconcileMs: 2_000 });
    const { ImageId, Status, code, outcome } = await wait.catch((error) => error);
    print({ ImageId, Status, code, outcome });
  `;

  async function setUp(t) {
    const emulator = await createEmulator({ copyDurationMs: 3_600_000 });
    t.after(() => emulator.close());
    const env = { ENDPOINT: emulator.url, STATE: statePath };
    const wait = (options = {}) => {
      const words = ["--input-type=module", "--eval", COPY_AND_WAIT];
      return start(t, words, { ...env, OPTIONS: JSON.stringify(options) });
    };
    const count = (name) =>
      emulator.requests().filter(({ operation }) => operation === name).length;
    return { emulator, wait, resume: () => runProgram(RESUME, { env }), count };
  }

  const written = () => (existsSync(statePath) ? JSON.parse(readFileSync(statePath, "utf8")) : {});

  /** Resumes, and lets the copy end once the other process looks at it. */
  async function resumed({ emulator, resume, count }) {
    const looks = count("DescribeImages");
    const result = resume();
    await until(() => count("DescribeImages") > looks);
    emulator.clock.advance(3_600_000);
    return result;
  }

  for (const tagDescription of [false, true]) {
    test(`before its copy was answered, ${tagDescription ? "with" : "without"} a mark`, async (t) => {
      const set = await setUp(t);
      const { emulator, wait, count } = set;
      emulator.faults.add({ operation: "CopyImage", delayMs: 60_000 });
      const first = wait({ tagDescription });
      await until(() => count("CopyImage") > 0);
      await first.kill();
      assert.equal(written().ImageId, undefined);
      const { ImageId, Status } = await resumed(set);
      assert.equal(Status, "Available");
      assert.deepEqual(
        emulator.images(HERE).map((image) => image.ImageId),
        [ImageId],
      );
      assert.equal(count("CopyImage"), 1);
    });
  }

  test("while the copy was running", async (t) => {
    const set = await setUp(t);
    const first = set.wait();
    await until(() => written().status === "Creating");
    await first.kill();
    const { ImageId } = written();
    assert.deepEqual(await resumed(set), { ImageId, Status: "Available" });
    assert.equal(set.emulator.images(HERE).length, 1);
    assert.equal(set.count("CopyImage"), 1);
  });

  test("before it sent anything: nobody knows that, and nothing is sent", async (t) => {
    const { wait, resume, count } = await setUp(t);
    await wait({ dies: true }).exited;
    assert.deepEqual(await resume(), { code: "OutcomeUnclear", outcome: "unclear" });
    assert.equal(count("CopyImage"), 0);
  });
});
