// Who may call, what and how often: temporary keys, denied actions, limits, further hosts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE, call } from "../support/emulator_calls.mjs";

const NOW = new Date("2026-01-05T08:00:00Z");
const READ = { RegionId: "cn-hangzhou" };
const STS = {
  accessKeyId: "STS.temporary",
  accessKeySecret: "temporary-secret",
  securityToken: "token",
};

const start = (options) => createEmulator({ port: false, now: () => NOW, ...options });
const codeOf = async (answer) => (await answer).body.Code;

for (const expiresAt of ["2026-01-05T08:01:00Z", new Date("2026-01-05T08:01:00Z")]) {
  test(`a token expires on the emulator's clock: ${typeof expiresAt}`, async () => {
    const emulator = await start({ accounts: [{ ...STS, expiresAt }] });
    const read = () => call(emulator, "DescribeImages", READ, { account: STS });
    emulator.clock.advance(59_999);
    assert.equal((await read()).status, 200);
    emulator.clock.advance(1);
    const { status, body } = await read();
    assert.deepEqual([status, body.Code], [400, "InvalidSecurityToken.Expired"]);
  });
}

test("another token is told as such, expired or not", async () => {
  const emulator = await start({ accounts: [{ ...STS, expiresAt: "2020-01-01T00:00:00Z" }] });
  const account = { ...STS, securityToken: "another" };
  const code = await codeOf(call(emulator, "DescribeImages", READ, { account }));
  assert.equal(code, "InvalidSecurityToken.MismatchWithAccessKey");
});

test("a denied action is refused with what RAM says of it, and does nothing", async () => {
  const emulator = await start({ accounts: [{ ...ACCOUNT, deny: ["ecd:CopyImage"] }] });
  const { status, body } = await call(emulator, "CopyImage", PAGE_EXAMPLE);
  assert.deepEqual([status, body.Code], [403, "Forbidden.RAM"]);
  assert.deepEqual(body.AccessDeniedDetail, {
    AuthAction: "ecd:CopyImage",
    AuthPrincipalType: "SubUser",
    AuthPrincipalDisplayName: ACCOUNT.accessKeyId,
    NoPermissionType: "ExplicitDeny",
    PolicyType: "AccountLevelIdentityBasedPolicy",
  });
  assert.deepEqual(emulator.images("cn-shenzhen"), []);
  assert.equal((await call(emulator, "DescribeImages", READ)).status, 200);
});

test("the client sees which permission is missing", async () => {
  const emulator = await start({ accounts: [{ ...STS, deny: ["ecd:Copy*"] }], now: undefined });
  const client = new EcdClient({ credentials: STS, fetch: emulator.fetch });
  await assert.rejects(client.copyImage(PAGE_EXAMPLE), (error) => {
    assert.deepEqual([error.code, error.outcome], ["Forbidden.RAM", "refused"]);
    assert.equal(error.accessDeniedDetail.AuthAction, "ecd:CopyImage");
    assert.equal(error.accessDeniedDetail.AuthPrincipalType, "AssumedRoleUser");
    return true;
  });
});

test("denies are those of the account, by name or by beginning; some operations need no permission", async () => {
  const other = { accessKeyId: "other", accessKeySecret: "other-secret" };
  const accounts = [
    { ...ACCOUNT, deny: ["ecd:Describe*"] },
    { ...other, deny: ["ecs:*"] },
  ];
  const emulator = await start({ accounts });
  assert.equal(await codeOf(call(emulator, "DescribeImages", READ)), "Forbidden.RAM");
  assert.equal((await call(emulator, "DescribeRegions", READ)).status, 200);
  assert.equal((await call(emulator, "CopyImage", PAGE_EXAMPLE)).status, 200);
  assert.equal((await call(emulator, "DescribeImages", READ, { account: other })).status, 200);
  const all = await start({ accounts: [{ ...ACCOUNT, deny: ["*"] }] });
  assert.equal(await codeOf(call(all, "CopyImage", PAGE_EXAMPLE)), "Forbidden.RAM");
});

test("calls over a limit are throttled until the period is over", async () => {
  const other = { accessKeyId: "other", accessKeySecret: "other-secret" };
  const limits = [{ calls: 2, periodMs: 1500 }];
  const emulator = await start({ accounts: [ACCOUNT, other], limits });
  const read = (account = ACCOUNT) => call(emulator, "DescribeImages", READ, { account });
  assert.equal((await read()).status, 200);
  emulator.clock.advance(500);
  assert.equal((await read()).status, 200);
  const throttled = await read();
  assert.deepEqual([throttled.status, throttled.body.Code], [400, "Throttling.User"]);
  assert.equal(throttled.headers.get("x-acs-retry-after"), "1000");
  assert.equal((await read(other)).status, 200);
  emulator.clock.advance(999);
  assert.equal((await read()).headers.get("x-acs-retry-after"), "1");
  emulator.clock.advance(1);
  assert.equal((await read()).status, 200);
});

test("a limit of one operation leaves the others alone", async () => {
  const emulator = await start({ limits: [{ operation: "CopyImage", calls: 1 }, { calls: 3 }] });
  assert.equal((await call(emulator, "CopyImage", PAGE_EXAMPLE)).status, 200);
  assert.equal(await codeOf(call(emulator, "CopyImage", PAGE_EXAMPLE)), "Throttling.User");
  assert.equal(emulator.images("cn-shenzhen").length, 1);
  // The refused call did not count.
  assert.equal((await call(emulator, "DescribeImages", READ)).status, 200);
  assert.equal((await call(emulator, "DescribeRegions", READ)).status, 200);
  assert.equal(await codeOf(call(emulator, "DescribeRegions", READ)), "Throttling.User");
});

test("a throttled call does not count, and only signed ones do", async () => {
  const emulator = await start({ limits: [{ calls: 1 }] });
  const account = { ...ACCOUNT, accessKeySecret: "wrong" };
  const forged = call(emulator, "DescribeImages", READ, { account });
  assert.equal(await codeOf(forged), "SignatureDoesNotMatch");
  assert.equal((await call(emulator, "DescribeImages", READ)).status, 200);
});

test("the image quota counts custom images of the region, those in the making too", async () => {
  const emulator = await start({ imageQuota: 1 });
  const { ImageId } = (await call(emulator, "CopyImage", PAGE_EXAMPLE)).body;
  const { status, body } = await call(emulator, "CopyImage", PAGE_EXAMPLE);
  assert.deepEqual([status, body.Code], [403, "QuotaExceed.Image"]);
  const elsewhere = { ...PAGE_EXAMPLE, DestinationRegionId: "cn-beijing" };
  assert.equal((await call(emulator, "CopyImage", elsewhere)).status, 200);
  await call(emulator, "CancelCopyImage", { RegionId: "cn-shenzhen", ImageId });
  assert.equal((await call(emulator, "CopyImage", PAGE_EXAMPLE)).status, 200);
});

test("system images do not count to the quota", async () => {
  const images = [
    { ImageId: "m-1" },
    { ImageId: "system", ImageType: "SYSTEM", RegionId: "cn-shenzhen" },
  ];
  const emulator = await start({ images, imageQuota: 1 });
  const copy = { ...PAGE_EXAMPLE, ImageId: "m-1" };
  assert.equal((await call(emulator, "CopyImage", copy)).status, 200);
});

test("further hosts are served when they are named", async () => {
  const emulator = await start({ allowedHosts: ["Emulator.Test", "::1"] });
  for (const endpoint of ["http://emulator.test:8080", "http://[::1]"]) {
    assert.equal((await call(emulator, "DescribeImages", READ, { endpoint })).status, 200);
  }
  const endpoint = "http://other.test";
  assert.equal(await codeOf(call(emulator, "DescribeImages", READ, { endpoint })), "InvalidHost");
});
