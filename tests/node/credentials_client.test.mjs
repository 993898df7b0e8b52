// What clients make of providers whose keys end, or which fail in passing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { defaultChain, fromAssumeRole, fromUri } from "ecd-wasm/credentials";
import { createEmulator } from "ecd-wasm/emulator";
import {
  FIRST,
  LONG_TERM,
  METADATA,
  ROLE_ARN,
  ROLES,
  surroundings,
  temporary,
} from "../support/credentials_cloud.mjs";
import { PAGE_EXAMPLE } from "../support/emulator_calls.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";

test("a long wait outlives its token", async (t) => {
  const start = Date.parse("2026-01-05T08:00:00Z");
  const at = (minutes) => new Date(start + minutes * 60_000).toISOString();
  const keys = [1, 2, 3, 4, 5].map((n) => temporary(n, at(60 * n)));
  const accounts = keys.map(({ AccessKeyId, AccessKeySecret, SecurityToken, Expiration }) => ({
    ...{ accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken },
    expiresAt: Expiration,
  }));
  const copyDurationMs = 3 * 3600_000;
  const wait = async (provider, emulator) => {
    const client = new EcdClient({ credentials: provider, fetch: emulator.fetch });
    const onProgress = () => void emulator.clock.advance(15 * 60_000);
    return client.copyImageAndWait(PAGE_EXAMPLE, { pollMs: 1, onProgress });
  };
  const startEmulator = async () => {
    const emulator = await createEmulator({
      port: false,
      accounts,
      copyDurationMs,
      now: () => new Date(start),
    });
    t.after(() => emulator.close());
    return emulator;
  };

  const emulator = await startEmulator();
  let n = 0;
  const uri = fakeFetch(() => ({ body: keys[n++] }));
  const provider = fromUri("http://localhost/", { fetch: uri, now: () => emulator.clock.now() });
  const image = await wait(provider, emulator);
  assert.equal(image.Status, "Available");
  assert.equal(n, 4, "after 45 minutes of each hour");
  const codes = new Set(emulator.requests().map(({ code }) => code));
  assert.ok(!codes.has("InvalidSecurityToken.Expired"), [...codes].join());

  // With the first keys alone it would not end well.
  const other = await startEmulator();
  await assert.rejects(
    wait(async () => accounts[0], other),
    { code: "InvalidSecurityToken.Expired" },
  );
});

test("a client tries again when STS fails in passing, and not when nobody is found", async (t) => {
  const { clock, options } = await surroundings(t);
  const emulator = await createEmulator({ port: false, accounts: [FIRST] });
  t.after(() => emulator.close());
  const passing = fakeFetch(
    { status: 503 },
    { body: { Credentials: temporary(1, clock.after(60)) } },
  );
  const credentials = fromAssumeRole({
    credentials: LONG_TERM,
    roleArn: ROLE_ARN,
    fetch: passing,
    now: clock.now,
  });
  const client = new EcdClient({ credentials, regionId: "cn-hangzhou", fetch: emulator.fetch });
  assert.ok((await client.call("DescribeRegions", {})).Regions.length > 0);
  assert.equal(passing.calls.length, 2);

  const nobody = fakeFetch(new Error("nobody"));
  const chain = defaultChain({ ...options, fetch: nobody });
  const other = new EcdClient({
    credentials: chain,
    regionId: "cn-hangzhou",
    fetch: emulator.fetch,
  });
  await assert.rejects(other.call("DescribeRegions", {}), {
    code: "NoCredentials",
    outcome: "not-sent",
    attempts: 0,
  });
  assert.deepEqual(
    nobody.calls.map(({ url }) => url),
    [`${METADATA}/api/token`, ROLES],
  );
});
