// Pages that hold no keys: an application with a session and a relay, its page under a strict policy; a page
// of another origin; and what a page can do without any server of its own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, beforeEach, describe, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { createRelay, toNodeListener } from "ecd-wasm/relay";
import { ACCOUNT } from "../support/emulator_calls.mjs";
import { fill, formOf, GOOD, noBrowser, openPage, serve, startBrowser } from "./support.mjs";

const DIST = new URL("../../npm/dist/", import.meta.url);
const CSRF = "a-token-in-the-page";
const policy = (connect) =>
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  `connect-src ${connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
  "require-trusted-types-for 'script'; trusted-types lit-html";

const file = (name) => ({ type: "text/javascript", body: readFileSync(new URL(name, DIST)) });
const SCRIPTS = Object.fromEntries(
  [...readdirSync(DIST).filter((name) => name.endsWith(".js")), "console/elements.js"].map(
    (name) => [`/dist/${name}`, file(name)],
  ),
);

/** A page that offers the client and whatever else a test needs; a button appears when it is ready. */
function pageOf({ connect = "'self'", headers = {}, body = "" } = {}) {
  return {
    type: "text/html",
    headers: { "content-security-policy": policy(connect), ...headers },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
      <link rel="icon" href="data:,"><meta name="csrf" content="${CSRF}">
      <script type="module" src="/main.js"></script></head>
      <body>${body}<div id="ready"></div></body></html>`,
  };
}
const MAIN = {
  type: "text/javascript",
  body: `import { EcdClient } from "/dist/index.js";
    import "/dist/console/elements.js";
    const csrf = document.querySelector("meta[name=csrf]").content;
    const headers = async () => ({ "x-csrf": csrf });
    const wide = (url, init) => fetch(url, { ...init, credentials: "include" });
    globalThis.copy = async (options, params, how = {}) => {
      if (options.relay) options.relay.headers = headers;
      if (options.wide) options.fetch = wide;
      const client = new EcdClient(options);
      try {
        return { image: await client.copyImageAndWait(params, { pollMs: 20, ...how }) };
      } catch ({ name, code, outcome, attempts }) {
        return { name, code, outcome, attempts };
      }
    };
    for (const element of document.querySelectorAll("ecd-copy-image")) {
      element.fetch = async (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...(await headers()) } });
    }
    document.querySelector("#ready").append(document.createElement("button"));`,
};

describe("pages without keys", { skip: noBrowser }, () => {
  let browser, emulator, application, stranger;
  const events = [];
  before(async () => {
    browser = await startBrowser();
    stranger = await serve({ ...SCRIPTS, "/main.js": MAIN, "/": { type: "text/html", body: "" } });
    application = await startApplication(() => emulator, [], events);
  });
  beforeEach(async () => {
    emulator = await createEmulator({ port: false, copyDurationMs: 60 });
    events.length = 0;
  });
  after(async () => {
    await browser?.close();
    await stranger?.close();
    await application?.close();
  });
  const open = (url) => openPage(browser, url, { ready: "#ready" });
  const names = () => emulator.images("cn-shenzhen").map(({ Name }) => Name);

  test("an image is copied through the application's relay", async () => {
    const { page, wrongs, close } = await open(application.url);
    const sent = [];
    page.on("request", (request) =>
      sent.push([new URL(request.url()).pathname, request.postData()]),
    );
    const { image } = await page.evaluate(
      (params) => copy({ relay: { url: "/relay" } }, params),
      GOOD,
    );
    assert.equal(image.Status, "Available");
    assert.deepEqual(names(), [GOOD.DestinationImageName]);
    assert.deepEqual(wrongs, []);
    assert.ok(sent.length >= 2 && sent.every(([path]) => path === "/relay"));
    assert.ok(!JSON.stringify(sent).includes(ACCOUNT.accessKeySecret));
    assert.deepEqual(
      [...new Set(events.map(({ who, outcome }) => `${who} ${outcome}`))],
      ["ann done"],
    );
    await close();
  });

  test("an answer that is lost on either way leaves one copy", async () => {
    const { page, wrongs, close } = await open(application.url);
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    const far = await page.evaluate((params) => copy({ relay: { url: "/relay" } }, params), GOOD);
    assert.equal(far.image.Status, "Available");
    application.loseAnswers(1);
    const params = { ...GOOD, DestinationImageName: "Lost_near" };
    const near = await page.evaluate((given) => copy({ relay: { url: "/relay" } }, given), params);
    assert.equal(near.image.Status, "Available");
    assert.deepEqual(names().sort(), ["Lost_near", GOOD.DestinationImageName].sort());
    assert.deepEqual(
      wrongs.filter((wrong) => !wrong.startsWith("console: Failed to load")),
      [],
    );
    await close();
  });

  test("what is wrong never leaves the page, what is not allowed never leaves the relay", async () => {
    const { page, close } = await open(application.url);
    const run = (params, options = { relay: { url: "/relay" } }) =>
      page.evaluate((given) => copy(...given), [options, params]);
    assert.equal((await run({ ...GOOD, DestinationImageName: "1" })).code, "ValidationError");
    assert.deepEqual(events, []);
    const refused = await run({ ...GOOD, DestinationRegionId: "us-west-1" });
    assert.deepEqual(refused, {
      name: "EcdError",
      code: "RegionNotAllowed",
      outcome: "not-sent",
      attempts: 1,
    });
    assert.equal(
      (await run(GOOD, { relay: { url: "http://relay.example/" } })).code,
      "InvalidOption",
    );
    assert.equal(emulator.requests().length, 0);
    await close();
  });

  test("<ecd-copy-image relay> needs no credentials", async () => {
    const { page, wrongs, close } = await open(`${application.url}/element`);
    const form = formOf(page);
    await fill(form, GOOD);
    await form.submit.click();
    await form.element.locator(".job.done").waitFor();
    assert.deepEqual(names(), [GOOD.DestinationImageName]);
    assert.deepEqual(wrongs, []);
    await close();
  });

  test("a page of another site cannot use the visitor's session", async () => {
    const { page, close } = await open(application.url); // the session's cookie is there now
    await page.goto(stranger.url);
    const tried = await page.evaluate(
      async ({ url, call }) => {
        const ways = [
          { headers: { "content-type": "application/json" } },
          { headers: { "content-type": "text/plain" } },
          { headers: { "content-type": "application/x-www-form-urlencoded" } },
          { headers: { "content-type": "text/plain" }, mode: "no-cors" },
        ];
        const got = [];
        for (const way of ways) {
          const init = { method: "POST", credentials: "include", body: call, ...way };
          got.push(
            await fetch(`${url}/relay`, init).then(
              ({ type }) => type,
              () => "refused",
            ),
          );
        }
        return got;
      },
      {
        url: application.url,
        call: JSON.stringify({
          version: 1,
          operation: "CopyImage",
          params: GOOD,
          nonce: "0".repeat(32),
        }),
      },
    );
    assert.deepEqual(tried, ["refused", "refused", "refused", "opaque"]);
    assert.deepEqual(names(), []);
    assert.equal(emulator.requests().length, 0);
    await close();
  });

  test("a page of another origin that is named can", async (t) => {
    const friend = await serve({
      ...SCRIPTS,
      "/main.js": MAIN,
      "/": pageOf({ connect: "'self' http://127.0.0.1:*" }),
    });
    t.after(() => friend.close());
    const open2 = await startApplication(() => emulator, [friend.url], events);
    t.after(() => open2.close());
    const { page, wrongs, close } = await open(friend.url);
    const options = { relay: { url: `${open2.url}/relay` }, wide: true };
    await page.context().addCookies([{ name: "session", value: "ann", url: open2.url }]);
    const { image } = await page.evaluate((given) => copy(...given), [options, GOOD]);
    assert.equal(image?.Status, "Available");
    assert.deepEqual([...new Set(wrongs)], [`request: ${open2.url}/relay`]);
    await close();
  });
});

/** An application: a page that begins a session, and a relay for who has one. */
async function startApplication(emulator, origin, events) {
  const relay = (own) =>
    createRelay({
      credentials: ACCOUNT,
      allow: {
        operations: ["CopyImage", "DescribeImages"],
        regions: ["cn-hangzhou", "cn-shenzhen"],
      },
      origin: [own, ...origin],
      authorize: ({ headers }) =>
        /\bsession=ann\b/.test(headers.get("cookie") ?? "") &&
        headers.get("x-csrf") === CSRF && { who: "ann" },
      audit: (event) => events.push(event),
      fetch: (url, init) => emulator().fetch(url, init),
    });
  const files = {
    ...SCRIPTS,
    "/main.js": MAIN,
    "/": pageOf({ headers: { "set-cookie": "session=ann; HttpOnly; SameSite=Strict" } }),
    "/element": pageOf({
      headers: { "set-cookie": "session=ann; HttpOnly; SameSite=Strict" },
      body: '<ecd-copy-image relay="/relay" region-id="cn-hangzhou"></ecd-copy-image>',
    }),
  };
  let listener;
  let lost = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/relay") {
      // Done, but its answer never arrives.
      if (lost > 0 && request.method === "POST" && lost--)
        response.end = () => request.socket.destroy();
      return void listener(request, response);
    }
    const found = files[pathname];
    response.writeHead(found ? 200 : 404, {
      "content-type": found?.type ?? "text/plain",
      ...found?.headers,
    });
    response.end(found?.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  listener = toNodeListener(relay(url));
  return {
    url,
    loseAnswers: (count) => (lost = count),
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

describe("straight from a page to the service", { skip: noBrowser }, () => {
  // As answers of the service were seen to carry them (of another product, in 2022): no promise.
  const SEEN = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "*",
    "access-control-allow-methods": "POST, GET, OPTIONS, PUT, DELETE",
    "access-control-allow-headers":
      "X-Requested-With, X-Sequence, _aop_secret, _aop_signature, x-acs-action, x-acs-version, x-acs-date, Content-Type",
    "access-control-max-age": "172800",
  };
  let browser, emulator, service, page;
  const asked = [];
  before(async () => {
    browser = await startBrowser();
    emulator = await createEmulator({ port: false, copyDurationMs: 60 });
    const server = createServer(async (request, response) => {
      const { method, headers, url: target } = request;
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      asked.push({ method, headers, target, body: body.toString() });
      if (method === "OPTIONS") return void response.writeHead(200, SEEN).end();
      const { origin: _, connection: __, ...sent } = headers;
      const answer = await emulator.fetch(`http://${headers.host}${target}`, {
        method,
        headers: sent,
        body,
      });
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), ...SEEN });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    service = { url: `http://127.0.0.1:${server.address().port}`, server };
    page = await serve({
      ...SCRIPTS,
      "/main.js": MAIN,
      "/": pageOf({ connect: `'self' ${service.url}` }),
    });
  });
  beforeEach(() => (asked.length = 0));
  after(async () => {
    await browser?.close();
    await page?.close();
    service?.server.close().closeAllConnections();
    await emulator?.close();
  });

  async function copyWith(options, name) {
    const opened = await openPage(browser, page.url, { ready: "#ready" });
    const given = [
      { credentials: ACCOUNT, endpoint: service.url, ...options },
      { ...GOOD, DestinationImageName: name },
      { reconcileMs: 0, deadlineMs: 20_000 },
    ];
    const result = await opened.page.evaluate((all) => copy(...all), given);
    await opened.close();
    return result;
  }

  test("HMAC-SHA1 with all parameters in the body: no preflight, and the answers can be read", async () => {
    const { image } = await copyWith({ algorithm: "HMAC-SHA1", parametersIn: "body" }, "Straight");
    assert.equal(image?.Status, "Available");
    assert.ok(asked.length >= 2);
    for (const { method, target, headers, body } of asked) {
      assert.deepEqual([method, target], ["POST", "/"]);
      assert.equal(headers["content-type"], "application/x-www-form-urlencoded");
      assert.ok(new URLSearchParams(body).get("Signature"));
      assert.deepEqual(
        Object.keys(headers).filter((name) => /^(x-acs|authorization)/.test(name)),
        [],
      );
    }
  });

  test("the newer signature stands in headers: the browser asks first, and is not allowed", async () => {
    const result = await copyWith({}, "Newer");
    assert.equal(result.code, "NoAnswer");
    assert.ok(asked.length > 0 && asked.every(({ method }) => method === "OPTIONS"));
    assert.ok(!emulator.images("cn-shenzhen").some(({ Name }) => Name === "Newer"));
  });
});
