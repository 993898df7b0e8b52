// Credentials that a program prints: how its command line is taken apart, what ends it, and that nothing it
// writes is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromProfile } from "ecd-wasm/credentials";
import official from "@alicloud/credentials/dist/src/utils/command.js";
import { homeWith, LONG_TERM, plain, startClock } from "../support/credentials_cloud.mjs";

const { accessKeyId: access_key_id, accessKeySecret: access_key_secret } = LONG_TERM;
const KEYS = { mode: "AK", access_key_id, access_key_secret };
const env = { PATH: process.env.PATH };

/** A home with one profile, which runs a command. */
const homeRunning = (t, process_command) =>
  homeWith(t, {
    ".aliyun/config.json": { profiles: [{ name: "a", mode: "External", process_command }] },
  }).home;

test("words as the official package takes them, and nothing of a shell", async (t) => {
  const { home, write } = homeWith(t, {
    "tool.mjs": `import { writeFileSync } from "node:fs";
      writeFileSync(process.argv[2], JSON.stringify(process.argv.slice(3)));
      console.log(${JSON.stringify(JSON.stringify(KEYS))});`,
  });
  const out = `${home}/words.json`;
  for (const line of [
    "plain words",
    "  more \t space \n here ",
    `"in double" 'in single' mi"x e"d' up'`,
    `"" '' end`,
    String.raw`\" \' \\ a\ b "a\"b" "a\\b" "a\nb" 'a\b' "\$\`" \n`,
    "line\\\njoined \"also\\\nhere\" 'not\\\nhere'",
    "$HOME `id` $(id) a;b a|b a&b >x * ? ~ {a,b} # c",
    "Zürich 深圳 \u{1F600}",
  ]) {
    const command = `${process.execPath} ${home}/tool.mjs ${out} ${line}`;
    write(".aliyun/config.json", {
      profiles: [{ name: "a", mode: "External", process_command: command }],
    });
    const key = await fromProfile("a", { home, env })();
    assert.deepEqual(plain(key), LONG_TERM);
    const [, , , ...expected] = official.splitProcessCommand(command, false);
    assert.deepEqual(JSON.parse(readFileSync(out, "utf8")), expected, line);
  }
});

test("is asked anew for keys without an expiration, and kept until then for others", async (t) => {
  const clock = startClock();
  const { home, write } = homeWith(t, { count: "" });
  const program = (extra) => {
    write("keys.json", { ...KEYS, mode: "StsToken", sts_token: "T", ...extra });
    const process_command = `sh -c 'echo >> ${home}/count; cat ${home}/keys.json'`;
    write(".aliyun/config.json", { profiles: [{ name: "a", mode: "External", process_command }] });
  };
  const runs = () => readFileSync(`${home}/count`, "utf8").length;
  const provider = fromProfile("a", { home, env, now: clock.now });
  program({});
  assert.deepEqual(plain(await provider()), { ...LONG_TERM, securityToken: "T" });
  await provider();
  assert.equal(runs(), 2);
  program({ expiration: "2026-01-05T17:00:00+08:00" });
  const { expiration } = await provider();
  assert.deepEqual(expiration, new Date("2026-01-05T09:00:00Z"));
  clock.advance(44);
  await provider();
  assert.equal(runs(), 3);
  program({ expiration: "2026-01-05T12:00:00Z" });
  clock.advance(2);
  await provider();
  assert.equal(runs(), 4);
});

test("fails without telling what the program wrote", async (t) => {
  const secret = `echo ${access_key_secret}; echo ${access_key_secret} >&2;`;
  for (const [command, message] of [
    [`sh -c '${secret} exit 3'`, /ended with status 3$/],
    [`sh -c '${secret} kill -9 $$'`, /was ended by a signal$/],
    ["no-such-program-anywhere", /cannot be run \(ENOENT\)$/],
    ["/etc/passwd", /cannot be run \(EACCES\)$/],
    [`sh -c '${secret}'`, /printed no JSON object$/],
    [`echo '[]'`, /printed no JSON object$/],
    [`echo '{"access_key_id": 5}'`, /printed no access_key_id$/],
    [`echo '{"access_key_id": "x"}'`, /printed no access_key_secret$/],
    [`echo '${JSON.stringify({ ...KEYS, mode: "StsToken" })}'`, /printed no sts_token$/],
    [`echo '${JSON.stringify({ ...KEYS, expiration: "soon" })}'`, /Expiration is no date$/],
    [`sh -c 'yes ${access_key_secret}'`, /wrote more than 65536 bytes$/],
    [`sh -c 'yes ${access_key_secret} >&2'`, /wrote more than 65536 bytes$/],
    [`echo a\0b`, /cannot be run \(ERR_INVALID_ARG_VALUE\)$/],
  ]) {
    const home = homeRunning(t, command);
    const [{ reason }] = await Promise.allSettled([fromProfile("a", { home, env })()]);
    assert.equal(reason?.code, "CredentialsFailed", command);
    assert.match(reason.message, message);
    assert.match(reason.message, /^profile a of .*config\.json: process_command/);
    for (const text of [reason.message, reason.stack, JSON.stringify(reason)])
      assert.ok(!text.includes(access_key_secret));
  }
});

test("reads no input, so that it does not wait for some", async (t) => {
  const process_command = `sh -c 'cat; echo ${JSON.stringify(JSON.stringify(KEYS)).replaceAll("'", "")}'`;
  const home = homeRunning(t, process_command);
  assert.deepEqual(plain(await fromProfile("a", { home, env })()), LONG_TERM);
});

test("is ended when it takes too long", async (t) => {
  const started = performance.now();
  for (const command of ["sleep 15", "sh -c 'sleep 15 & wait'"]) {
    const provider = fromProfile("a", {
      home: homeRunning(t, command),
      env,
      processTimeoutMs: 200,
    });
    const [{ reason }] = await Promise.allSettled([provider()]);
    assert.equal(reason?.code, "CredentialsFailed");
    assert.match(reason.message, /process_command did not end within 200 ms$/);
  }
  assert.ok(performance.now() - started < 15_000);
  assert.throws(() => fromProfile("a", { processTimeoutMs: "1" }), { code: "InvalidOption" });
});
