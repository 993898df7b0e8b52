// A clock that is wrong, and a permission that is missing: what a refusal is good for. On virtual time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EcdClient, loadCore, ServiceError } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { failure } from "../support/failure.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";
import { virtualTime } from "../support/virtual_time.mjs";

await loadCore();
const LIST = { RegionId: "cn-hangzhou" };
const HOUR = 3_600_000;

const clientOf = (options) => new EcdClient({ credentials: ACCOUNT, ...options });
const answer = (status, Code, headers = {}) => ({ status, headers, body: { Code } });

const GOOD = { body: { RequestId: "R", Images: [], ImageId: "m-new" } };

describe("a clock that is wrong", () => {
  const offsets = {
    "an hour ahead": HOUR,
    "an hour behind": -HOUR,
    "a day ahead": 24 * HOUR,
    "a day behind": -24 * HOUR,
  };
  for (const [what, offset] of Object.entries(offsets)) {
    test(`${what}: right at the second attempt, and at the first from then on`, async (t) => {
      const time = virtualTime(t);
      const now = () => new Date(Date.now() - offset);
      const emulator = await createEmulator({ port: false, now });
      t.after(() => emulator.close());
      const attempts = [];
      const onRequest = ({ operation, attempt }) => attempts.push([operation, attempt]);
      const client = clientOf({ fetch: emulator.fetch, onRequest });
      const run = async () => {
        await client.call("CopyImage", COPY);
        await client.call("CopyImage", { ...COPY, DestinationImageName: "Other" });
        await client.call("DescribeImages", { RegionId: "cn-shenzhen" });
        await client.call("DescribeImages", { RegionId: "cn-shenzhen" });
      };
      await time.run(run());
      assert.deepEqual(attempts, [
        ["CopyImage", 1],
        ["CopyImage", 2],
        ["CopyImage", 1],
        // Another host, which has a clock of its own.
        ["DescribeImages", 1],
        ["DescribeImages", 2],
        ["DescribeImages", 1],
      ]);
      assert.equal(emulator.images("cn-shenzhen").length, 2);
      const [refused] = emulator.requests();
      assert.equal(refused.code, "InvalidTimeStamp.Expired");
    });
  }

  test("that is put right is followed", async (t) => {
    const time = virtualTime(t);
    let offset = HOUR;
    const emulator = await createEmulator({
      port: false,
      now: () => new Date(Date.now() + offset),
    });
    t.after(() => emulator.close());
    const client = clientOf({ fetch: emulator.fetch });
    const run = async () => {
      for (const next of [0, 0, -HOUR]) {
        await client.call("DescribeImages", LIST);
        offset = next;
      }
      await client.call("DescribeImages", LIST);
    };
    await time.run(run());
    const codes = emulator.requests().map(({ code }) => code ?? "");
    const EXPIRED = "InvalidTimeStamp.Expired";
    assert.deepEqual(codes, [EXPIRED, "", EXPIRED, "", "", EXPIRED, ""]);
  });

  test("a second refusal for the date has another reason: no third attempt", async (t) => {
    const time = virtualTime(t);
    let date = 0;
    const fetch = fakeFetch(() => {
      const headers = { date: new Date(Date.now() + ++date * HOUR).toUTCString() };
      return answer(400, "InvalidTimeStamp.Expired", headers);
    });
    const members = { code: "InvalidTimeStamp.Expired", outcome: "refused", attempts: 2 };
    await time.run(
      failure(clientOf({ fetch }).call("DescribeImages", LIST), ServiceError, members),
    );
    assert.equal(fetch.calls.length, 2);
  });

  test("a Date that does not explain the refusal corrects nothing", async (t) => {
    const time = virtualTime(t);
    for (const date of [new Date(Date.now() + 30_000).toUTCString(), "yesterday", ""]) {
      const fetch = fakeFetch(answer(400, "InvalidTimeStamp.Expired", { date }));
      await time.run(failure(clientOf({ fetch }).call("DescribeImages", LIST), ServiceError));
      assert.equal(fetch.calls.length, 1);
    }
  });

  test("the Date of what is not the service's answer is not its clock", async (t) => {
    const time = virtualTime(t);
    const ofProxy = { date: new Date(Date.now() + 24 * HOUR).toUTCString() };
    const fetch = fakeFetch({ status: 502, body: "<html>", headers: ofProxy }, GOOD);
    const client = clientOf({ fetch });
    await time.run(client.call("DescribeImages", LIST));
    const [first, second] = fetch.calls.map(({ headers }) => Date.parse(headers["x-acs-date"]));
    assert.ok(Math.abs(second - first) < 60_000);
  });
});

describe("a refusal of permission", () => {
  const call = (body) =>
    clientOf({ fetch: fakeFetch({ status: 403, body }), maxAttempts: 1 }).call("CopyImage", COPY);

  test("names action and resource, as the service says or as is documented", async () => {
    const byCode = await failure(call({ Code: "Forbidden.RAM", Message: "no" }), ServiceError, {
      permission: { action: "ecd:CopyImage", resource: "*" },
      outcome: "refused",
      retryable: false,
    });
    assert.match(byCode.message, /needs the RAM action ecd:CopyImage on \*/);
    assert.equal(
      byCode.recommend,
      "https://api.aliyun.com/troubleshoot?q=Forbidden.RAM&product=ecd",
    );
    const AccessDeniedDetail = { AuthAction: "ecd:Copy", NoPermissionType: "ImplicitDeny" };
    const told = { Code: "NoPermission", AccessDeniedDetail, Recommend: "https://example.com/why" };
    await failure(call(told), ServiceError, {
      permission: { action: "ecd:Copy", resource: "*" },
      accessDeniedDetail: AccessDeniedDetail,
      recommend: "https://example.com/why",
    });
  });
});
