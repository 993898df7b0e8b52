// Where the command takes its credentials from: a named profile of any mode, or else what is found, with
// variables before files.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { homeWith } from "../support/credentials_cloud.mjs";
import { serveHttp } from "../support/faulty_server.mjs";
import { ACCOUNT, COPY, copyWith, CREDENTIALS, run, startEmulator } from "./cli_support.mjs";

const { accessKeyId, accessKeySecret, securityToken } = ACCOUNT;
const TEMPORARY = {
  access_key_id: accessKeyId,
  access_key_secret: accessKeySecret,
  sts_token: securityToken,
};
const WRONG = { access_key_id: "LTAIwrong", access_key_secret: "wrong" };
const REGIONS = ["call", "DescribeRegions", "--RegionId", "cn-hangzhou"];

const print = (keys) => `echo '${JSON.stringify(keys)}'`;

/** A home with profiles of all modes that ask nobody else. */
const homeOf = (t, uri) =>
  homeWith(t, {
    ".aliyun/config.json": {
      current: "wrong",
      profiles: [
        { name: "wrong", mode: "AK", ...WRONG },
        { name: "token", mode: "StsToken", ...TEMPORARY },
        { name: "program", mode: "External", process_command: print(TEMPORARY) },
        { name: "uri", mode: "CredentialsURI", credentials_uri: uri },
        {
          ...{ name: "role", mode: "RamRoleArn", ...WRONG, ram_role_arn: "acs:ram::1:role/x" },
          sts_endpoint: "localhost:1",
        },
      ],
    },
    ".alibabacloud/credentials": `[default]\ntype = sts\naccess_key_id = ${accessKeyId}\naccess_key_secret = ${accessKeySecret}\nsecurity_token = ${securityToken}\n`,
  });

test("--profile takes profiles of every mode", async (t) => {
  const { there } = await startEmulator(t);
  const keys = {
    ...{ Code: "Success", AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret },
    ...{ SecurityToken: securityToken, Expiration: "2126-01-05T08:00:00Z" },
  };
  const { url } = await serveHttp(t, (response) => response.end(JSON.stringify(keys)));
  const { home } = homeOf(t, url);
  const at = (...flags) => run([...REGIONS, ...there, ...flags], { env: { HOME: home } });
  for (const profile of ["token", "program", "uri"]) {
    const { status, stderr } = await at("--profile", profile);
    assert.deepEqual([status, stderr], [0, ""], profile);
  }
  const refused = await at("--profile", "wrong");
  assert.deepEqual([refused.status, refused.stdout], [1, ""]);
  const failed = await at("--profile", "role");
  assert.equal(failed.status, 4);
  assert.match(failed.stderr, /CredentialsFailed: profile role of .*: AssumeRole: no answer/);
});

test("without it: variables, then the current profile, then the ini file", async (t) => {
  const { there } = await startEmulator(t);
  const { home } = homeOf(t, "");
  const found = async (env) => {
    const { status, stderr } = await run([...REGIONS, ...there], { env: { HOME: home, ...env } });
    return status === 0 ? "right" : /InvalidAccessKeyId/.test(stderr) ? "wrong" : stderr;
  };
  assert.equal(await found(CREDENTIALS), "right");
  assert.equal(await found({ ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAIhalf" }), "wrong");
  assert.equal(await found({}), "wrong");
  assert.equal(await found({ ALIBABA_CLOUD_PROFILE: "program" }), "right");
  assert.equal(await found({ ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" }), "right");
});

test("--dry-run asks nobody for keys", async (t) => {
  const { home } = homeOf(t, "http://127.0.0.1:1/");
  for (const profile of ["role", "uri"]) {
    const args = [...COPY, "--dry-run", "--profile", profile];
    const { status, stdout, stderr } = await run(args, { env: { HOME: home } });
    assert.deepEqual([status, stderr], [0, "nothing was sent\n"]);
    assert.match(stdout, /YOUR-ACCESS-KEY-ID/);
  }
  const known = await run([...COPY, "--dry-run", "--profile", "token"], { env: { HOME: home } });
  assert.match(known.stdout, new RegExp(accessKeyId));
});

test("an invalid call is refused before a program is run for its keys", async (t) => {
  const { home, write } = homeWith(t);
  const profiles = [{ name: "a", mode: "External", process_command: `touch ${home}/was-run` }];
  write(".aliyun/config.json", { profiles });
  const invalid = copyWith("--destination-image-name", "1");
  const { status } = await run([...invalid, "--profile", "a"], { env: { HOME: home } });
  assert.deepEqual([status, existsSync(`${home}/was-run`)], [3, false]);
  assert.equal((await run([...COPY, "--profile", "a"], { env: { HOME: home } })).status, 4);
  assert.equal(existsSync(`${home}/was-run`), true);
});

test("--timeout is for the wait for keys too", async (t) => {
  const { there } = await startEmulator(t);
  const profiles = [{ name: "slow", mode: "External", process_command: "sleep 3" }];
  const { home } = homeWith(t, { ".aliyun/config.json": { profiles } });
  const args = [...REGIONS, ...there, "--profile", "slow", "--timeout", "0.2"];
  const { status, stderr } = await run(args, { env: { HOME: home } });
  assert.equal(status, 5, stderr);
  assert.match(stderr, /getting the credentials: the deadline has passed/);
});
