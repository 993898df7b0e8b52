// ecd console in front of an account: a relay behind the page, in place of the emulator.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { EcdClient } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { fill, formOf, GOOD, noBrowser, openPage, startBrowser, startConsole } from "./support.mjs";

const COMMAND = fileURLToPath(new URL("../../npm/dist/cli.js", import.meta.url));
const KEYS = { accessKeyId: "LTAIofTheConsole", accessKeySecret: "secret-of-the-console-0123" };
const ENV = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: KEYS.accessKeySecret,
};

describe("ecd console with an endpoint and credentials", () => {
  let emulator, server, page, token;
  before(async () => {
    emulator = await createEmulator({ accounts: [KEYS], copyDurationMs: 100 });
    server = await startConsole({ flags: ["--endpoint", emulator.url], env: ENV });
    page = await (await fetch(server.url)).text();
    token = /name="ecd-console-token" content="([^"]*)"/.exec(page)[1];
  });
  after(async () => {
    await server?.stop();
    await emulator?.close();
  });

  const relayed = (headers) => new EcdClient({ relay: { url: `${server.url}relay`, headers } });

  test("tells where calls go", () => {
    assert.match(server.said(), new RegExp(`${emulator.url} with your credentials`));
    assert.ok(page.includes(`name="ecd-console-service" content="${emulator.url}"`));
    for (const secret of Object.values(KEYS)) assert.ok(!(page + server.said()).includes(secret));
  });

  test("relays the calls of its own page", async () => {
    const client = relayed({ "x-ecd-console-token": token });
    const { ImageId } = await client.copyImage(GOOD);
    assert.ok(emulator.images("cn-shenzhen").some((image) => image.ImageId === ImageId));
    const { accessKeyId } = KEYS;
    assert.ok(
      emulator.requests().every(({ url }) => !url.includes(accessKeyId)),
      "signed in a header",
    );
    await assert.rejects(
      client.call("DeleteImages", { RegionId: "cn-hangzhou", ImageId: [ImageId] }),
      {
        code: "OperationNotAllowed",
      },
    );
  });

  test("and of nobody else", async () => {
    const sent = emulator.requests().length;
    for (const headers of [{}, { "x-ecd-console-token": "0".repeat(64) }]) {
      await assert.rejects(relayed(headers).copyImage(GOOD), {
        code: "InvalidConsoleToken",
        statusCode: 403,
        outcome: "refused",
      });
    }
    for (const [headers, code] of [
      [{ origin: "https://evil.example", "x-ecd-console-token": token }, "InvalidOrigin"],
      [{ "content-type": "text/plain", "x-ecd-console-token": token }, "UnsupportedMediaType"],
    ]) {
      const response = await fetch(`${server.url}relay`, { method: "POST", headers, body: "{}" });
      assert.ok((await response.text()).includes(code), code);
      assert.ok(response.headers.get("content-security-policy"));
    }
    assert.equal((await fetch(server.url, { method: "POST" })).status, 405, "there is no emulator");
    assert.equal(emulator.requests().length, sent);
  });

  test(
    "its page copies an image, and says that it is no emulator",
    { skip: noBrowser },
    async (t) => {
      const browser = await startBrowser();
      t.after(() => browser.close());
      const { page: opened, wrongs } = await openPage(browser, server.url);
      const banner = opened.locator(".banner");
      assert.match(await banner.textContent(), /This is not an emulator\./);
      assert.ok((await banner.textContent()).includes(emulator.url));
      assert.equal(await opened.locator("#example").count(), 0);
      const form = formOf(opened);
      await fill(form, { ...GOOD, DestinationImageName: "From_the_page" });
      await form.submit.click();
      await form.element.locator(".job.done").waitFor();
      assert.ok(emulator.images("cn-shenzhen").some(({ Name }) => Name === "From_the_page"));
      await opened.getByRole("button", { name: "中文" }).click();
      await opened.getByText("当前不是模拟环境").waitFor();
      assert.deepEqual(wrongs, []);
    },
  );
});

test("a profile alone goes to the service itself", async (t) => {
  const home = mkdtempSync(join(tmpdir(), "ecd-console-"));
  t.after(() => rmSync(home, { recursive: true }));
  mkdirSync(join(home, ".aliyun"));
  const profile = { name: "office", mode: "AK", access_key_id: "id", access_key_secret: "secret" };
  writeFileSync(join(home, ".aliyun/config.json"), JSON.stringify({ profiles: [profile] }));
  const { url, stop } = await startConsole({ flags: ["--profile", "office"], env: { HOME: home } });
  const page = await (await fetch(url)).text();
  await stop();
  assert.ok(
    page.includes('name="ecd-console-service" content="https://ecd.&lt;region>.aliyuncs.com"'),
  );
});

test("without credentials, or with a wrong endpoint, it does not start", () => {
  const run = (flags, env = {}) =>
    spawnSync(process.execPath, [COMMAND, "console", ...flags], {
      env: { PATH: process.env.PATH, ...env },
      encoding: "utf8",
      timeout: 30_000,
    });
  assert.equal(run(["--endpoint", "http://127.0.0.1:9"]).status, 4);
  assert.equal(run(["--profile", "nobody"], { HOME: "/nowhere" }).status, 4);
  const { status, stderr } = run(["--endpoint", "http://evil.example/"], ENV);
  assert.notEqual(status, 0);
  assert.match(stderr, /endpoint/i);
});
