// How the command reads parameters, and what it shows of the requests it would send.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ACCOUNT, COPY, HOME, run, startEmulator } from "./cli_support.mjs";

const HANGZHOU = ["--RegionId", "cn-hangzhou"];

/** The query of the request that `ecd call` would send. */
async function queryOf(args, options) {
  const { status, stdout, stderr } = await run(
    ["call", ...args, "--dry-run", "--output", "json"],
    options,
  );
  assert.equal(status, 0, stderr);
  return Object.fromEntries(new URL(JSON.parse(stdout).url).searchParams);
}

test("values have the types of the catalog, places the names of the service", async () => {
  const query = await queryOf([
    "DescribeImages",
    ...HANGZHOU,
    ...["--MaxResults", "20", "--GpuCategory=true"],
    ...["--ImageId.2", "m-second", "--ImageId.1", "m-first"],
  ]);
  const expected = { RegionId: "cn-hangzhou", MaxResults: "20", GpuCategory: "true" };
  assert.deepEqual(query, { ...expected, "ImageId.1": "m-first", "ImageId.2": "m-second" });
});

test("lists as JSON text, or by saying the name again", async () => {
  const expected = { RegionId: "cn-hangzhou", "ImageId.1": "m-a", "ImageId.2": "m-b" };
  assert.deepEqual(
    await queryOf(["DescribeImages", ...HANGZHOU, "--ImageId", '["m-a", "m-b"]']),
    expected,
  );
  assert.deepEqual(
    await queryOf(["DescribeImages", ...HANGZHOU, "--ImageId", "m-a", "--ImageId", "m-b"]),
    expected,
  );
});

test("--params from a file and from stdin; names on the command line win", async () => {
  const params = JSON.stringify({ RegionId: "cn-beijing", ImageId: ["m-a"], MaxResults: 5 });
  const path = join(HOME, "params.json");
  writeFileSync(path, params);
  const expected = { RegionId: "cn-hangzhou", "ImageId.1": "m-a", MaxResults: "5" };
  assert.deepEqual(await queryOf(["DescribeImages", "--params", path, ...HANGZHOU]), expected);
  assert.deepEqual(
    await queryOf(["DescribeImages", "--params", "-", ...HANGZHOU], { input: params }),
    expected,
  );
});

test("a value that is no object, no JSON or does not spell its type", async () => {
  for (const input of ["[]", "null", "{", ""]) {
    assert.equal(
      (await run(["validate", "CopyImage", "--params", "-"], { input })).status,
      2,
      input,
    );
  }
  const { status, stdout } = await run([
    "validate",
    "DescribeImages",
    ...HANGZHOU,
    "--MaxResults",
    "many",
  ]);
  assert.equal(status, 3);
  assert.match(stdout, /MaxResults .*\(type\)/);
});

test("no name reaches a prototype", async () => {
  const input = '{"RegionId": "cn-hangzhou", "__proto__": {"polluted": "yes"}}';
  const { status, stdout } = await run(
    ["validate", "DescribeRegions", "--params", "-", "--X.__proto__.polluted", "yes"],
    { input },
  );
  assert.equal(status, 3);
  assert.match(stdout, /error +__proto__ .*\(unknownParameter\)/);
});

test("validate prints issues on stdout: for people, as data, in Chinese", async () => {
  const args = [
    "validate",
    "CopyImage",
    ...HANGZHOU,
    "--DestinationImageName",
    "1st",
    "--Regionid",
    "x",
  ];
  const text = await run(args, { env: {} });
  assert.deepEqual([text.status, text.stderr], [3, ""]);
  assert.match(text.stdout, /^CopyImage: invalid$/m);
  assert.match(text.stdout, /^ {2}error +DestinationImageName +Must start with .*\(startsWith\)$/m);
  assert.match(text.stdout, /^ {2}warning +Regionid +.*Did you mean RegionId/m);
  const { status, stdout } = await run([...args, "--output", "json", "--locale", "zh"]);
  assert.equal(status, 3);
  const issue = JSON.parse(stdout).find(({ code }) => code === "startsWith");
  assert.deepEqual(issue.path, ["DestinationImageName"]);
  assert.match(issue.message, /[\u4e00-\u9fff]/);
  const valid = await run(["validate", "DescribeRegions", ...HANGZHOU], { env: {} });
  assert.deepEqual([valid.status, valid.stdout], [0, "DescribeRegions: valid\n"]);
});

test("a warning is told on stderr, and the call is made", async (t) => {
  const { there } = await startEmulator(t);
  const { status, stdout, stderr } = await run([
    "call",
    "DescribeImages",
    ...HANGZHOU,
    "--OsType",
    "Plan9",
    ...there,
  ]);
  assert.equal(status, 0);
  assert.match(stderr, /warning +OsType .*\(enum\)/);
  assert.ok(JSON.parse(stdout).Images);
});

test("--dry-run shows the request without token and signature, and sends nothing", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const text = await run([...COPY, ...there, "--dry-run", "--wait"]);
  assert.equal(text.status, 0);
  assert.match(
    text.stdout,
    new RegExp(`^POST ${emulator.url}/\\?DestinationDescription=This%20is%20a%20test\\.`),
  );
  assert.match(text.stdout, /^x-acs-action: CopyImage$/m);
  assert.match(text.stdout, /^x-acs-security-token: \*\*\*$/m);
  assert.match(text.stdout, /Credential=LTAIcliTestKey,.*Signature=\*\*\*$/m);
  assert.match(text.stderr, /nothing was sent/);
  const wait = await run([
    "wait",
    "--region-id",
    "cn-shenzhen",
    "--image-id",
    "m-1",
    ...there,
    "--dry-run",
  ]);
  assert.match(wait.stdout, /ImageId\.1=m-1/);
  const keyless = await run([...COPY, ...there, "--dry-run"], { env: {} });
  assert.equal(keyless.status, 0, keyless.stderr);
  assert.equal(emulator.requests().length, 0);
});

test("sign prints a request that the service takes; its trace shows no secret", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const args = ["sign", "DescribeRegions", ...HANGZHOU, ...there, "--trace"];
  const { url, method, headers, trace } = JSON.parse(
    (await run([...args, "--output", "json"])).stdout,
  );
  headers["x-acs-security-token"] = ACCOUNT.securityToken;
  delete headers.host;
  const response = await fetch(url, { method, headers });
  assert.equal(response.status, 200, await response.text());
  assert.match(trace.canonicalRequest, /^x-acs-security-token:\*\*\*$/m);
  const text = (await run(args)).stdout;
  for (const title of ["Canonical request", "String to sign"])
    assert.match(text, new RegExp(`^${title}$`, "m"));
  assert.match(text, /^ACS3-HMAC-SHA256$/m);
  assert.doesNotMatch((await run(args.slice(0, -1))).stdout, /String to sign/);
  assert.equal(emulator.requests().length, 1, "signing sends nothing");
  assert.equal((await run(args, { env: {} })).status, 4);
});
