// The relay in workerd, the runtime of Cloudflare Workers, in front of an emulator on loopback.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { EcdClient } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
// Called by its path: the package's install script, which would link it, is not run.
const PROGRAM = join(
  ROOT,
  `node_modules/@cloudflare/workerd-linux-${{ arm64: "arm64" }[process.arch] ?? "64"}/bin/workerd`,
);

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Writes the worker, its module and the configuration into the folder. */
async function prepare(folder, { port, endpoint }) {
  await build({
    entryPoints: [join(ROOT, "tests/support/relay_worker.mjs")],
    outfile: join(folder, "worker.mjs"),
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    plugins: [
      {
        name: "wasm-stays-a-module",
        setup: ({ onResolve }) =>
          onResolve({ filter: /\.wasm$/ }, () => ({ path: "./core.wasm", external: true })),
      },
    ],
    logLevel: "warning",
  });
  writeFileSync(join(folder, "core.wasm"), readFileSync(join(ROOT, "npm/dist/core.wasm")));
  writeFileSync(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "main", worker = .relay),
        (name = "internet", network = (allow = ["private", "local"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
    );
    const relay :Workerd.Worker = (
      modules = [
        (name = "worker.mjs", esModule = embed "worker.mjs"),
        (name = "core.wasm", wasm = embed "core.wasm"),
      ],
      bindings = [
        (name = "ACCESS_KEY_ID", text = "${ACCOUNT.accessKeyId}"),
        (name = "ACCESS_KEY_SECRET", text = "${ACCOUNT.accessKeySecret}"),
        (name = "ENDPOINT", text = "${endpoint}"),
      ],
      compatibilityDate = "2026-01-01",
    );`,
  );
}

/** Answers once it listens. */
async function startWorkerd(t, folder, url) {
  const child = spawn(PROGRAM, ["serve", join(folder, "config.capnp")], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill();
    await exited;
  });
  let over = false;
  void exited.then(() => (over = true));
  while (!over) {
    const socket = connect(new URL(url).port, "127.0.0.1");
    const isListening = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isListening) return () => said;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`workerd ended: ${said}`);
}

test(
  "an image is copied through a relay in workerd",
  { skip: existsSync(PROGRAM) ? false : `no ${PROGRAM}` },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "ecd-workerd-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const emulator = await createEmulator({ copyDurationMs: 50 });
    t.after(() => emulator.close());
    const url = `http://127.0.0.1:${await freePort()}/ecd`;
    await prepare(folder, { port: new URL(url).port, endpoint: emulator.url });
    const said = await startWorkerd(t, folder, url);

    const relay = { url, headers: { authorization: "Bearer ann" } };
    const client = new EcdClient({ relay });
    // While the core is still being loaded, for the first of them.
    const list = () => client.call("DescribeImages", { RegionId: "cn-hangzhou" });
    const answers = await Promise.all(Array.from({ length: 10 }, list));
    assert.ok(answers.every(({ Images }) => Images.length > 0));
    const image = await client.copyImageAndWait(COPY, { pollMs: 10 });
    assert.equal(image.Status, "Available");
    assert.equal(emulator.images("cn-shenzhen").length, 1);
    assert.ok(emulator.requests().every(({ status }) => status === 200));

    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    const second = await client.copyImage({ ...COPY, DestinationImageName: "Second" });
    assert.equal(second.reused, true, "its answer was lost between workerd and the service");
    assert.equal(emulator.images("cn-shenzhen").length, 2);

    const refusals = {
      NotAuthorized: () => new EcdClient({ relay: { url } }).copyImage(COPY),
      RegionNotAllowed: () => client.copyImage({ ...COPY, DestinationRegionId: "cn-beijing" }),
      OperationNotAllowed: () => client.call("DescribeRegions", { RegionId: "cn-hangzhou" }),
    };
    for (const [code, call] of Object.entries(refusals)) {
      await assert.rejects(call(), { code, outcome: "not-sent" });
    }
    assert.equal(said(), "");
  },
);
