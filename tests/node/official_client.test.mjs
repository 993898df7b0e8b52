// The official clients, unchanged, against the emulator over HTTP: they copy an image and see it become
// Available. What the emulator refuses, they report as they would report the service.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { OFFICIAL_CLIENTS } from "../support/official_clients.mjs";

const STS = {
  accessKeyId: "STS.temporary",
  accessKeySecret: "temporary-secret",
  securityToken: "token+/=",
};
const EXPIRED = { ...STS, accessKeyId: "STS.expired", expiresAt: "2026-01-01T00:00:00Z" };
const DENIED = { accessKeyId: "denied", accessKeySecret: "denied-secret", deny: ["ecd:CopyImage"] };
const LIMITED = { accessKeyId: "limited", accessKeySecret: "limited-secret" };

const keysOf = ({ accessKeyId, accessKeySecret, securityToken }) => ({
  accessKeyId,
  accessKeySecret,
  ...(securityToken && { securityToken }),
});

for (const [name, open] of Object.entries(OFFICIAL_CLIENTS)) {
  describe(name, () => {
    let emulator;
    before(async () => {
      const accounts = [ACCOUNT, STS, EXPIRED, DENIED, LIMITED];
      // The clock moves by advance alone: the clients' stays within the fifteen minutes that are allowed.
      const start = new Date();
      emulator = await createEmulator({
        accounts,
        copyDurationMs: 10_000,
        now: () => start,
        limits: [{ operation: "DescribeRegions", calls: 1, periodMs: 1200 }],
      });
    });
    after(() => emulator.close());

    const callerOf = (account = ACCOUNT) => open(emulator.url, keysOf(account));
    const look = async (call, ImageId, options) => {
      const params = { RegionId: COPY.DestinationRegionId, ImageId: [ImageId] };
      const { Images } = await call("DescribeImages", params, options);
      return Images;
    };
    const failureOf = (promise) =>
      promise.then(
        () => assert.fail("it was not refused"),
        (error) => error,
      );

    const ways = {
      "parameters in the query": [ACCOUNT, {}],
      "parameters in a form": [ACCOUNT, { form: true }],
      "by GET": [ACCOUNT, { method: "GET" }],
      "a temporary key": [STS, {}],
    };
    for (const [what, [account, options]] of Object.entries(ways)) {
      test(`copies an image and polls until it is Available: ${what}`, async () => {
        const call = callerOf(account);
        const answer = await call("CopyImage", COPY, options);
        assert.deepEqual(Object.keys(answer).sort(), ["ImageId", "RequestId"]);
        const seen = [];
        for (let image; image?.Status !== "Available"; emulator.clock.advance(2500)) {
          [image] = await look(call, answer.ImageId, options);
          seen.push(image.Progress);
          assert.equal(image.Name, COPY.DestinationImageName);
          assert.equal(image.Description, COPY.DestinationDescription);
        }
        assert.deepEqual(seen, ["0%", "25%", "50%", "75%", "100%"]);
      });
    }

    test("cancels a copy", async () => {
      const call = callerOf();
      const { ImageId } = await call("CopyImage", COPY);
      await call("CancelCopyImage", { RegionId: COPY.DestinationRegionId, ImageId });
      assert.deepEqual(await look(call, ImageId), []);
    });

    test("any text arrives as it was sent", async () => {
      const DestinationDescription = '中文 é \u{1F600} !*\'()~ + % & = # ? / \\ "quoted"';
      const call = callerOf();
      const { ImageId } = await call("CopyImage", { ...COPY, DestinationDescription });
      const [{ Description }] = await look(call, ImageId);
      assert.equal(Description, DestinationDescription);
    });

    test("refusals are the service's to it", async () => {
      for (const [account, params, code] of [
        [{ ...ACCOUNT, accessKeySecret: "wrong" }, {}, /^SignatureDoesNotMatch$/],
        [{ ...ACCOUNT, accessKeyId: "stranger" }, {}, /^InvalidAccessKeyId\.NotFound$/],
        [ACCOUNT, { ImageId: "m-nowhere" }, /^InvalidImageId\.NotFound$/],
        [ACCOUNT, { DestinationImageName: undefined }, /^MissingParameter$/],
        [{ ...STS, securityToken: "another" }, {}, /^InvalidSecurityToken\.MismatchWithAccessKey$/],
        [EXPIRED, {}, /^InvalidSecurityToken\.Expired$/],
        [DENIED, {}, /^Forbidden\.RAM$/],
      ]) {
        const error = await failureOf(callerOf(account)("CopyImage", { ...COPY, ...params }));
        assert.match(error.code, code, error.message);
      }
    });

    test("a throttled call is told as such, and may be made again later", async () => {
      const call = callerOf(LIMITED);
      const again = () => call("DescribeRegions", { RegionId: "cn-hangzhou" });
      assert.equal((await again()).Regions.length, 24);
      const error = await failureOf(again());
      assert.equal(error.code, "Throttling.User");
      // The newest of the three hands the header on.
      if (name === "@alicloud/openapi-core") {
        assert.deepEqual([error.name, error.retryAfter], ["ThrottlingError", 1200]);
      }
      emulator.clock.advance(1200);
      assert.equal((await again()).Regions.length, 24);
    });

    test("an answer that is lost is an error, and the image is there", async () => {
      const before = emulator.images(COPY.DestinationRegionId).length;
      emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
      await failureOf(callerOf()("CopyImage", COPY));
      assert.equal(emulator.images(COPY.DestinationRegionId).length, before + 1);
    });
  });
}
