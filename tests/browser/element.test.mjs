// <ecd-copy-image> in a stranger's page: served from elsewhere, styled otherwise, with keys of its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fill, formOf, GOOD, noBrowser, openPage, serve, startBrowser } from "./support.mjs";

const SECRET = "a-secret-of-the-stranger";

/** Only light, with opinions about every form on it, and with a value that was set too early. */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>A stranger's page</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
    <script type="module" src="/main.js"></script>
  </head>
  <body>
    <form id="own"><input id="theirs" value="theirs"><button id="button">Theirs</button></form>
    <div id="place"></div>
  </body>
</html>`;

const STYLE =
  "body { color: rgb(1, 2, 3) } input, button { color: rgb(4, 5, 6); border: 7px solid rgb(7, 8, 9) }";

/** What the service answers is set by each test as \`globalThis.answers\`. */
const MAIN = `
const element = document.createElement("ecd-copy-image");
element.setAttribute("region-id", "cn-hangzhou");
element.setAttribute("endpoint", "https://ecd.example.com");
element.credentials = { accessKeyId: "id", accessKeySecret: "${SECRET}" };
element.params = { ImageId: "m-early" };
globalThis.calls = [];
element.fetch = async (url, { headers, signal }) => {
  const operation = headers["x-acs-action"];
  calls.push({ operation, url });
  const answer = answers[operation].length > 1 ? answers[operation].shift() : answers[operation][0];
  if (answer === "hang") await new Promise((_, reject) => signal.addEventListener("abort", reject));
  if (answer === "lost") throw new TypeError("Failed to fetch");
  const { status = 200, ...body } = answer;
  return { status, headers: { get: () => null }, text: async () => JSON.stringify(body) };
};
globalThis.events = [];
for (const type of ["ecd-copied", "ecd-error"]) {
  document.addEventListener(type, (event) => events.push([type, event.detail, event.composed]));
}
document.querySelector("#place").attachShadow({ mode: "open" }).append(element);
globalThis.element = element;
await import("/dist/console/elements.js");
`;

const COPY = { ImageId: "m-new", RequestId: "R-1" };
const AVAILABLE = { Images: [{ ImageId: "m-new", Status: "Available", Progress: "100%" }] };
const CREATING = { Images: [{ ImageId: "m-new", Status: "Creating", Progress: "10%" }] };

describe("<ecd-copy-image> in a stranger's page", { skip: noBrowser }, () => {
  let browser, server;
  before(async () => {
    browser = await startBrowser();
    const script = (body) => ({ type: "text/javascript", body });
    const dist = (name) => script(readFileSync(new URL(`../../npm/dist/${name}`, import.meta.url)));
    const names = ["console/elements.js", "index.js", "core.js", "forms.js", "internal.js"];
    const policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:";
    server = await serve({
      "/": { type: "text/html", body: PAGE, headers: { "content-security-policy": policy } },
      "/style.css": { type: "text/css", body: STYLE },
      "/main.js": script(MAIN),
      ...Object.fromEntries(names.map((name) => [`/dist/${name}`, dist(name)])),
    });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(answers, options) {
    const { page, wrongs, close } = await openPage(browser, server.url, options);
    await page.evaluate((given) => (globalThis.answers = given), answers);
    return { page, wrongs, close, form: formOf(page) };
  }

  const eventsOf = (page) => page.evaluate(() => globalThis.events);

  test("copies with what it was given, and tells the page", async () => {
    const { page, wrongs, close, form } = await open({
      CopyImage: [COPY],
      DescribeImages: [AVAILABLE],
    });
    assert.equal(
      await form.field("ImageId").inputValue(),
      "m-early",
      "set before the element was defined",
    );
    assert.equal(await form.field("RegionId").inputValue(), "cn-hangzhou");
    await fill(form, GOOD);
    assert.deepEqual(await page.evaluate(() => globalThis.element.params), GOOD);
    await form.field("DestinationDescription").press("Control+Enter");
    await form.element.locator(".job.done").waitFor();
    assert.deepEqual(await eventsOf(page), [
      ["ecd-copied", { ImageId: "m-new", RegionId: "cn-shenzhen" }, true],
    ]);
    const calls = await page.evaluate(() => globalThis.calls);
    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ["CopyImage", "DescribeImages"],
    );
    assert.ok(calls.every(({ url }) => url.startsWith("https://ecd.example.com/")));
    assert.deepEqual(wrongs, []);
    await close();
  });

  test("the credentials are nowhere to be seen", async () => {
    const { page, close, form } = await open({
      CopyImage: [{ status: 403, Code: "Forbidden", Message: `no ${SECRET}` }],
    });
    await fill(form, GOOD);
    await form.submit.click();
    await form.element.locator(".job.error").waitFor();
    const seen = await page.evaluate(() => {
      const { element } = globalThis;
      const own = Object.entries(element)
        .filter(([, value]) => typeof value !== "object")
        .flat()
        .map(String);
      const events = JSON.stringify(globalThis.events);
      if (Object.hasOwn(element, "credentials")) own.push(JSON.stringify(element.credentials));
      return [
        element.outerHTML,
        element.shadowRoot.innerHTML,
        String(element.credentials),
        events,
        ...own,
      ].join("\n");
    });
    assert.ok(seen.includes("Forbidden"));
    assert.ok(!seen.includes(SECRET));
    await close();
  });

  test("nothing leaks in or out", async () => {
    const { page, close, form } = await open({}, { colorScheme: "dark" });
    const styleOf = (locator) =>
      locator.evaluate((node) => {
        const { color, borderTopWidth } = getComputedStyle(node);
        return [color, borderTopWidth];
      });
    assert.deepEqual(await styleOf(page.locator("#theirs")), ["rgb(4, 5, 6)", "7px"]);
    assert.deepEqual(await styleOf(page.locator("body")), ["rgb(1, 2, 3)", "0px"]);
    assert.deepEqual(
      await styleOf(form.field("ImageId")),
      ["rgb(27, 31, 39)", "1px"],
      "light, as the page is",
    );
    await page.evaluate(() => globalThis.element.setAttribute("hidden", ""));
    assert.equal(await form.element.isVisible(), false);
    await close();
  });

  test("a page gives it colours of its own", async () => {
    const { page, close, form } = await open({});
    await page.evaluate(() => {
      globalThis.element.style.setProperty("--ecd-accent", "rgb(1, 99, 1)");
      globalThis.element.style.setProperty("color-scheme", "dark");
    });
    const [button, text] = await form.element.evaluate(({ shadowRoot }) => [
      getComputedStyle(shadowRoot.querySelector("[part~=submit]")).backgroundColor,
      getComputedStyle(shadowRoot.querySelector("[part~=label]")).color,
    ]);
    assert.equal(button, "rgb(1, 99, 1)");
    assert.equal(text, "rgb(232, 234, 239)");
    await close();
  });

  test("what the page fills in is as if typed: what was wrong is looked at again, nothing else", async () => {
    const { page, close, form } = await open({});
    const invalid = form.element.locator("[aria-invalid=true]");
    await form.field("DestinationRegionId").fill("cn-hangzhou");
    await form.field("DestinationImageName").fill("1");
    await form.field("DestinationImageName").blur();
    assert.equal(await invalid.count(), 2);
    await page.evaluate(() => (globalThis.element.params = { DestinationImageName: "Office" }));
    assert.equal(await form.field("DestinationImageName").inputValue(), "Office");
    assert.equal(await invalid.count(), 1);
    await page.evaluate(() => globalThis.element.setAttribute("region-id", "cn-beijing"));
    await page.waitForFunction(
      () => !globalThis.element.shadowRoot.querySelector("[aria-invalid]"),
    );
    await close();
  });

  test("a lost answer is told as unclear", async () => {
    const { page, close, form } = await open({ CopyImage: ["lost"] });
    await page.clock.install();
    await fill(form, GOOD);
    await form.submit.click();
    const warning = form.element.locator(".job.warning").getByText("not clear whether");
    // The copy is looked for for a minute.
    while (!(await warning.isVisible())) await page.clock.runFor(5_000);
    const [[type, detail]] = await eventsOf(page);
    assert.deepEqual([type, detail.code, detail.outcome], ["ecd-error", "NoAnswer", "unclear"]);
    await close();
  });

  test("a request that was stopped may have arrived", async () => {
    const { page, close, form } = await open({ CopyImage: ["hang"] });
    await fill(form, GOOD);
    await form.submit.click();
    await form.result.getByRole("button", { name: "Stop waiting" }).click();
    await form.element.locator(".job.warning").getByText("may have started the copy").waitFor();
    const [[type, detail]] = await eventsOf(page);
    assert.deepEqual([type, detail.code, detail.outcome], ["ecd-error", "Aborted", "unclear"]);
    await close();
  });

  test("a wait that fails says that the copy was accepted", async () => {
    const refusal = { status: 403, Code: "Forbidden", Message: "not allowed to look" };
    const { page, close, form } = await open({
      CopyImage: [COPY],
      DescribeImages: [CREATING, refusal],
    });
    await fill(form, GOOD);
    await form.submit.click();
    await form.element.locator(".job.warning").getByText("has accepted the copy").waitFor();
    const [[type, detail]] = await eventsOf(page);
    const { code, outcome, ImageId } = detail;
    assert.deepEqual(
      { type, code, outcome, ImageId },
      { type: "ecd-error", code: "Forbidden", outcome: "unclear", ImageId: "m-new" },
    );
    await page.evaluate((image) => (globalThis.answers.DescribeImages = [image]), AVAILABLE);
    await form.result.getByRole("button", { name: "Go on waiting" }).click();
    await form.element.locator(".job.done").waitFor();
    await close();
  });

  test("taken out of the page it asks no more; moved it goes on", async () => {
    const { page, close, form } = await open({ CopyImage: [COPY], DescribeImages: [CREATING] });
    await fill(form, GOOD);
    await form.submit.click();
    await form.element.locator("progress[value]").waitFor();
    await page.evaluate(() => document.body.append(globalThis.element));
    assert.equal(await form.element.locator("progress").count(), 1);
    await page.evaluate(() => globalThis.element.remove());
    const count = () => page.evaluate(() => globalThis.calls.length);
    const before = await count();
    await page.waitForTimeout(2_500);
    assert.equal(await count(), before);
    await close();
  });

  test("without credentials nothing is sent", async () => {
    const { page, close, form } = await open({});
    await page.evaluate(() => (globalThis.element.credentials = undefined));
    await fill(form, GOOD);
    await form.submit.click();
    await form.element.locator(".job.error").getByText("Nothing was sent").waitFor();
    assert.deepEqual((await eventsOf(page))[0][1].code, "NoCredentials");
    assert.equal(await page.evaluate(() => globalThis.calls.length), 0);
    await close();
  });
});
