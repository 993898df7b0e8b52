// `ecd call --all-pages` and `--query`: all pages as one result, parts of results.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { CLI, COPY, CREDENTIALS, HOME, run, startEmulator } from "./cli_support.mjs";

const COUNT = 7;
const IMAGES = Array.from({ length: COUNT }, (_, index) => ({
  ImageId: `m-${index}`,
  Name: `Office_${index}`,
}));
const IDS = IMAGES.map(({ ImageId }) => ImageId).reverse(); // newest first

async function start(t) {
  const { emulator, there } = await startEmulator(t, { images: IMAGES });
  const images = ["call", "DescribeImages", "--RegionId", "cn-hangzhou", ...there];
  const all = (...flags) => run([...images, "--all-pages", "--MaxResults", "2", ...flags]);
  return { emulator, there, images, all };
}

const lines = (text) => text.split("\n").filter(Boolean);

test("--all-pages: one array, one line for each, one table", async (t) => {
  const { emulator, all } = await start(t);
  const json = await all();
  assert.deepEqual([json.status, json.stderr], [0, ""]);
  assert.deepEqual(
    JSON.parse(json.stdout).map(({ ImageId }) => ImageId),
    IDS,
  );
  assert.equal(json.stdout, `${JSON.stringify(JSON.parse(json.stdout), null, 2)}\n`);
  assert.equal(emulator.requests().length, 4);

  const ndjson = await all("--output", "ndjson");
  assert.deepEqual(
    lines(ndjson.stdout).map((line) => JSON.parse(line).ImageId),
    IDS,
  );

  const { stdout, stderr } = await all("--output", "table");
  const [heading, , ...rows] = lines(stdout);
  assert.match(heading, /^ImageId  Name +Status/);
  assert.deepEqual(
    rows.map((row) => row.split(" ")[0]),
    IDS,
  );
  assert.equal(stderr, "7 items on 4 pages\n");
});

test("--all-pages: nothing there is an empty result", async (t) => {
  const { there } = await startEmulator(t, { images: [] });
  const all = ["call", "DescribeImages", "--RegionId", "cn-hangzhou", "--all-pages", ...there];
  assert.equal((await run(all)).stdout, "[]\n");
  assert.equal((await run([...all, "--output", "ndjson"])).stdout, "");
  assert.equal((await run([...all, "--output", "table"])).status, 0);
});

test("--all-pages begins where the command line says", async (t) => {
  const { images, all } = await start(t);
  const { NextToken } = JSON.parse((await run([...images, "--MaxResults", "3"])).stdout);
  const { stdout } = await all("--NextToken", NextToken, "--query", "Images[].ImageId");
  assert.deepEqual(JSON.parse(stdout), IDS.slice(3));
});

test("--all-pages: a failure on the way leaves the array open and tells where to go on", async (t) => {
  const { emulator, images, all } = await start(t);
  const { NextToken } = JSON.parse((await run([...images, "--MaxResults", "4"])).stdout);
  for (const format of ["json", "ndjson", "table"]) {
    // Two pages come through.
    const passing = emulator.faults.add({ delayMs: 1, times: 2 });
    emulator.faults.add({ status: 400, code: "Broken" });
    const { status, stdout, stderr } = await all("--output", format);
    emulator.faults.clear();
    assert.equal(passing.hits, 2);
    assert.equal(status, 1);
    assert.match(stderr, /^ecd: Broken/m);
    assert.ok(stderr.includes(`add --NextToken ${NextToken}\n`), stderr);
    for (const id of IDS.slice(0, 4)) assert.ok(stdout.includes(id), `${format}: ${id}`);
    if (format === "json") assert.throws(() => JSON.parse(stdout), "a part looks like all");
  }
});

test("--all-pages ends when its reader does", async (t) => {
  const { emulator, images } = await start(t);
  const words = [process.execPath, CLI, ...images, "--all-pages", "--MaxResults", "1"];
  const line = `${words.map((word) => `'${word}'`).join(" ")} --output ndjson | head -n 1`;
  const { stdout, stderr } = await run(["-c", line], { command: "sh" });
  assert.equal(lines(stdout).length, 1);
  assert.equal(stderr, "");
  assert.ok(emulator.requests().length < COUNT, `${emulator.requests().length} requests`);
});

test("--query takes parts out, in every format", async (t) => {
  const { images } = await start(t);
  const query = (...flags) => run([...images, "--query", ...flags]);
  assert.deepEqual(JSON.parse((await query("Images[].ImageId")).stdout), IDS);
  assert.equal((await query("length(Images)")).stdout, "7\n");
  assert.equal((await query("Nothing.Here")).stdout, "null\n");
  assert.equal((await query("Images[0].constructor")).stdout, "null\n");
  assert.deepEqual(lines((await query("Images[:2].ImageId", "--output", "ndjson")).stdout), [
    '"m-6"',
    '"m-5"',
  ]);
  assert.deepEqual(lines((await query("Images[:2].ImageId", "--output", "table")).stdout), [
    "m-6",
    "m-5",
  ]);
  assert.deepEqual(lines((await query("Images[:2].[ImageId, Name]", "--output", "table")).stdout), [
    "m-6  Office_6",
    "m-5  Office_5",
  ]);
  const table = await query("Images[:1].{id: ImageId, of: Name}", "--output", "table");
  assert.deepEqual(lines(table.stdout), ["id   of", "───  ────────", "m-6  Office_6"]);
  assert.equal((await query("Images[0].Status", "--output", "table")).stdout, "Available\n");
});

test("--query works on what other commands print", async () => {
  const names = await run(["describe", "CopyImage", "--query", "parameters[].name"], { env: {} });
  assert.equal(JSON.parse(names.stdout).length, 5);
  const codes = await run(["validate", "CopyImage", "--query", "[].code", "--output", "table"], {
    env: {},
  });
  assert.equal(codes.status, 3);
  assert.deepEqual(lines(codes.stdout), Array(5).fill("required"));
});

test("a query that fails loses no answer", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const { status, stdout, stderr } = await run([...COPY, ...there, "--query", "length(`1`)"]);
  assert.equal(status, 2);
  assert.match(stderr, /--query: .*length/);
  assert.equal(JSON.parse(stdout).ImageId, emulator.images("cn-shenzhen")[0].ImageId);
});

test("the query language is in the package, with its notice, and is loaded when it is used", async () => {
  const traced = (...args) =>
    spawnSync(process.execPath, [CLI, ...args], {
      env: {
        PATH: process.env.PATH,
        HOME,
        ...CREDENTIALS,
        NODE_V8_COVERAGE: "",
        NODE_DEBUG: "esm",
      },
      encoding: "utf8",
    }).stderr.includes("jmespath.js");
  assert.ok(traced("describe", "--query", "[0]"));
  assert.ok(!traced("describe"));
});
