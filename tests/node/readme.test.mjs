// The documents keep what they promise: their examples run, their links lead somewhere.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brokenPromise, promises, snippets } from "../support/snippets.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PRELOAD = new URL("../support/emulated_service.mjs", import.meta.url).href;
const EMULATOR_KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-secret",
};

const read = (file) => readFileSync(join(ROOT, file), "utf8");
// Whoever runs the tests need not own the clone.
const git = ["-c", "safe.directory=*", "ls-files", "-z"];
const tracked = execFileSync("git", git, { cwd: ROOT, encoding: "utf8" })
  .split("\0")
  .filter(Boolean);

/** Runs a program given as text, an ES module, where `ecd-wasm` is installed. */
function run(code) {
  const child = spawn(process.execPath, ["--import", PRELOAD, "--input-type=module"], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...EMULATOR_KEYS },
    timeout: 60_000,
  });
  const result = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => (result[name] += text));
  }
  child.stdin.end(code);
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...result })));
}

for (const file of ["README.md", "npm/README.md", "docs/hooks.md", "docs/relay.md"]) {
  const examples = snippets(read(file), "js");

  test(`${file} has examples`, () => assert.ok(examples.length > 0));

  for (const { code, line } of examples) {
    test(`${file}:${line} runs and prints what it promises`, async () => {
      const { status, stdout, stderr } = await run(code);
      assert.equal(status, 0, stderr);
      const broken = brokenPromise(promises(code), stdout.split("\n"));
      assert.equal(broken, undefined, `not printed: ${broken}\nprinted:\n${stdout}`);
    });
  }
}

test("relative links of the documents lead to files, and to headings in them", () => {
  const slug = (heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
  const documents = tracked.filter((file) => file.endsWith(".md"));
  assert.ok(documents.includes("README.md"));
  for (const file of documents) {
    for (const [, link] of read(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path, anchor] = link.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      assert.ok(existsSync(join(ROOT, target)), `${file}: ${link}`);
      if (anchor === undefined) continue;
      const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        slug(heading),
      );
      assert.ok(headings.includes(anchor), `${file}: ${link}`);
    }
  }
});

test("CMake and npm name the same version, and the documents that file", () => {
  const { version } = JSON.parse(read("npm/package.json"));
  const [, cmake] = /project\([^)]*VERSION\s+([\d.]+)/.exec(read("CMakeLists.txt"));
  assert.equal(cmake, version);
  for (const file of ["README.md", "npm/README.md"]) {
    for (const [, named] of read(file).matchAll(/ecd-wasm-([\d.]+)\.tgz/g))
      assert.equal(named, version, file);
  }
  assert.match(
    read("CHANGELOG.md"),
    new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\]`, "m"),
  );
});

test("no tracked file names a folder of somebody's machine", () => {
  // /path/to is an example's way of saying so; ~ and $HOME are everybody's.
  const place = /(?<![\w.~}$/-])\/(?:home|work|root|Users)\/\w/;
  for (const file of tracked) {
    if (!existsSync(join(ROOT, file))) continue; // deleted, not committed yet
    const found = place.exec(read(file));
    assert.equal(found, null, `${file}: ${found?.[0]}`);
  }
});
