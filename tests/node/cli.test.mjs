// The command `ecd` as a shell sees it: exit statuses, what goes to stdout and what to stderr.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COPY, CREDENTIALS, HOME, copyWith, run, startEmulator } from "./cli_support.mjs";

const REGIONS = ["call", "DescribeRegions", "--RegionId", "cn-hangzhou"];

test("a call prints the answer on stdout and nothing else", async (t) => {
  const { there } = await startEmulator(t);
  const { status, stdout, stderr } = await run([...REGIONS, ...there]);
  assert.equal(status, 0);
  assert.equal(stderr, "");
  const { Regions, RequestId } = JSON.parse(stdout);
  assert.ok(Regions.some(({ RegionId }) => RegionId === "cn-shenzhen"));
  assert.ok(RequestId);
});

test("0: copy-image starts a copy and names the new image", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const { status, stdout } = await run([...COPY, ...there]);
  assert.equal(status, 0);
  const { ImageId } = JSON.parse(stdout);
  assert.equal(emulator.images("cn-shenzhen")[0].ImageId, ImageId);
});

test("1: a refusal shows code, message, request and where to read on", async (t) => {
  const { there } = await startEmulator(t);
  const { status, stdout, stderr } = await run([...copyWith("--image-id", "m-nothere"), ...there]);
  assert.equal(status, 1);
  assert.equal(stdout, "");
  const lines = stderr.trimEnd().split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^ecd: InvalidImageId\.NotFound: CopyImage: /);
  assert.match(lines[1], /HTTP 404 · request [\w-]+ · https:\/\//);
});

test("1: nobody listens", async () => {
  const { status, stderr } = await run([...REGIONS, "--endpoint", "http://127.0.0.1:2"]);
  assert.equal(status, 1);
  assert.match(stderr, /ECONNREFUSED/);
});

test("1: an image that could not be made", async (t) => {
  const images = [{ ImageId: "m-broken", Status: "CreateFailed" }];
  const { there } = await startEmulator(t, { images });
  const wait = await run([
    "wait",
    "--region-id",
    "cn-hangzhou",
    "--image-id",
    "m-broken",
    ...there,
  ]);
  assert.equal(wait.status, 1);
  assert.match(wait.stderr, /ImageFailed/);
  assert.doesNotMatch(wait.stderr, /ecd wait/, "there is nothing to go on waiting for");
});

test("2: wrong command lines, with what was probably meant", { concurrency: 4 }, async (t) => {
  const cases = [
    [["copyimage"], /there is no command copyimage; did you mean copy-image\?/],
    [["copy-image", "--imageid", "m-1"], /unknown flag --imageid; did you mean --image-id\?/],
    [["copy-image", "--all-pages"], /unknown flag --all-pages/],
    [[...COPY, "--query", "Images["], /--query: .*EOF/],
    [[...REGIONS, "--all-pages"], /DescribeRegions answers all at once/],
    [["describe", "DescribeRegions", "--policy"], /DescribeRegions needs no permission/],
    [["describe", "--policy"], /--policy needs an operation/],
    [["describe", "Imagse"], /there is no operation Imagse/],
    [["copy-image", "--wait=yes"], /--wait takes no value/],
    [["copy-image", "now"], /unexpected argument now/],
    [["wait", "--region-id"], /--region-id needs a value/],
    [["wait", "--region-id", "cn-hangzhou"], /--region-id and --image-id are needed/],
    [["call"], /usage: ecd call OPERATION/],
    [["call", "copyImage"], /there is no operation copyImage; did you mean CopyImage\?/],
    [["call", "DescribeImages", "--region-id", "x"], /did you mean --RegionId\?/],
    [["call", "DescribeImages", "--RegionId"], /--RegionId needs a value/],
    [["call", "DescribeImages", "--RegionId", "a", "--RegionId", "b"], /--RegionId is given twice/],
    [["call", "DescribeImages", "--ImageId", "[1,"], /ImageId: this is not JSON text/],
    [["call", "DescribeImages", "--params", "/nowhere.json"], /cannot read .*ENOENT/],
    [[...COPY, "--output", "xml"], /--output is one of: json, table, ndjson/],
    [[...COPY, "--timeout", "soon"], /--timeout must be a number/],
    [[...REGIONS, "--endpoint", "http://example.com"], /InvalidEndpoint/],
    [["emulator", "--port", "65536"], /--port must be a number/],
    [["--versio"], /did you mean --version\?/],
    [["help", "cal"], /did you mean call\?/],
  ];
  const checks = cases.map(([args, message]) =>
    t.test(`ecd ${args.join(" ")}`, async () => {
      // The port is closed: should the command line pass, no request leaves this machine.
      const endpoint = args.includes("--endpoint") ? [] : ["--endpoint", "http://127.0.0.1:2"];
      const { status, stdout, stderr } = await run([...args, ...endpoint]);
      assert.equal(status, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.match(stderr, /^ecd: /);
    }),
  );
  await Promise.all(checks);
});

test("2: nothing at all prints the help on stderr", async () => {
  const { status, stdout, stderr } = await run([]);
  assert.equal(status, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /copy-image/);
});

test("0: help and version", async () => {
  for (const args of [["help"], ["--help"], ["-h"]]) {
    const { status, stdout, stderr } = await run(args);
    assert.deepEqual([status, stderr], [0, ""]);
    for (const text of ["copy-image", "--endpoint URL", "130", "ALIBABA_CLOUD_ACCESS_KEY_ID"]) {
      assert.ok(stdout.includes(text), text);
    }
  }
  for (const args of [
    ["help", "copy-image"],
    ["copy-image", "--help"],
    ["copy-image", "-h"],
  ]) {
    const { status, stdout } = await run(args);
    assert.equal(status, 0);
    assert.match(stdout, /--destination-image-name NAME/);
  }
  assert.match((await run(["--version"])).stdout, /^ecd-wasm \d+\.\d+\.\d+\n$/);
});

test("3: all issues on stderr, nothing sent, no credentials needed to learn of them", async (t) => {
  const { emulator, there } = await startEmulator(t);
  const wrong = copyWith("--destination-image-name", "1").filter(
    (word) => word !== "--destination-description",
  );
  const args = wrong.filter((word) => word !== "This is a test.");
  const { status, stdout, stderr } = await run([...args, ...there], { env: {} });
  assert.equal(status, 3);
  assert.equal(stdout, "");
  assert.match(stderr, /3 rules are broken, nothing was sent/);
  assert.match(stderr, /DestinationImageName .*\(minLength\)/);
  assert.match(stderr, /DestinationImageName .*\(startsWith\)/);
  assert.match(stderr, /DestinationDescription .*\(required\)/);
  assert.equal(emulator.requests().length, 0);
});

test("4: no credentials, half of them, or an unusable profile", async (t) => {
  const { emulator, there } = await startEmulator(t);
  mkdirSync(join(HOME, ".aliyun"), { recursive: true });
  const profiles = [
    { name: "role", mode: "RamRoleArn", access_key_id: "id", access_key_secret: "x" },
    { name: "browser", mode: "OAuth" },
    { name: "failing", mode: "External", process_command: "false" },
    { name: "empty", mode: "AK" },
    { name: "tokenless", mode: "StsToken", access_key_id: "id", access_key_secret: "x" },
  ];
  writeFileSync(join(HOME, ".aliyun/config.json"), JSON.stringify({ profiles }));
  const { ALIBABA_CLOUD_ACCESS_KEY_ID: id } = CREDENTIALS;
  const cases = [
    [[], {}, /no credentials found. Tried: ALIBABA_CLOUD_ACCESS_KEY_ID .*config\.json.*METADATA/],
    [[], { ALIBABA_CLOUD_ACCESS_KEY_ID: id }, /ALIBABA_CLOUD_ACCESS_KEY_SECRET is not/],
    [["--profile", "role"], CREDENTIALS, /profile role of .*config\.json: ram_role_arn is missing/],
    [["--profile", "empty"], CREDENTIALS, /access_key_id is missing/],
    [["--profile", "tokenless"], CREDENTIALS, /sts_token is missing/],
    [["--profile", "browser"], CREDENTIALS, /mode OAuth signs in with a browser/],
    [["--profile", "failing"], CREDENTIALS, /process_command ended with status 1/],
    [["--profile", "none"], CREDENTIALS, /profile none of .*no such profile/],
  ];
  for (const [flags, env, message] of cases) {
    const { status, stdout, stderr } = await run([...REGIONS, ...there, ...flags], { env });
    assert.deepEqual([status, stdout], [4, ""], stderr);
    assert.match(stderr, message);
  }
  assert.equal(emulator.requests().length, 0);
});

test("a profile's keys are used before those of the environment", async (t) => {
  const { there } = await startEmulator(t);
  mkdirSync(join(HOME, ".aliyun"), { recursive: true });
  const profile = {
    name: "work",
    mode: "StsToken",
    access_key_id: CREDENTIALS.ALIBABA_CLOUD_ACCESS_KEY_ID,
    access_key_secret: CREDENTIALS.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    sts_token: CREDENTIALS.ALIBABA_CLOUD_SECURITY_TOKEN,
  };
  writeFileSync(join(HOME, ".aliyun/config.json"), JSON.stringify({ profiles: [profile] }));
  const env = { ...CREDENTIALS, ALIBABA_CLOUD_ACCESS_KEY_ID: "other" };
  assert.equal((await run([...REGIONS, ...there], { env })).status, 1);
  assert.equal((await run([...REGIONS, ...there, "--profile", "work"], { env })).status, 0);
});

test("5: an unclear outcome is explained, with the commands to find out", async (t) => {
  const { emulator, there } = await startEmulator(t);
  emulator.faults.add({ operation: "CopyImage", reset: "before", times: 1 });
  const { status, stdout, stderr } = await run([...COPY, ...there, "--wait", "--reconcile", "0.1"]);
  assert.deepEqual([status, stdout], [5, ""], stderr);
  assert.match(stderr, /may have been made/);
  const look = /ecd (call DescribeImages .*)/.exec(stderr)[1].split(" ");
  const { Images } = JSON.parse((await run(look)).stdout);
  assert.deepEqual(Images, [], "the printed command works");
  assert.ok(stderr.includes(`ecd wait --state - --endpoint ${emulator.url}`));
});

test("5: a call that is not answered in time", async (t) => {
  const { emulator, there } = await startEmulator(t);
  emulator.faults.add({ operation: "DescribeRegions", delayMs: 60_000 });
  const { status, stderr } = await run([...REGIONS, ...there, "--timeout", "0.3"]);
  assert.equal(status, 5);
  assert.match(stderr, /Timeout/);
  assert.match(stderr, /Nothing was changed/);
});

test("without --endpoint the service is meant, never an emulator", async () => {
  const { stdout } = await run([...COPY, "--dry-run", "--output", "json"]);
  assert.equal(new URL(JSON.parse(stdout).url).origin, "https://ecd.cn-hangzhou.aliyuncs.com");
});
