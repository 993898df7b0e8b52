// What the command prints: documentation pages, tables, data for programs, and to whom.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLI, run, start, startEmulator } from "./cli_support.mjs";

test("a list as a table: columns aligned, also behind wide characters", async (t) => {
  const images = [
    { ImageId: "m-1", Name: "研发_上海", SharedCount: 0 },
    { ImageId: "m-22", Name: "Office", Description: "\u001b[31mred\u009b" },
  ];
  const { there } = await startEmulator(t, { images });
  const args = ["call", "DescribeImages", "--RegionId", "cn-hangzhou", ...there];
  const { stdout } = await run([...args, "--output", "table"]);
  const [heading, rule, ...rows] = stdout.trimEnd().split("\n");
  assert.match(heading, /^ImageId  Name       Status     Progress  ImageType  CreationTime$/);
  assert.match(rule, /^─{7}  ─{9}  /);
  assert.match(rows[0], /^m-22     Office     Available      100%  CUSTOM /);
  assert.match(rows[1], /^m-1      研发_上海  Available      100%  CUSTOM /);
  const json = (await run(args)).stdout;
  assert.doesNotMatch(json, /[\u001b\u009b]/);
  assert.equal(JSON.parse(json).Images[0].Description, "\u001b[31mred\u009b");
  const lines = (await run([...args, "--output", "ndjson"])).stdout.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).ImageId),
    ["m-22", "m-1"],
  );
});

test("a table says how to get the next page", async (t) => {
  const images = ["a", "b", "c"].map((name) => ({ ImageId: `m-${name}`, Name: name }));
  const { there } = await startEmulator(t, { images });
  const args = [
    "call",
    "DescribeImages",
    "--RegionId",
    "cn-hangzhou",
    "--MaxResults",
    "2",
    "--output",
    "table",
    ...there,
  ];
  const { stderr } = await run(args);
  const token = /add (--NextToken \S+), or --all-pages/.exec(stderr)[1].split(" ");
  const { stdout } = await run([...args, ...token]);
  assert.match(stdout, /^m-a/m);
});

test("a service's text cannot command the terminal", async (t) => {
  const { emulator, there } = await startEmulator(t);
  emulator.faults.add({ status: 400, code: "Bad\u001b[2J\u0007" });
  const { status, stderr } = await run([
    "call",
    "DescribeRegions",
    "--RegionId",
    "cn-hangzhou",
    ...there,
  ]);
  assert.equal(status, 1);
  assert.doesNotMatch(stderr, /[\u001b\u0007]/);
});

test("colour on a terminal, none with NO_COLOR, none in a pipe", async () => {
  const pty = (env) =>
    run(["-qefc", `'${process.execPath}' '${CLI}' describe CopyImage`, "/dev/null"], {
      command: "script",
      env: { TERM: "xterm-256color", ...env },
    });
  assert.match((await pty({})).stdout, /\u001b\[1m/);
  assert.doesNotMatch((await pty({ NO_COLOR: "1" })).stdout, /\u001b/);
  assert.doesNotMatch((await run(["describe", "CopyImage"])).stdout, /\u001b/);
});

test("a reader that leaves early ends nothing badly", async () => {
  const { child, ended } = start(["describe", "CopyImage"]);
  child.stdout.destroy();
  const { status, stderr } = await ended;
  assert.deepEqual([status, stderr], [0, ""]);
});
