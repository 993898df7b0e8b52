// How many signed requests a second the emulator answers over HTTP, and what becomes of its memory:
// 200,000 reads, then copies in memory and with a state file. The emulator has a process of its own; the
// requests are signed before the watch starts. Run it on a quiet machine with two cores or more:
// node tests/bench/emulator.bench.mjs
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCore } from "ecd-wasm/core";

const CONNECTIONS = 32;
const BATCH = 10_000;
const credentials = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
const READ = { RegionId: "cn-hangzhou", ImageId: ["m-gx2x1dhsmusr2demo"] };
const COPY = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2demo",
  DestinationRegionId: "cn-shenzhen",
  DestinationImageName: "Office_Shenzhen",
  DestinationDescription: "This is a test.",
};

/** An emulator in a process of its own. */
async function startEmulator(options) {
  const program = fileURLToPath(new URL("emulator_process.mjs", import.meta.url));
  const child = fork(program, [JSON.stringify(options)], { execArgv: ["--expose-gc"] });
  const ask = async (question) => {
    child.send(question);
    const [answer] = await once(child, "message");
    return answer;
  };
  const [{ url }] = await once(child, "message");
  return { url, usage: () => ask("usage"), stop: () => ask("stop") };
}

function post(agent, { url, headers }) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: "POST", headers, agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject).end();
  });
}

/** Sends them all, so many at a time. Milliseconds. */
async function sendAll(requests) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const left = requests.values();
  const started = performance.now();
  const work = async () => {
    for (const request of left) assert.equal(await post(agent, request), 200);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  const passed = performance.now() - started;
  agent.destroy();
  return passed;
}

const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

async function measure(core, title, [operation, params], total, options = {}) {
  const emulator = await startEmulator(options);
  console.log(`\n${title}`);
  const start = await emulator.usage();
  let passed = 0;
  for (let sent = 0; sent < total; ) {
    const requests = Array.from({ length: Math.min(BATCH, total - sent) }, () =>
      core.sign(operation, params, { credentials, endpoint: emulator.url }),
    );
    passed += await sendAll(requests);
    sent += requests.length;
    if (sent % (4 * BATCH) !== 0 && sent !== total) continue;
    const { heap, resident } = await emulator.usage();
    console.log(`  after ${String(sent).padStart(7)}: heap ${megabytes(heap)}, resident ${megabytes(resident)}`);
  }
  const { cpuMs } = await emulator.usage();
  const perSecond = (ms) => Math.round((total * 1000) / ms).toLocaleString("en-US");
  console.log(`  ${perSecond(passed)} a second as the client sees it, ${perSecond(cpuMs - start.cpuMs)} a second of processor time`);
  await emulator.stop();
}

const core = await loadCore();
const folder = mkdtempSync(join(tmpdir(), "ecd-bench-"));
await measure(core, "200,000 x DescribeImages", ["DescribeImages", READ], 200_000);
await measure(core, "5,000 x CopyImage, in memory", ["CopyImage", COPY], 5_000);
await measure(core, "5,000 x CopyImage, with a state file", ["CopyImage", COPY], 5_000, {
  statePath: join(folder, "state"),
});
rmSync(folder, { recursive: true });
