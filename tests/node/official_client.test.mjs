// The official client, unchanged, against the emulator over HTTP: it copies an image and sees it become
// Available. What the emulator refuses, it reports as it would report the service.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import official from "@alicloud/openapi-core";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";

const { default: Client, $OpenApiUtil, OpenApiUtil } = official;
const STS = {
  accessKeyId: "STS.temporary",
  accessKeySecret: "temporary-secret",
  securityToken: "token+/=",
};

describe("@alicloud/openapi-core", () => {
  let emulator;
  before(async () => {
    const accounts = [{ accessKeyId: "emulator", accessKeySecret: "emulator-secret" }, STS];
    emulator = await createEmulator({ accounts, copyDurationMs: 10_000 });
  });
  after(() => emulator.close());

  const clientOf = (config) => {
    const keys = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };
    const { host } = new URL(emulator.url);
    return new Client(
      new $OpenApiUtil.Config({ ...keys, protocol: "http", endpoint: host, ...config }),
    );
  };

  /** As the generated clients of the service call it: parameters in the query, or in a form. */
  async function call(client, action, params, { form = false, method = "POST" } = {}) {
    const description = new $OpenApiUtil.Params({
      ...{ action, version: "2020-09-30", protocol: "HTTP", pathname: "/", method, authType: "AK" },
      ...{ style: "RPC", reqBodyType: "formData", bodyType: "json" },
    });
    const given = form ? { body: params } : { query: OpenApiUtil.query(params) };
    const { statusCode, body } = await client.callApi(
      description,
      new $OpenApiUtil.OpenApiRequest(given),
      {},
    );
    assert.equal(statusCode, 200);
    return body;
  }

  const ways = {
    "parameters in the query": [{}, {}],
    "parameters in a form": [{}, { form: true }],
    "by GET": [{}, { method: "GET" }],
    "a temporary key": [STS, {}],
    "a region given to the client": [{ regionId: "cn-hangzhou" }, {}],
  };
  for (const [what, [config, options]] of Object.entries(ways)) {
    test(`copies an image: ${what}`, async () => {
      const client = clientOf(config);
      const answer = await call(client, "CopyImage", COPY, options);
      assert.deepEqual(Object.keys(answer).sort(), ["ImageId", "RequestId"]);
      const look = async () => {
        const params = { RegionId: COPY.DestinationRegionId, ImageId: [answer.ImageId] };
        const { Images } = await call(client, "DescribeImages", params, options);
        assert.equal(Images.length, 1);
        return Images[0];
      };
      const { Status, Name, Description } = await look();
      assert.deepEqual(
        [Status, Name, Description],
        ["Creating", COPY.DestinationImageName, COPY.DestinationDescription],
      );
      emulator.clock.advance(10_000);
      // The clock of the client stays behind: within the fifteen minutes that the service allows.
      const { Status: status, Progress } = await look();
      assert.deepEqual([status, Progress], ["Available", "100%"]);
    });
  }

  test("any text arrives as it was sent", async () => {
    const client = clientOf();
    const DestinationDescription = '中文 é \u{1F600} !*\'()~ + % & = # ? / \\ "quoted"';
    const { ImageId } = await call(client, "CopyImage", { ...COPY, DestinationDescription });
    const copy = emulator
      .images(COPY.DestinationRegionId)
      .find((image) => image.ImageId === ImageId);
    assert.equal(copy.Description, DestinationDescription);
  });

  test("refusals are the service's to it", async () => {
    for (const [config, params, code] of [
      [{ accessKeySecret: "wrong" }, COPY, "SignatureDoesNotMatch"],
      [{ accessKeyId: "stranger" }, COPY, "InvalidAccessKeyId.NotFound"],
      [{}, { ...COPY, ImageId: "m-nowhere" }, "InvalidImageId.NotFound"],
      [{}, { ...COPY, DestinationImageName: undefined }, "MissingParameter"],
      [{ ...STS, securityToken: "another" }, COPY, "InvalidSecurityToken.MismatchWithAccessKey"],
    ]) {
      await assert.rejects(call(clientOf(config), "CopyImage", params), (error) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, /request id: [0-9A-F-]{36}/i);
        return true;
      });
    }
  });

  test("a throttled call tells it when to try again", async () => {
    emulator.faults.add({ operation: "DescribeImages", retryAfterMs: 1200, times: 1 });
    await assert.rejects(
      call(clientOf(), "DescribeImages", { RegionId: "cn-hangzhou" }),
      (error) => {
        assert.deepEqual([error.name, error.retryAfter], ["ThrottlingError", 1200]);
        return true;
      },
    );
  });
});
