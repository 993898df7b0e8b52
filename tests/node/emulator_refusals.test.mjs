// What the emulator refuses, with the service's codes and envelope.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { randomBy } from "../support/chaos.mjs";
import { ACCOUNT, PAGE_EXAMPLE, call, send, sign } from "../support/emulator_calls.mjs";
import { texts } from "../support/independent_signer.mjs";

const NOW = new Date("2026-01-05T08:00:00Z");
const READ = { RegionId: "cn-hangzhou" };
const secondsFromNow = (seconds) => new Date(NOW.getTime() + seconds * 1000);

let emulator;
beforeEach(async () => {
  emulator = await createEmulator({ port: false, now: () => NOW });
});

function assertRefused({ status, body }, expectedStatus, code) {
  assert.equal(body.Code, code, body.Message);
  assert.equal(status, expectedStatus);
}

test("a refusal has the service's envelope", async () => {
  const { headers, body } = await call(emulator, "CopyImage", { ...PAGE_EXAMPLE, ImageId: "m-x" });
  assert.deepEqual(Object.keys(body), ["RequestId", "HostId", "Code", "Message", "Recommend"]);
  assert.equal(headers.get("x-acs-request-id"), body.RequestId);
  assert.equal(body.HostId, "127.0.0.1");
  const recommend = new URL(body.Recommend);
  assert.equal(recommend.searchParams.get("q"), "InvalidImageId.NotFound");
  assert.equal(recommend.searchParams.get("requestId"), body.RequestId);
});

test("an unknown access key and a wrong secret", async () => {
  const stranger = { ...ACCOUNT, accessKeyId: "stranger" };
  const unknown = await call(emulator, "DescribeImages", READ, { account: stranger });
  assertRefused(unknown, unknown.status, "InvalidAccessKeyId.NotFound");
  assert.ok([400, 404].includes(unknown.status));
  const account = { ...ACCOUNT, accessKeySecret: "wrong" };
  const forged = await call(emulator, "DescribeImages", READ, { account });
  assertRefused(forged, forged.status, "SignatureDoesNotMatch");
  assert.ok([400, 403].includes(forged.status));
});

test("a refused signature shows the text that should have been signed", async () => {
  const request = sign("CopyImage", PAGE_EXAMPLE, { date: NOW, form: true });
  const sent = { ...request, url: `${request.url}?b=2&a=1` };
  const { body } = await send(emulator, sent);
  assertRefused({ status: 400, body }, 400, "SignatureDoesNotMatch");
  assert.equal(body.CanonicalRequest, texts(sent, "").canonicalRequest);
  assert.match(body.CanonicalRequest, /^POST\n\/\na=1&b=2\n/);
  const hash = createHash("sha256").update(body.CanonicalRequest).digest("hex");
  assert.ok(body.Message.endsWith(`server string to sign is:ACS3-HMAC-SHA256\n${hash}`));
});

test("a changed byte anywhere breaks the signature", async () => {
  const good = () => sign("CopyImage", PAGE_EXAMPLE, { date: NOW, form: true });
  const changes = {
    method: (request) => ({ ...request, method: "GET", body: null }),
    query: (request) => ({ ...request, url: `${request.url}?a=b` }),
    body: (request) => ({ ...request, body: request.body.replace("Shanghai", "Shenzhen") }),
    date: (request) => withHeader(request, "x-acs-date", "2026-01-05T08:00:01Z"),
    action: (request) => withHeader(request, "x-acs-action", "DescribeImages"),
    addition: (request) => withHeader(request, "x-acs-extra", "unsigned"),
    nonce: (request) => withHeader(request, "x-acs-signature-nonce", "0".repeat(32)),
    host: (request) => ({ ...request, url: request.url.replace("127.0.0.1", "localhost") }),
    "content-type": (request) => withHeader(request, "content-type", "text/plain"),
  };
  for (const [what, change] of Object.entries(changes)) {
    const { status, body } = await send(emulator, change(good()));
    assert.ok(status >= 400 && status < 500, what);
    assert.match(body.Code, /Signature|Unsigned|Content/i, `${what}: ${body.Code} ${body.Message}`);
  }
  assert.deepEqual(emulator.images("cn-shenzhen"), []);
  assert.equal((await send(emulator, good())).status, 200);
});

function withHeader(request, name, value) {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

test("an unsigned request", async () => {
  const { authorization, ...headers } = sign("DescribeImages", READ, { date: NOW }).headers;
  const { status, body } = await send(emulator, {
    url: "http://127.0.0.1/?RegionId=cn-hangzhou",
    method: "POST",
    headers,
  });
  assert.ok(status >= 400 && status < 500);
  assert.equal(typeof body.Code, "string");
  assert.equal("Images" in body, false);
});

test("the date may be 900 s off either way, not 901", async () => {
  for (const seconds of [-900, 900]) {
    const { status } = await call(emulator, "DescribeImages", READ, {
      date: secondsFromNow(seconds),
    });
    assert.equal(status, 200, String(seconds));
  }
  for (const seconds of [-901, 901]) {
    const answer = await call(emulator, "DescribeImages", READ, { date: secondsFromNow(seconds) });
    assertRefused(answer, 400, "InvalidTimeStamp.Expired");
  }
});

test("a nonce is used once within 31 minutes of emulator time", async () => {
  const withNonce = (account = ACCOUNT) =>
    call(emulator, "DescribeImages", READ, { nonce: "the-same-nonce", account });
  assert.equal((await withNonce()).status, 200);
  assertRefused(await withNonce(), 400, "SignatureNonceUsed");
  emulator.clock.advance(31 * 60_000 - 1);
  assertRefused(await withNonce(), 400, "SignatureNonceUsed");
  emulator.clock.advance(1);
  assert.equal((await withNonce()).status, 200);
});

test("nonces are kept apart by access key", async () => {
  const other = { accessKeyId: "other", accessKeySecret: "other-secret" };
  emulator = await createEmulator({ port: false, accounts: [ACCOUNT, other] });
  for (const account of [ACCOUNT, other]) {
    const { status } = await call(emulator, "DescribeImages", READ, { nonce: "n0nce", account });
    assert.equal(status, 200);
  }
});

test("a nonce under a forged signature is not used up", async () => {
  const nonce = "precious-nonce";
  const account = { ...ACCOUNT, accessKeySecret: "wrong" };
  const forged = await call(emulator, "DescribeImages", READ, { nonce, account });
  assert.equal(forged.body.Code, "SignatureDoesNotMatch");
  assert.equal((await call(emulator, "DescribeImages", READ, { nonce })).status, 200);
});

test("a replayed copy is refused and makes nothing", async () => {
  const request = sign("CopyImage", PAGE_EXAMPLE, { date: NOW });
  assert.equal((await send(emulator, request)).status, 200);
  assertRefused(await send(emulator, request), 400, "SignatureNonceUsed");
  assert.equal(emulator.images("cn-shenzhen").length, 1);
});

test("when no more nonces can be remembered calls are throttled until some expire", async () => {
  emulator = await createEmulator({ port: false, now: () => NOW, maxNonces: 2 });
  await call(emulator, "DescribeImages", READ);
  emulator.clock.advance(60_000);
  await call(emulator, "DescribeImages", READ);
  assertRefused(await call(emulator, "DescribeImages", READ), 400, "Throttling");
  emulator.clock.advance(30 * 60_000);
  assert.equal((await call(emulator, "DescribeImages", READ)).status, 200);
  assertRefused(await call(emulator, "DescribeImages", READ), 400, "Throttling");
});

test("any number of nonces comes and goes, each for 31 minutes", async () => {
  const random = randomBy(1);
  const expiries = new Map();
  for (let i = 0; i < 3_000; ++i) {
    // At first ever more of them are remembered, then ever fewer.
    if (random() < 0.1) emulator.clock.advance(Math.round(random() * (i < 2_000 ? 3_000 : 60_000)));
    const nonce = `nonce ${Math.floor(random() * 6_000)}`;
    const now = emulator.clock.now().getTime();
    const isUsed = (expiries.get(nonce) ?? 0) > now;
    const { body } = await call(emulator, "DescribeRegions", READ, { nonce });
    assert.equal(body.Code, isUsed ? "SignatureNonceUsed" : undefined, `${i}: ${nonce}`);
    if (!isUsed) expiries.set(nonce, now + 31 * 60_000);
  }
});

test("a nonce longer than 128 characters", async () => {
  const answer = await call(emulator, "DescribeImages", READ, { nonce: "n".repeat(129) });
  assert.ok(answer.status >= 400 && answer.status < 500);
  assert.equal(
    (await call(emulator, "DescribeImages", READ, { nonce: "n".repeat(128) })).status,
    200,
  );
});

test("a temporary key needs its own security token", async () => {
  const account = { accessKeyId: "STS.1", accessKeySecret: "sts-secret", securityToken: "token" };
  emulator = await createEmulator({ port: false, accounts: [ACCOUNT, account] });
  const callAs = (caller) => call(emulator, "DescribeImages", READ, { account: caller });
  assert.equal((await callAs(account)).status, 200);
  const { securityToken, ...bare } = account;
  assertRefused(await callAs(bare), 400, "MissingSecurityToken");
  const mismatch = "InvalidSecurityToken.MismatchWithAccessKey";
  assertRefused(await callAs({ ...account, securityToken: "other" }), 400, mismatch);
  assertRefused(await callAs({ ...ACCOUNT, securityToken: "token" }), 400, mismatch);
});

test("a wrong version, an unknown operation, an unmodeled one: no made-up success", async () => {
  const old = await call(emulator, "DescribeImages", READ, { version: "2020-10-01" });
  assertRefused(old, 400, "NoSuchVersion");
  const unknown = await call(emulator, "CopyEverything", READ);
  assertRefused(unknown, 404, "InvalidApi.NotFound");
  for (const name of ["constructor", "__proto__"]) {
    assertRefused(await call(emulator, name, READ), 404, "InvalidApi.NotFound");
  }
  const unmodeled = await call(emulator, "DescribeDesktops", READ);
  assertRefused(unmodeled, 400, "UnsupportedOperation");
  assert.match(unmodeled.body.Message, /DescribeDesktops/);
});

test("missing and invalid parameters are named", async () => {
  for (const name of ["RegionId", "ImageId", "DestinationImageName", "DestinationRegionId"]) {
    const { [name]: _, ...rest } = PAGE_EXAMPLE;
    const answer = await call(emulator, "CopyImage", rest);
    assertRefused(answer, 400, "MissingParameter");
    assert.match(answer.body.Message, new RegExp(`"${name}"`));
  }
  assertRefused(await call(emulator, "DeleteImages", READ), 400, "MissingParameter");
  const invalid = await call(emulator, "DescribeImages", { ...READ, MaxResults: "ten" });
  assertRefused(invalid, 400, "InvalidParameter");
  assert.match(invalid.body.Message, /"MaxResults"/);
  assert.equal(invalid.body.Message.includes("ten"), false);
  const item = { ...READ, ImageId: "m-gx2x1dhsmusr2demo", AddAccount: [1, "two"] };
  const invalidItem = await call(emulator, "ModifyImagePermission", item);
  assertRefused(invalidItem, 400, "InvalidParameter");
  assert.match(invalidItem.body.Message, /"AddAccount\.2"/);
  const both = await call(emulator, "DescribeImages", { MaxResults: "ten" });
  assertRefused(both, 400, "MissingParameter");
  assert.deepEqual(emulator.images("cn-shenzhen"), []);
});

test("other methods and paths are refused", async () => {
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const answer = await call(emulator, "DescribeImages", READ, { method });
    assertRefused(answer, 400, "UnsupportedHTTPMethod");
  }
  const elsewhere = await call(emulator, "DescribeImages", READ, { path: "/images" });
  assertRefused(elsewhere, 404, "InvalidApi.NotFound");
});

test("a regional endpoint serves its own region, also for calls that name none", async () => {
  const endpoint = "https://ecd.cn-shenzhen.aliyuncs.com";
  await call(emulator, "CopyImage", PAGE_EXAMPLE);
  const own = await call(emulator, "DescribeImages", { RegionId: "cn-shenzhen" }, { endpoint });
  assert.equal(own.body.Images.length, 1);
  const implied = await call(emulator, "DescribeImages", {}, { endpoint });
  assert.equal(implied.body.Images.length, 1);
  const foreign = await call(emulator, "DescribeImages", READ, { endpoint });
  assertRefused(foreign, 400, "InvalidRegionId.NotMatch");
  assert.equal(foreign.body.HostId, "ecd.cn-shenzhen.aliyuncs.com");
});

test("only local hosts and regional endpoints are served", async () => {
  const served = ["http://localhost", "http://localhost:81", "http://127.0.0.1:81"];
  for (const endpoint of served) {
    assert.equal(
      (await call(emulator, "DescribeImages", READ, { endpoint })).status,
      200,
      endpoint,
    );
  }
  const refused = [
    "http://evil.example",
    "http://127.0.0.1.evil.example",
    "http://[::1]",
    "http://127.0.0.2",
    "https://ecd.cn-nowhere.aliyuncs.com",
    "https://ecd.cn-hangzhou.aliyuncs.com:8443",
    "https://ecs.cn-hangzhou.aliyuncs.com",
    "https://ecd.cn-hangzhou.aliyuncs.com.evil.example",
  ];
  for (const endpoint of refused) {
    const answer = await call(emulator, "DescribeImages", READ, { endpoint });
    assertRefused(answer, 403, "InvalidHost");
    assert.equal(answer.body.HostId, "127.0.0.1");
  }
});

test("a page of a foreign origin is refused, a local one is served", async () => {
  const from = (origin) => {
    const request = sign("DescribeImages", READ, { date: NOW });
    return send(emulator, withHeader(request, "origin", origin));
  };
  for (const origin of [
    "http://evil.example",
    "null",
    "http://localhost.evil.example",
    "file://",
  ]) {
    assertRefused(await from(origin), 403, "InvalidOrigin");
  }
  for (const origin of ["http://127.0.0.1:8080", "http://localhost"]) {
    assert.equal((await from(origin)).status, 200, origin);
  }
});
