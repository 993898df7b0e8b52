// Completion of the command: what is offered where, and in the shells themselves, at a real prompt.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CLI, HOME, run, seen, start } from "./cli_support.mjs";

// `ecd` as a shell finds it.
const BIN = mkdtempSync(join(tmpdir(), "ecd-bin-"));
symlinkSync(CLI, join(BIN, "ecd"));
const SHELL_ENV = { PATH: `${BIN}:${process.env.PATH}`, HOME, TERM: "dumb", LC_ALL: "C.UTF-8" };

/** What is offered for a line whose last word is at the cursor. */
async function offered(...words) {
  const { status, stdout, stderr } = await run(["__complete", ...words], { env: {} });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t")[0]);
}

test("commands first, their operands, then their flags", async () => {
  const commands = await offered("");
  assert.ok(
    ["copy-image", "call", "describe", "completion", "help"].every((each) =>
      commands.includes(each),
    ),
  );
  assert.ok(!commands.includes("__complete"));
  assert.deepEqual(await offered("c"), ["copy-image", "call", "console", "completion"]);
  assert.deepEqual(await offered("help", "w"), ["wait"]);
  assert.deepEqual(await offered("completion", ""), ["bash", "zsh", "fish"]);
  assert.deepEqual(await offered("describe", "CopyI"), ["CopyImage"]);
  assert.deepEqual(await offered("--output", "json", "call", "CopyI"), ["CopyImage"]);
  assert.deepEqual(await offered("wait", "--im"), ["--image-id"]);
  assert.ok((await offered("wait", "")).includes("--region-id"));
  assert.deepEqual(await offered("nonsense", ""), []);
});

test("parameters of the operation, those that are required first, none twice", async () => {
  const all = await offered("call", "CopyImage", "--");
  assert.deepEqual(all.slice(0, 5), [
    "--RegionId",
    "--ImageId",
    "--DestinationImageName",
    "--DestinationDescription",
    "--DestinationRegionId",
  ]);
  assert.ok(all.includes("--all-pages") && all.includes("--output"));
  const rest = await offered(
    "validate",
    "CopyImage",
    "--RegionId",
    "cn-hangzhou",
    "--ImageId=m-1",
    "--",
  );
  assert.ok(!rest.includes("--RegionId") && !rest.includes("--ImageId"));
  assert.ok(rest.includes("--DestinationRegionId"));
  // A list can be given text by text.
  assert.ok(
    (await offered("call", "DescribeImages", "--ImageId", "m-1", "--I")).includes("--ImageId"),
  );
  assert.deepEqual(await offered("call", "NoSuchOperation", "--Reg"), []);
});

test("values: regions, enumerations, formats, files, profiles", async () => {
  const regions = ["cn-shanghai", "cn-shanghai-finance-1", "cn-shenzhen"];
  assert.deepEqual(await offered("call", "CopyImage", "--RegionId", "cn-sh"), regions);
  assert.deepEqual(await offered("call", "CopyImage", "--DestinationRegionId", "cn-sh"), regions);
  assert.deepEqual(await offered("copy-image", "--destination-region-id", "cn-sh"), regions);
  assert.deepEqual(await offered("wait", "--region-id=cn-shen"), ["--region-id=cn-shenzhen"]);
  assert.deepEqual(await offered("wait", "--region-id", "=", "cn-shen"), ["cn-shenzhen"]);
  assert.deepEqual(await offered("call", "DescribeImages", "--ImageType", ""), [
    "SYSTEM",
    "CUSTOM",
  ]);
  assert.deepEqual(await offered("call", "DeleteImages", "--DeleteCascadedBundle", ""), [
    "true",
    "false",
  ]);
  assert.deepEqual(await offered("--output", ""), ["json", "table", "ndjson"]);
  assert.deepEqual(await offered("describe", "--locale", "z"), ["zh"]);
  assert.deepEqual(await offered("call", "CopyImage", "--params", ""), [":files"]);
  assert.deepEqual(await offered("wait", "--timeout", ""), []);
  assert.deepEqual(await offered("wait", "--profile", ""), [], "no file, no message");
  mkdirSync(join(HOME, ".aliyun"), { recursive: true });
  const profiles = [{ name: "work", access_key_secret: "x" }, { name: "home" }, {}];
  writeFileSync(join(HOME, ".aliyun/config.json"), JSON.stringify({ profiles }));
  assert.deepEqual(await offered("wait", "--profile", ""), ["work", "home"]);
});

test("2: no script for other shells, and what was probably meant", async () => {
  const { status, stdout, stderr } = await run(["completion", "fisch"], { env: {} });
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /bash, zsh, fish, not fisch; did you mean fish\?/);
});

const has = (shell) => spawnSync(shell, ["-c", "true"]).status === 0;

/** Runs a program in a shell that has read its script. */
function inShell(shell, program, ...args) {
  const { status, stdout, stderr } = spawnSync(shell, ["-c", program, shell, ...args], {
    env: SHELL_ENV,
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  return stdout.trimEnd().split("\n");
}

test("bash: words as readline takes them apart", () => {
  const program = `
    eval "$(ecd completion bash)"
    complete -p ecd >/dev/null || exit 1
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _ecd ecd
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const completed = (...words) => inShell("bash", program, "ecd", ...words);
  assert.deepEqual(completed("call", "CopyI"), ["CopyImage"]);
  assert.deepEqual(completed("call", "CopyImage", "--Dest"), [
    "--DestinationImageName",
    "--DestinationDescription",
    "--DestinationRegionId",
  ]);
  assert.deepEqual(completed("wait", "--region-id", "=", "cn-shen"), ["cn-shenzhen"]);
  assert.equal(completed("call", "DescribeImages", "--output", "=").length, 3);
  writeFileSync(join(BIN, "a file.json"), "{}");
  assert.deepEqual(completed("call", "CopyImage", "--params", join(BIN, "a ")), [
    join(BIN, "a file.json"),
  ]);
});

test("fish: words with what they mean", { skip: !has("fish") && "fish is not installed" }, () => {
  const program = `ecd completion fish | source
    complete --do-complete $argv[-1]`;
  const completed = (line) => inShell("fish", program, line).map((each) => each.split("\t"));
  assert.deepEqual(completed("ecd call CopyI"), [
    ["CopyImage", "Copy an image to another region."],
  ]);
  assert.deepEqual(completed("ecd wait --region-id cn-shen"), [
    ["cn-shenzhen", "China (Shenzhen)"],
  ]);
  assert.deepEqual(completed("ecd wait --region-id=cn-shen"), [
    ["--region-id=cn-shenzhen", "China (Shenzhen)"],
  ]);
  assert.deepEqual(completed("ecd describe DeleteIm"), [["DeleteImages", "Delete custom images."]]);
  const [first] = completed("ecd call CopyImage --");
  assert.equal(first[0], "--RegionId", "those that are required come first");
  writeFileSync(join(BIN, "b.json"), "{}");
  assert.equal(completed(`ecd call CopyImage --params ${BIN}/b`)[0][0], `${BIN}/b.json`);
});

/** At the prompt of an interactive shell: types keys and waits for what appears. */
async function typed(t, shell, setup, steps) {
  const { child, result, ended } = start(["-qefc", shell, "/dev/null"], {
    command: "script",
    env: SHELL_ENV,
  });
  t.after(() => child.kill("SIGKILL"));
  child.stdin.write(`${setup}; echo re''ady\n`);
  await seen(result, "stdout", /^ready/m);
  for (const [keys, expected] of steps) {
    result.stdout = "";
    child.stdin.write(keys);
    await seen(result, "stdout", expected);
    child.stdin.write("\u0015");
  }
  child.stdin.end("exit\n");
  await ended;
}

const KEYS = [
  ["ecd call CopyI\t", /CopyImage /],
  ["ecd wait --region-id cn-shen\t", /cn-shenzhen /],
  ["ecd call CopyImage --DestinationR\t", /--DestinationRegionId /],
  ["ecd desc\t", /describe /],
];

test("bash: the tab key", async (t) => {
  await typed(t, "bash --norc --noprofile -i", 'eval "$(ecd completion bash)"', KEYS);
});

test("zsh: the tab key", { skip: !has("zsh") && "zsh is not installed" }, async (t) => {
  const setup = 'autoload -U compinit && compinit -D -u; eval "$(ecd completion zsh)"';
  const listed = [["ecd call CopyImage --Dest\t\t", /--DestinationImageName +-- New image name/]];
  const one = [["ecd wait --region-id=cn-shen\t", /--region-id=cn-shenzhen/]];
  await typed(t, "zsh -f -i", setup, [...KEYS, ...listed, ...one]);
});

test(
  "zsh: found by the folder it is in",
  { skip: !has("zsh") && "zsh is not installed" },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "ecd-zsh-"));
    writeFileSync(join(folder, "_ecd"), (await run(["completion", "zsh"], { env: {} })).stdout);
    const setup = `fpath=('${folder}' $fpath); autoload -U compinit && compinit -D -u`;
    await typed(t, "zsh -f -i", setup, KEYS.slice(0, 2));
  },
);
