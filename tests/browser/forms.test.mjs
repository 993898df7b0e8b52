// A page's own forms, bound to operations: when what is told, and that nothing of it stays.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { GOOD, noBrowser, openPage, serve, startBrowser } from "./support.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const page = (lang) => `<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <title>Forms of a page's own</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
    <script type="module" src="/main.js"></script>
  </head>
  <body>
    <main>
      <h1>Forms</h1>
      <form id="copy" aria-label="Copy">
        <p><label for="source">Source region</label>
          <select id="source" name="RegionId">
            <option value=""></option><option>cn-hangzhou</option><option>cn-shenzhen</option>
          </select></p>
        <p><label>Image <input name="ImageId" autocomplete="off"></label></p>
        <p><label for="destination">Destination region</label>
          <input id="destination" name="DestinationRegionId" autocomplete="off"></p>
        <p><label for="name">Name</label>
          <input id="name" name="DestinationImageName" aria-describedby="hint" autocomplete="off">
          <small id="hint">A name that people know.</small></p>
        <p><label for="description">Description</label>
          <textarea id="description" name="DestinationDescription"></textarea></p>
        <div data-ecd-message="DestinationDescription">What others should know.</div>
        <p><label><input type="checkbox" name="agree" required> I know that copies cost money.</label></p>
        <p><button>Copy</button> <button id="draft" formnovalidate>Save as draft</button>
          <button type="reset">Reset</button></p>
      </form>
      <form id="list" aria-label="List">
        <input type="hidden" name="RegionId" value="cn-hangzhou">
        <fieldset role="radiogroup"><legend>Type</legend>
          <label><input type="radio" name="ImageType" value="SYSTEM"> System</label>
          <label><input type="radio" name="ImageType" value="OTHER"> Other</label>
        </fieldset>
        <p><label for="max">At most</label> <input id="max" name="MaxResults" inputmode="numeric"></p>
        <p><label><input type="checkbox" name="GpuCategory"> With a graphics card</label></p>
        <p><label for="status">Status</label>
          <select id="status" name="ImageStatus" multiple><option>Available</option></select></p>
        <x-field name="OsType" aria-label="System" role="textbox" tabindex="0"></x-field>
        <button>List</button>
      </form>
      <form id="tags" aria-label="Tags">
        <input type="hidden" name="RegionId" value="cn-hangzhou">
        <p><label for="type">Kind</label> <input id="type" name="ResourceType"></p>
        <p><label for="ids">IDs</label>
          <select id="ids" name="ResourceId" multiple><option>ecd-1</option><option>ecd-2</option></select></p>
        <p><label for="key1">Key 1</label> <input id="key1" name="Tag.1.Key">
          <label for="value1">Value 1</label> <input id="value1" name="Tag.1.Value"></p>
        <p><label for="key2">Key 2</label> <input id="key2" name="Tag.2.Key">
          <label for="value2">Value 2</label> <input id="value2" name="Tag.2.Value"></p>
        <button>Tag</button>
      </form>
    </main>
  </body>
</html>`;

const STYLE = `
body { font: 16px/1.5 sans-serif; max-width: 40rem; margin: 1rem auto; color: #1b1f27; background: #fff }
form { border: 1px solid #999; padding: 0 1rem 1rem; margin-block: 1rem }
label { display: block } input:not([type]), textarea, select { font: inherit; width: 100%; box-sizing: border-box }
.ecd-error { color: #a8071a; margin: 0 } .ecd-warning { color: #6b4700; margin: 0 }
[aria-invalid=true] { outline: 2px solid #a8071a }
.ecd-message:empty { display: block }
`;

const MAIN = `
import { loadCore } from "/dist/core.js";
import { bindForm } from "/dist/forms.js";
import { catalog } from "/catalog.js";

class Field extends HTMLElement {
  static formAssociated = true;
  #internals = this.attachInternals();
  set value(value) { this.#internals.setFormValue(value); }
  setCustomValidity(text) { this.#internals.setValidity(text ? { customError: true } : {}, text || undefined, this); }
  get validity() { return this.#internals.validity; }
  get validationMessage() { return this.#internals.validationMessage; }
}
customElements.define("x-field", Field);

const core = await loadCore();
core.loadCatalog(new TextEncoder().encode(catalog));
globalThis.sent = [];
const OPERATIONS = { copy: "CopyImage", list: "DescribeImages", tags: "TagResources" };
const profile = (id) => (id === "tags" ? "documented" : "default");
const locale = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
globalThis.bound = {};
globalThis.bind = (id) => (bound[id] = bindForm(document.getElementById(id), core, OPERATIONS[id], { locale, profile: profile(id) }));
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push(bound[form.id].values());
  });
  globalThis.untouched = { ...globalThis.untouched, [form.id]: form.outerHTML };
  bind(form.id);
}
document.documentElement.dataset.ready = "";
`;

describe("forms of a page's own", { skip: noBrowser }, () => {
  let browser, server;
  before(async () => {
    browser = await startBrowser();
    const script = (body) => ({ type: "text/javascript", body });
    const dist = (name) => script(readFileSync(new URL(`../../npm/dist/${name}`, import.meta.url)));
    const catalog = readFileSync(
      new URL("../../src/catalog/data/ecd.ndjson", import.meta.url),
      "utf8",
    );
    const policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; " +
      "require-trusted-types-for 'script'; trusted-types 'none'";
    const html = (lang) => ({
      type: "text/html",
      body: page(lang),
      headers: { "content-security-policy": policy },
    });
    server = await serve({
      "/": html("en"),
      "/zh": html("zh-CN"),
      "/style.css": { type: "text/css", body: STYLE },
      "/main.js": script(MAIN),
      "/catalog.js": script(`export const catalog = ${JSON.stringify(catalog)};`),
      ...Object.fromEntries(
        ["forms.js", "core.js", "internal.js"].map((name) => [`/dist/${name}`, dist(name)]),
      ),
    });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(id, path = "/") {
    const opened = await openPage(browser, server.url + path, { ready: "#copy" });
    await opened.page.locator("html[data-ready]").waitFor();
    const form = opened.page.locator(`#${id}`);
    const field = (name) => form.locator(`[name="${name}"]`);
    return {
      ...opened,
      form,
      field,
      submit: form.locator("button").first(),
      /** What a screen reader reads after the field's name and value. */
      description: (name) =>
        field(name)
          .first()
          .evaluate((input) =>
            (input.getAttribute("aria-describedby") ?? "")
              .split(" ")
              .map(
                (each) =>
                  document.getElementById(each)?.textContent.replace(/\s+/g, " ").trim() ?? "",
              )
              .join(" | "),
          ),
      invalid: (name) => field(name).first().getAttribute("aria-invalid"),
      focused: () => opened.page.evaluate(() => document.activeElement.getAttribute("name")),
      sent: () => opened.page.evaluate(() => globalThis.sent),
      values: () => opened.page.evaluate((which) => globalThis.bound[which].values(), id),
      fillGood: async () => {
        await field("RegionId").selectOption(GOOD.RegionId);
        for (const [name, value] of Object.entries(GOOD))
          if (name !== "RegionId") await field(name).fill(value);
        await field("agree").check();
      },
      done: async () => {
        assert.deepEqual(opened.wrongs, []);
        await opened.close();
      },
    };
  }

  test("an untouched field is not called wrong, a changed one when it is left, then at every input", async () => {
    const { field, description, invalid, done } = await open("copy");
    const name = field("DestinationImageName");
    await name.focus();
    await name.press("Tab");
    assert.equal(await invalid("DestinationImageName"), null);
    assert.equal(await description("DestinationImageName"), "A name that people know.");

    await name.fill("x");
    assert.equal(await invalid("DestinationImageName"), null, "still typing");
    await name.press("Tab");
    assert.equal(await invalid("DestinationImageName"), "true");
    const message = "Error: Must have at least 2 characters; it has 1.";
    assert.equal(
      await description("DestinationImageName"),
      `${message} | A name that people know.`,
    );
    assert.equal(
      await name.evaluate((input) => input.validationMessage),
      "Must have at least 2 characters; it has 1.",
    );
    assert.equal(await name.evaluate((input) => input.nextElementSibling.className), "ecd-message");

    await name.press("End");
    await name.pressSequentially("/");
    assert.match(
      await description("DestinationImageName"),
      /^Error: May contain only .* character 2 is/,
    );
    await name.fill("xy");
    assert.equal(await invalid("DestinationImageName"), null);
    assert.equal(await description("DestinationImageName"), "A name that people know.");
    assert.equal(await name.evaluate((input) => input.checkValidity()), true);
    await name.fill("1x");
    assert.equal(await invalid("DestinationImageName"), null, "right again: told when it is left");
    await name.press("Tab");
    assert.equal(await invalid("DestinationImageName"), "true");
    await done();
  });

  test("a wrong form is not sent: all is told, the first wrong field has the focus", async () => {
    const { field, fillGood, submit, description, invalid, focused, sent, form, done } =
      await open("copy");
    await submit.click();
    assert.deepEqual(await sent(), []);
    assert.equal(await focused(), "RegionId");
    for (const name of Object.keys(GOOD)) {
      assert.equal(await invalid(name), "true", name);
      assert.match(await description(name), /^Error: This parameter is required\./, name);
    }
    assert.equal(await form.evaluate((element) => element.checkValidity()), false);
    // What the page's own HTML asks is told in the same way.
    assert.match(await description("agree"), /^Error: \S/);
    await fillGood();
    await field("ImageId").fill("");
    await submit.click();
    assert.equal(await focused(), "ImageId");
    await field("ImageId").fill(GOOD.ImageId);
    await submit.click();
    assert.deepEqual(await sent(), [GOOD]);
    assert.equal(await form.locator("[aria-invalid]").count(), 0);
    await done();
  });

  test("native demands stop a form that is right otherwise", async () => {
    const { form, field, fillGood, submit, focused, sent, done } = await open("copy");
    await fillGood();
    await field("agree").uncheck();
    await submit.click();
    assert.equal(await focused(), "agree");
    assert.deepEqual(await sent(), []);
    const nameless = form.locator("[type=checkbox]");
    await nameless.evaluate((box) => box.removeAttribute("name"));
    await submit.click();
    assert.equal(await nameless.getAttribute("aria-invalid"), "true");
    assert.deepEqual(await sent(), []);
    await nameless.check();
    await submit.click();
    assert.deepEqual(await sent(), [GOOD]);
    await done();
  });

  test("a page's own message stops it until the page takes it back", async () => {
    const { field, fillGood, submit, description, sent, done } = await open("copy");
    await fillGood();
    await field("DestinationImageName").evaluate((input) =>
      input.setCustomValidity("Name is taken."),
    );
    await submit.click();
    assert.match(await description("DestinationImageName"), /^Error: Name is taken\./);
    await field("DestinationImageName").evaluate((input) => input.setCustomValidity(""));
    await submit.click();
    assert.deepEqual(await sent(), [GOOD]);
    await done();
  });

  test("a press on the button sends the form, though leaving a field moves the button", async () => {
    const { field, submit, fillGood, page: tab, sent, focused, done } = await open("copy");
    await fillGood();
    await field("DestinationDescription").fill("x");
    const box = await submit.boundingBox();
    await tab.mouse.move(box.x + box.width / 2, box.y + box.height - 2);
    await tab.mouse.down();
    await tab.waitForTimeout(50);
    assert.deepEqual(await submit.boundingBox(), box);
    await tab.mouse.up();
    assert.equal(await focused(), "DestinationDescription", "the click arrived");
    assert.deepEqual(await sent(), []);
    await done();
  });

  test("a rule between two fields is checked again when the other changes", async () => {
    const { field, description, invalid, done } = await open("copy");
    await field("RegionId").selectOption("cn-hangzhou");
    await field("DestinationRegionId").fill("cn-hangzhou");
    await field("DestinationRegionId").blur();
    assert.equal(await description("DestinationRegionId"), "Error: Must differ from RegionId.");
    await field("RegionId").selectOption("cn-shenzhen");
    assert.equal(await invalid("DestinationRegionId"), null);
    await field("RegionId").selectOption("cn-hangzhou");
    assert.equal(await invalid("DestinationRegionId"), "true");
    await done();
  });

  test("a warning is shown and stops nothing", async () => {
    const { field, fillGood, submit, description, invalid, sent, done } = await open("copy");
    await fillGood();
    await field("DestinationRegionId").fill("cn-nowhere");
    await submit.click();
    assert.equal((await sent()).length, 1);
    assert.equal(
      await description("DestinationRegionId"),
      "Warning: Is not in the known list of regions.",
    );
    assert.equal(await invalid("DestinationRegionId"), null);
    await done();
  });

  test("a button that sends unchecked does, and a reset makes it as new", async () => {
    const { page: tab, form, field, submit, sent, done } = await open("copy");
    await tab.locator("#draft").click();
    assert.deepEqual(await sent(), [{}]);
    await submit.click();
    assert.equal(await form.locator("[aria-invalid=true]").count(), 5 + 1);
    await form.locator("[type=reset]").click();
    assert.equal(await form.locator("[aria-invalid], .ecd-message").count(), 0);
    assert.equal(await tab.locator("[data-ecd-message]").textContent(), "What others should know.");
    await field("ImageId").focus();
    await field("ImageId").press("Tab");
    assert.equal(await form.locator("[aria-invalid]").count(), 0);
    await done();
  });

  test("a message goes where the page wants it", async () => {
    const { page: tab, field, description, done } = await open("copy");
    await field("DestinationDescription").fill("x");
    await field("DestinationDescription").blur();
    const place = tab.locator("[data-ecd-message=DestinationDescription]");
    assert.match(await place.textContent(), /^Error: Must have at least 2/);
    assert.match(await description("DestinationDescription"), /^Error: Must have at least 2/);
    await done();
  });

  test("choices, boxes, numbers and custom elements are values", async () => {
    const {
      page: tab,
      field,
      values,
      submit,
      description,
      invalid,
      sent,
      form,
      done,
    } = await open("list");
    assert.deepEqual(await values(), { RegionId: "cn-hangzhou", GpuCategory: false });
    await field("GpuCategory").evaluate((box) => (box.indeterminate = true));
    assert.deepEqual(await values(), { RegionId: "cn-hangzhou" });
    await field("GpuCategory").check();
    await field("MaxResults").fill("50");
    await field("OsType").evaluate((element) => (element.value = "Linux"));
    await field("ImageType").last().check();
    await field("ImageType").first().focus();
    assert.deepEqual(await values(), {
      RegionId: "cn-hangzhou",
      GpuCategory: true,
      MaxResults: 50,
      OsType: "Linux",
      ImageType: "OTHER",
    });
    await submit.click();
    assert.deepEqual(
      (await sent()).map(({ MaxResults }) => MaxResults),
      [50],
    );
    assert.match(await description("ImageType"), /^Warning: Is not one of the documented values/);
    assert.equal(await form.locator("fieldset > .ecd-message").count(), 1);
    assert.equal(await form.locator("fieldset + .ecd-message").count(), 0);

    await field("MaxResults").fill("many");
    await field("OsType").evaluate((element) => (element.value = ""));
    await submit.click();
    assert.match(await description("MaxResults"), /^Error: Must be of type integer/);
    assert.equal(await invalid("MaxResults"), "true");
    assert.deepEqual(
      (await sent()).map(({ MaxResults }) => MaxResults),
      [50],
    );
    await tab.evaluate(() => document.querySelector("x-field").setCustomValidity("Broken."));
    await field("MaxResults").fill("5");
    await submit.click();
    assert.match(await description("OsType"), /^Error: Broken\./);
    assert.equal(await invalid("OsType"), "true");
    await done();
  });

  test("lists and their members, by their names on the wire", async () => {
    const { field, values, submit, description, focused, sent, form, done } = await open("tags");
    await field("ResourceType").fill("ALIYUN::GWS::INSTANCE");
    await submit.click();
    assert.deepEqual(await sent(), []);
    assert.match(await description("ResourceId"), /required/);
    assert.match(
      await description("Tag.1.Key"),
      /required/,
      "a list that is missing: at its first field",
    );
    assert.equal(await focused(), "ResourceId");

    await field("ResourceId").selectOption(["ecd-1", "ecd-2"]);
    await field("Tag.2.Key").fill("acs:k");
    await field("Tag.2.Value").fill("v");
    await submit.click();
    assert.match(await description("Tag.2.Key"), /^Error: Must not start with acs:/);
    assert.equal(await focused(), "Tag.2.Key");
    assert.equal(
      await field("Tag.1.Key").getAttribute("aria-invalid"),
      null,
      "Tag.1 is empty, and so not there",
    );
    await field("Tag.2.Key").fill("k");
    assert.deepEqual(await values(), {
      RegionId: "cn-hangzhou",
      ResourceType: "ALIYUN::GWS::INSTANCE",
      ResourceId: ["ecd-1", "ecd-2"],
      Tag: [{ Key: "k", Value: "v" }],
    });
    await submit.click();
    assert.equal((await sent()).length, 1);

    // A field that is added later, and one that goes.
    await form.evaluate((element) => {
      const input = document.createElement("input");
      input.name = "Tag.10.Value";
      input.setAttribute("aria-label", "Value 10");
      element.querySelector("button").before(input);
    });
    await field("Tag.10.Value").fill("http://x");
    await submit.click();
    assert.match(await description("Tag.10.Value"), /^Error: Must not start with http/);
    assert.equal(await focused(), "Tag.10.Value");
    assert.equal((await sent()).length, 1);
    await field("Tag.10.Value").evaluate((input) => input.remove());
    await submit.click();
    assert.equal((await sent()).length, 2);
    assert.equal(await form.locator(".ecd-error").count(), 0, "its message is gone with it");
    await done();
  });

  test("unbound, the form is as it was", async () => {
    const { page: tab, form, field, submit, done } = await open("copy");
    await field("ImageId").evaluate((input) => input.setAttribute("aria-invalid", "false"));
    await tab.evaluate(() => {
      globalThis.bound.copy.unbind();
      globalThis.untouched.copy = document.querySelector("#copy").outerHTML;
      globalThis.bind("copy");
    });
    assert.equal(await form.evaluate((element) => element.noValidate), true);
    await submit.click();
    await field("DestinationImageName").fill("1");
    await field("DestinationImageName").fill("");
    assert.ok((await form.locator("[aria-invalid=true]").count()) > 5);
    const [is, was] = await tab.evaluate(() => {
      const { bound, untouched } = globalThis;
      bound.copy.unbind();
      bound.copy.unbind();
      return [document.querySelector("#copy").outerHTML, untouched.copy];
    });
    assert.equal(is, was);
    const validity = await form.evaluate((element) =>
      [...element.elements].map((each) => each.validity?.customError),
    );
    assert.ok(!validity.includes(true));
    await field("DestinationImageName").fill("1");
    await field("DestinationImageName").blur();
    assert.equal(await field("DestinationImageName").getAttribute("aria-invalid"), null);
    await done();
  });

  test("validate() tells all without moving the focus", async () => {
    const { page: tab, field, focused, invalid, done } = await open("copy");
    await field("DestinationImageName").focus();
    const issues = await tab.evaluate(() => globalThis.bound.copy.validate());
    assert.deepEqual(issues.map(({ path }) => path[0]).sort(), Object.keys(GOOD).sort());
    assert.equal(await focused(), "DestinationImageName");
    assert.equal(await invalid("RegionId"), "true");
    await done();
  });

  test("setLocale() says again what is shown, and nothing of fields that nobody has touched", async () => {
    const { page: tab, field, description, invalid, done } = await open("copy");
    const setLocale = (locale) =>
      tab.evaluate((to) => {
        try {
          globalThis.bound.copy.setLocale(to);
        } catch ({ code }) {
          return code;
        }
      }, locale);
    await field("DestinationImageName").fill("1");
    await field("DestinationImageName").blur();
    const errors = tab.locator("#copy .ecd-error");
    assert.match(await errors.first().textContent(), /^Error: Must have at least 2/);
    const count = await errors.count();
    assert.equal(await setLocale("zh"), undefined);
    assert.match(await errors.first().textContent(), /^错误：/);
    assert.equal(await errors.count(), count);
    assert.equal(await errors.first().getAttribute("lang"), "zh-CN");
    assert.equal(await invalid("ImageId"), null);
    await field("ImageId").fill("m");
    await field("ImageId").fill("");
    await field("ImageId").blur();
    assert.match(await description("ImageId"), /^错误：此参数为必填项/);
    assert.equal(await setLocale("fr"), "InvalidOption");
    await done();
  });

  for (const [path, words] of [
    ["/", "Error: This parameter is required."],
    ["/zh", "错误：此参数为必填项。"],
  ]) {
    test(`accessible with messages, ${path}`, async () => {
      const { page: tab, field, submit, description, done } = await open("copy", path);
      await submit.click();
      assert.ok((await description("ImageId")).startsWith(words), await description("ImageId"));
      await field("DestinationRegionId").fill("cn-nowhere");
      await field("DestinationRegionId").blur();
      await tab.locator("#list button").click();
      await tab.locator("#tags button").click();
      await tab.evaluate(axe);
      const violations = await tab.evaluate(async () => {
        const found = await globalThis.axe.run();
        return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      });
      assert.deepEqual(violations, []);
      if (process.env["SCREENSHOTS"]) {
        const folder = fileURLToPath(new URL("../../build/screenshots/", import.meta.url));
        mkdirSync(folder, { recursive: true });
        await tab.screenshot({
          path: `${folder}forms${path.replace("/", "-")}.png`,
          fullPage: true,
        });
      }
      await done();
    });
  }
});
