// What the console's server serves, and whom. No browser: requests that no browser would send.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { GOOD, startConsole } from "./support.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const CREDENTIALS = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };

describe("the server of ecd console", () => {
  let server, port, token;
  before(async () => {
    server = await startConsole();
    port = new URL(server.url).port;
    token = /name="ecd-console-token" content="([^"]*)"/.exec((await ask("/")).body)[1];
  });
  after(() => server?.stop());

  /** As it is written, without what `fetch` would mend. */
  function ask(path, { method = "GET", headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: "127.0.0.1", port, path, method, headers, setHost: !headers.host },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part) => (text += part));
          response.on("end", () =>
            resolve({ status: response.statusCode, headers: response.headers, body: text }),
          );
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  const codeOf = ({ body }) => JSON.parse(body).Code;

  test("every answer carries the policy", async () => {
    for (const path of ["/", "/main.js", "/nothing", "/?Action=CopyImage"]) {
      const { headers } = await ask(path);
      assert.equal(headers["content-security-policy"], POLICY, path);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["cross-origin-opener-policy"], "same-origin");
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["access-control-allow-origin"], undefined);
    }
  });

  test("only the page's files are there, and only to be read", async () => {
    const types = {
      "/": "text/html",
      "/?locale=zh": "text/html",
      "/style.css": "text/css",
      "/main.js": "text/javascript",
      "/elements.js": "text/javascript",
      "/index.js": "text/javascript",
      "/core.js": "text/javascript",
      "/internal.js": "text/javascript",
      "/NOTICES.txt": "text/plain",
    };
    for (const [path, type] of Object.entries(types)) {
      const { status, headers, body } = await ask(path);
      assert.equal(status, 200, path);
      assert.ok(headers["content-type"].startsWith(type), path);
      assert.ok(body.length > 0);
      const head = await ask(path, { method: "HEAD" });
      assert.deepEqual(
        [head.status, head.headers["content-length"], head.body],
        [200, headers["content-length"], ""],
      );
    }
    for (const path of [
      "/../package.json",
      "/..%2fpackage.json",
      "/%2e%2e/package.json",
      "/console/../../package.json",
      "//etc/passwd",
      "/cli.js",
      "/index.html/",
      "/main.js%00",
      "/constructor",
      "/__proto__",
      "http://evil.example/",
    ]) {
      const { status, body } = await ask(path);
      assert.equal(status, 404, path);
      assert.equal(JSON.parse(body).Code, "NotFound");
    }
    for (const method of ["PUT", "DELETE", "OPTIONS", "TRACE"])
      assert.equal((await ask("/", { method })).status, 405);
    assert.equal((await ask("/main.js", { method: "POST" })).status, 405);
  });

  test("another host or origin is refused, for files and for calls", async () => {
    for (const path of ["/", "/?Action=DescribeRegions"]) {
      for (const host of [
        "evil.example",
        `evil.example:${port}`,
        "127.0.0.1",
        `127.0.0.1:1`,
        `127.0.0.1.evil.example:${port}`,
        "ecd.cn-hangzhou.aliyuncs.com",
      ]) {
        const answer = await ask(path, { headers: { host, "x-ecd-console-token": token } });
        assert.deepEqual([answer.status, codeOf(answer)], [403, "InvalidHost"], host);
      }
      for (const origin of [
        "http://evil.example",
        "null",
        `https://127.0.0.1:${port}`,
        "http://127.0.0.1:1",
        `http://localhost:${port}.evil.example`,
        "",
      ]) {
        const answer = await ask(path, { headers: { origin, "x-ecd-console-token": token } });
        assert.deepEqual([answer.status, codeOf(answer)], [403, "InvalidOrigin"], origin);
      }
    }
    for (const name of ["127.0.0.1", "localhost", "LOCALHOST"]) {
      const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
      assert.equal((await ask("/", { headers })).status, 200);
    }
  });

  test("calls need the token of this start", async () => {
    const ways = [
      ["/", { method: "POST" }],
      ["/?Action=DescribeRegions", {}],
      ["/main.js?a=b&Action=DescribeRegions", {}],
      ["/main.js", { headers: { "x-acs-action": "DescribeRegions" } }],
      ["/x", { method: "PUT", headers: { "x-acs-action": "DescribeRegions" } }],
    ];
    for (const [path, options] of ways) {
      for (const given of [undefined, "", "0".repeat(64), token.slice(1), `${token}0`]) {
        const headers = {
          ...options.headers,
          ...(given === undefined ? {} : { "x-ecd-console-token": given }),
        };
        const answer = await ask(path, { ...options, headers });
        assert.deepEqual([answer.status, codeOf(answer)], [403, "InvalidConsoleToken"]);
      }
      const headers = { ...options.headers, "x-ecd-console-token": token };
      const { body } = await ask(path, { ...options, headers });
      assert.ok(JSON.parse(body).RequestId, "with the token the emulator answers");
    }
    const other = await startConsole();
    const page = await (await fetch(other.url)).text();
    assert.ok(!page.includes(token), "every start has a token of its own");
    await other.stop();
  });

  test("a client with the token copies an image; without it is told why not", async () => {
    const withToken = (url, init) =>
      fetch(url, { ...init, headers: { ...init.headers, "x-ecd-console-token": token } });
    const options = { endpoint: `http://127.0.0.1:${port}`, credentials: CREDENTIALS };
    const { ImageId } = await new EcdClient({ ...options, fetch: withToken }).copyImage(GOOD);
    assert.match(ImageId, /^m-/);
    await assert.rejects(new EcdClient(options).copyImage(GOOD), {
      code: "InvalidConsoleToken",
      statusCode: 403,
    });
  });

  test("a body that is too large is refused", async () => {
    const headers = { "x-ecd-console-token": token, "x-acs-action": "CopyImage" };
    const answer = await ask("/", { method: "POST", headers, body: "a".repeat(1_500_000) });
    assert.ok(answer.status >= 400, "by the emulator");
    const larger = ask("/", { method: "POST", headers, body: "a".repeat(8_000_000) });
    // Its answer may be lost with the connection, which is closed before all has come.
    const status = await larger.then(
      ({ status }) => status,
      ({ code }) => code,
    );
    assert.ok([413, "ECONNRESET", "EPIPE"].includes(status), String(status));
  });

  test("Ctrl-C ends it", async () => {
    const { url, stop } = await startConsole();
    assert.equal(await stop("SIGINT"), 130);
    await assert.rejects(fetch(url));
  });
});
