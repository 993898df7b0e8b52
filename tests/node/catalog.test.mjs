// `ecd-wasm/catalog`: what is known before and after it is loaded. The first tests run before.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { EcdClient, loadCore } from "ecd-wasm";
import { loadCatalog } from "ecd-wasm/catalog";
import { createEmulator } from "ecd-wasm/emulator";

const core = await loadCore();
const credentials = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };

/** A client whose answers are all empty, and the addresses that it asked. */
function recorder(options) {
  const asked = [];
  const fetch = async (url) => {
    asked.push(new URL(url));
    return new Response('{"RequestId":"1"}');
  };
  return { asked, client: new EcdClient({ regionId: "cn-hangzhou", credentials, fetch, ...options }) };
}

test("before it is loaded an operation of the service is told from one that does not exist", () => {
  assert.equal(core.operations().length, 9);
  for (const use of [
    () => core.describe("DescribeDesktops"),
    () => core.validate("DescribeDesktops", {}),
    () => core.build("DescribeDesktops", {}),
    () => core.sign("DescribeDesktops", {}, { credentials }),
  ]) {
    assert.throws(use, { code: "CatalogNotLoaded", operation: "DescribeDesktops" });
  }
  assert.throws(() => core.validate("DescribeDesktop", {}), {
    code: "UnknownOperation",
    message: /did you mean DescribeDesktops\?/,
  });
});

test("a call loads it when the operation needs it", async () => {
  const { client, asked } = recorder();
  await client.call("DescribeImages", {});
  assert.equal(core.operations().length, 9);
  await client.call("DescribeDesktops", { DesktopId: ["ecd-1"] });
  assert.equal(core.operations().length, 295);
  assert.equal(asked[1].search, "?DesktopId.1=ecd-1&RegionId=cn-hangzhou");
});

test("the client's region finds the endpoint of an operation that takes none", async () => {
  const { client, asked } = recorder();
  await client.call("ListTransferFiles", {});
  assert.equal(asked[0].href, "https://ecd.cn-hangzhou.aliyuncs.com/");
});

test("loaded again it stays the same, and an unknown name is still unknown", async () => {
  await loadCatalog(core);
  await loadCatalog(core);
  assert.equal(core.operations().length, 295);
  assert.equal(core.describe("CopyImage").strict, true);
  assert.equal(core.regions().length, 24);
  const { client, asked } = recorder();
  await assert.rejects(client.call("DescribeDesktop", {}), { code: "UnknownOperation" });
  assert.equal(asked.length, 0);
});

test("what is no core is refused", async () => {
  for (const value of [undefined, null, {}, 1]) {
    await assert.rejects(loadCatalog(value), { code: "InvalidCore" });
  }
});

test("in CommonJS too", async () => {
  const require = createRequire(import.meta.url);
  const { loadCore: load, EcdClient: Client } = require("ecd-wasm");
  const fetch = async () => new Response("{}");
  assert.equal((await load()).operations().length, 9);
  await new Client({ regionId: "cn-hangzhou", credentials, fetch }).call("DescribeDesktops", {});
  assert.equal((await load()).operations().length, 295);
  assert.equal(typeof require("ecd-wasm/catalog").loadCatalog, "function");
});

test("the emulator checks the parameters of any operation and then says that it is not modelled", async () => {
  const { fetch, close } = await createEmulator({ port: false });
  const client = new EcdClient({ regionId: "cn-hangzhou", credentials, fetch, profile: "off" });
  const code = (operation, params) =>
    client.call(operation, params).then(() => "done", (error) => error.code);
  assert.equal(await code("DescribeDesktops", {}), "UnsupportedOperation");
  assert.equal(await code("ListTransferFiles", {}), "UnsupportedOperation");
  assert.equal(await code("CreateTemplate", { TemplateName: "Office" }), "UnsupportedOperation");
  assert.equal(await code("CreateTemplate", {}), "MissingParameter");
  assert.equal(await code("DescribeDesktops", { MaxResults: "many" }), "InvalidParameter");
  await close();
});

test("the emulator makes up no success: what it does not model it says by name", async () => {
  const { fetch, close } = await createEmulator({ port: false });
  const client = new EcdClient({ regionId: "cn-hangzhou", credentials, fetch, profile: "off" });
  const done = [];
  for (const operation of core.operations()) {
    try {
      await client.call(operation, {});
      done.push(operation);
    } catch ({ code, message }) {
      assert.match(code, /^(UnsupportedOperation|MissingParameter)$/, operation);
      if (code === "UnsupportedOperation") assert.ok(message.includes(`model ${operation}.`), message);
    }
  }
  assert.deepEqual(done, ["DescribeImages", "DescribeRegions"]);
  await close();
});
