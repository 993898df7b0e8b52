// The page end to end: `ecd console`, a browser, a person who fills in the form.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { fill, formOf, GOOD, noBrowser, openPage, startBrowser, startConsole } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("the page of ecd console", { skip: noBrowser }, () => {
  let browser, server;
  before(async () => {
    browser = await startBrowser();
    server = await startConsole();
  });
  after(async () => {
    await browser?.close();
    if (server) assert.equal(await server.stop(), 0);
  });

  const open = (options, query = "") => openPage(browser, server.url + query, options);

  test("a wrong name is told, mended, copied and Available", async () => {
    const { page, wrongs, close } = await open();
    const form = formOf(page);
    const name = form.field("DestinationImageName");
    await fill(form, { ...GOOD, DestinationImageName: "1_Office" });
    await form.field("DestinationDescription").focus();
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    assert.match(await form.description("DestinationImageName"), /^Error: Must start with/);
    assert.equal(await name.getAttribute("aria-errormessage"), null);

    await name.fill("Office_Shenzhen");
    assert.equal(await name.getAttribute("aria-invalid"), null);
    assert.doesNotMatch(await form.description("DestinationImageName"), /Error/);

    await form.submit.click();
    await form.element.locator("progress").waitFor();
    assert.equal(await form.submit.getAttribute("aria-disabled"), "true");
    await form.element.locator(".job.done").waitFor();
    assert.match(
      await form.result.innerText(),
      /Copied[\s\S]*m-[a-z0-9]+[\s\S]*cn-shenzhen[\s\S]*Available/,
    );
    assert.deepEqual(wrongs, []);
    await close();
  });

  test("nothing is called wrong before it was changed and left, or submitted", async () => {
    const { page, close } = await open();
    const form = formOf(page);
    const invalid = form.element.locator("[aria-invalid]");
    for (const field of ["ImageId", "DestinationRegionId", "DestinationImageName"])
      await form.field(field).focus();
    assert.equal(await invalid.count(), 0);
    await form.field("DestinationImageName").fill("1");
    assert.equal(await invalid.count(), 0);
    await form.field("DestinationImageName").blur();
    assert.equal(await invalid.count(), 1);
    await close();
  });

  test("submit checks all fields and goes to the first wrong one", async () => {
    const { page, close } = await open();
    const form = formOf(page);
    // The message that appears when the name is left must not move the button from under the click.
    await form.field("DestinationImageName").fill("1");
    await form.submit.click();
    await form.element.locator("[name=ImageId][aria-invalid]").waitFor();
    const invalid = await form.element
      .locator("[aria-invalid=true]")
      .evaluateAll((all) => all.map(({ name }) => name));
    assert.deepEqual(invalid, [
      "ImageId",
      "DestinationRegionId",
      "DestinationImageName",
      "DestinationDescription",
    ]);
    assert.equal(
      await page.evaluate(() => document.activeElement.shadowRoot.activeElement.name),
      "ImageId",
    );
    assert.equal(await form.result.count(), 0);
    await close();
  });

  test("a rule over two regions is checked again when either changes", async () => {
    const { page, close } = await open();
    const form = formOf(page);
    const destination = form.field("DestinationRegionId");
    await destination.fill("cn-hangzhou");
    await destination.blur();
    assert.equal(await destination.getAttribute("aria-invalid"), "true");
    await form.field("RegionId").fill("cn-beijing");
    assert.equal(await destination.getAttribute("aria-invalid"), null);
    await form.field("RegionId").fill("cn-hangzhou");
    assert.equal(await destination.getAttribute("aria-invalid"), "true");
    await close();
  });

  test("a region that is not in the list is a warning, and the service decides", async () => {
    const { page, close } = await open();
    const form = formOf(page);
    await fill(form, { ...GOOD, DestinationRegionId: "xx-nowhere-1" });
    await form.field("DestinationDescription").focus();
    assert.match(await form.description("DestinationRegionId"), /^Warning:/);
    assert.equal(await form.field("DestinationRegionId").getAttribute("aria-invalid"), null);
    await form.submit.click();
    await form.element.locator(".job.error").waitFor();
    const text = await form.result.innerText();
    assert.match(
      text,
      /Not copied[\s\S]*The service did nothing[\s\S]*InvalidRegionId\.NotFound[\s\S]*Request ID/,
    );
    await close();
  });

  test("a wait is stopped, taken up again, and the copy arrives", async () => {
    const { page, wrongs, close } = await open();
    const form = formOf(page);
    await page.locator("#example").click();
    await form.submit.click();
    await form.result.getByText("Creating").waitFor();
    await form.result.getByRole("button", { name: "Stop waiting" }).click();
    await form.result.getByText("No longer waiting").waitFor();
    await form.result.getByRole("button", { name: "Go on waiting" }).press("Enter");
    await form.element.locator(".job.done").waitFor();
    assert.deepEqual(wrongs, []);
    await close();
  });

  test("a copy is cancelled", async () => {
    const { page, close } = await open();
    const form = formOf(page);
    await page.locator("#example").click();
    await form.submit.click();
    await form.result.getByText("Creating").waitFor();
    await form.result.getByRole("button", { name: "Stop waiting" }).click();
    await form.result.getByRole("button", { name: "Cancel the copy" }).click();
    await form.result.getByText("was cancelled").waitFor();
    await close();
  });

  test("the page speaks Chinese by its address, its button and the browser's language", async () => {
    const { page, wrongs, close } = await open({ locale: "zh-CN" });
    const form = formOf(page);
    await form.submit.getByText("复制镜像").waitFor();
    await form.submit.click();
    assert.match(await form.description("DestinationImageName"), /^错误：此参数为必填项/);
    await page.getByText("当前为模拟环境。").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
    await page.getByRole("button", { name: "English" }).click();
    await form.submit.getByText("Copy image").waitFor();
    assert.match(
      await form.description("DestinationImageName"),
      /^Error: This parameter is required/,
    );
    assert.deepEqual(wrongs, []);
    await close();

    const second = await open({}, "?locale=zh");
    await formOf(second.page).submit.getByText("复制镜像").waitFor();
    await second.close();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page, close } = await open({ colorScheme });
      const form = formOf(page);
      // Evaluated from outside, which the page's policy does not concern.
      const violations = async (when) => {
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${when}: ${id} ${nodes.map((node) => node.html)}`),
          [],
        );
      };
      await violations("untouched");
      await fill(form, { DestinationRegionId: "xx-nowhere-1", DestinationImageName: "1" });
      await form.submit.click();
      await form.element.locator("[aria-invalid]").first().waitFor();
      await violations("wrong");
      await page.locator("#example").click();
      await form.submit.click();
      await form.element.locator("progress[value]").waitFor();
      await violations("running");
      await form.element.locator(".job.done").waitFor();
      await violations("done");
      await form.field("ImageId").fill("m-nowhere");
      await form.submit.click();
      await form.element.locator(".job.error").waitFor();
      await violations("refused");
      await close();
    });
  }

  test("nothing is cut off at 360 pixels", async () => {
    const { page, close } = await open({ viewport: { width: 360, height: 740 } });
    const form = formOf(page);
    await form.submit.click();
    await form.element.locator("[aria-invalid]").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
    await close();
  });
});
