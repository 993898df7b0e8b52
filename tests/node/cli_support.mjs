// What the tests of the command share: running it as a shell does, against an emulator.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator } from "../../npm/dist/emulator.js";

export const CLI = fileURLToPath(new URL("../../npm/dist/cli.js", import.meta.url));

/** The keys the tests call with; they must turn up in no output at all. */
export const ACCOUNT = {
  accessKeyId: "LTAIcliTestKey",
  accessKeySecret: "kept-secret-0123456789",
  securityToken: "kept-token-0123456789",
};

export const CREDENTIALS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: ACCOUNT.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: ACCOUNT.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: ACCOUNT.securityToken,
};

/** A home without any configuration. */
export const HOME = mkdtempSync(join(tmpdir(), "ecd-cli-test-"));

export const COPY = [
  "copy-image",
  ...["--region-id", "cn-hangzhou", "--image-id", "m-gx2x1dhsmusr2****"],
  ...["--destination-region-id", "cn-shenzhen", "--destination-image-name", "Office_Shanghai"],
  ...["--destination-description", "This is a test."],
];

/** COPY with another value for a flag. */
export function copyWith(flag, value) {
  return COPY.map((word, index) => (COPY[index - 1] === flag ? value : word));
}

/** Whoever has no credentials must not ask the machine's metadata service. */
const SURROUNDINGS = { PATH: process.env.PATH, HOME, ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" };

/** Starts the command. `env` is added to one that holds little more than PATH and HOME. */
export function start(args, { env = CREDENTIALS, command = process.execPath } = {}) {
  const words = command === process.execPath ? [CLI, ...args] : args;
  const child = spawn(command, words, { env: { ...SURROUNDINGS, ...env } });
  const result = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => (result[name] += text));
  }
  const ended = new Promise((resolve) => {
    child.on("close", (status) => {
      const all = result.stdout + result.stderr;
      assert.ok(!all.includes(ACCOUNT.accessKeySecret), "the secret is in the output");
      assert.ok(!all.includes(ACCOUNT.securityToken), "the token is in the output");
      assert.doesNotMatch(all, /^\s+at .*[:(]\d+/m, "a stack trace is in the output");
      resolve({ status, ...result });
    });
  });
  return { child, result, ended };
}

/** Runs the command to its end: exit status, stdout, stderr. */
export function run(args, { input = "", ...options } = {}) {
  const { child, ended } = start(args, options);
  child.stdin.on("error", () => {}); // it may end without reading
  child.stdin.end(input);
  return ended;
}

/** An emulator that ends with the tests, and the flags that lead to it. */
export async function startEmulator(t, options = {}) {
  const emulator = await createEmulator({ accounts: [ACCOUNT], copyDurationMs: 200, ...options });
  t.after(() => emulator.close());
  return { emulator, there: ["--endpoint", emulator.url] };
}

/** Resolves as soon as a stream's text holds what is looked for. */
export async function seen(result, name, pattern) {
  const until = Date.now() + 20_000;
  while (!pattern.test(result[name])) {
    assert.ok(Date.now() < until, `${pattern} was not seen in:\n${result[name]}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
