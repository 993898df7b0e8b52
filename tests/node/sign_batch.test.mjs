// core.signBatch: many calls in one crossing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCore } from "ecd-wasm/core";

const core = await loadCore();
const credentials = { accessKeyId: "LTAI5tExample", accessKeySecret: "secret", securityToken: "token" };
const COPY = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2demo",
  DestinationImageName: "Office_Shanghai",
  DestinationDescription: "This is a test.",
};
const DATE = "2026-01-05T08:00:00Z";
const copies = ["cn-shenzhen", "cn-beijing", "cn-qingdao"].map((to) => ({ ...COPY, DestinationRegionId: to }));

test("each request is the one that sign makes, in order, with a nonce of its own", () => {
  const batch = core.signBatch("CopyImage", copies, { credentials, date: DATE, trace: true });
  const nonces = batch.map(({ headers }) => headers["x-acs-signature-nonce"]);
  assert.equal(new Set(nonces).size, copies.length);
  batch.forEach((request, at) => {
    const alone = core.sign("CopyImage", copies[at], { credentials, date: DATE, nonce: nonces[at], trace: true });
    assert.deepEqual(request, alone);
  });
});

test("an endpoint function is asked for each call", () => {
  const lists = [{ RegionId: "cn-hangzhou" }, { RegionId: "cn-beijing" }];
  const endpoint = (region) => `https://${region}.example.com`;
  const urls = core.signBatch("DescribeRegions", lists, { credentials, endpoint }).map(({ url }) => new URL(url).host);
  assert.deepEqual(urls, ["cn-hangzhou.example.com", "cn-beijing.example.com"]);
});

test("no call, no request", () => {
  assert.deepEqual(core.signBatch("CopyImage", [], { credentials }), []);
});

test("issues of all calls stand behind their positions, and nothing is signed", () => {
  const wrong = [copies[0], { ...copies[1], ImageId: "" }, { ...copies[2], DestinationImageName: "1" }];
  assert.throws(
    () => core.signBatch("CopyImage", wrong, { credentials }),
    ({ name, issues }) => {
      assert.equal(name, "ValidationError");
      assert.deepEqual(issues.map(({ path }) => path), [[1, "ImageId"], [2, "DestinationImageName"], [2, "DestinationImageName"]]);
      return true;
    },
  );
});

test("misuse is named", () => {
  const code = (list, options) => {
    try {
      core.signBatch("CopyImage", list, { credentials, ...options });
      return "";
    } catch (error) {
      return error.code;
    }
  };
  assert.equal(code(copies, { nonce: "one" }), "InvalidOption");
  assert.equal(code({ 0: copies[0] }), "InvalidOption");
  assert.equal(code(copies, { endpoint: "http://evil.example" }), "InvalidEndpoint");
  assert.equal(code(copies, { credentials: { accessKeyId: "", accessKeySecret: "" } }), "InvalidOption");
});
