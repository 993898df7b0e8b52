// The command behind a proxy, and with the certificates of a company's own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { before, describe, test } from "node:test";
import { build } from "esbuild";
import { createEmulator } from "../../npm/dist/emulator.js";
import { makeCertificate, serveProxy, serveTls } from "../support/tls_proxy.mjs";
import { ACCOUNT, COPY, CREDENTIALS, HOME, run, start, startEmulator } from "./cli_support.mjs";

const REGIONS = ["call", "DescribeRegions", "--RegionId", "cn-hangzhou"];
const SERVICE = "ecd.cn-hangzhou.aliyuncs.com";

// `.test` leads nowhere (RFC 6761): who goes there without the proxy does not arrive.
const ELSEWHERE = ["--endpoint", "https://service.test"];

const certificate = makeCertificate([SERVICE, "service.test", "localhost"]);
const TRUST = { ...CREDENTIALS, NODE_EXTRA_CA_CERTS: certificate.certFile };

/** The service behind a proxy. */
async function surroundings(t, status) {
  const emulator = await createEmulator({
    ...{ port: false, accounts: [ACCOUNT], allowedHosts: ["service.test"] },
  });
  t.after(() => emulator.close());
  const service = await serveTls(t, emulator, certificate);
  return { service, proxy: await serveProxy(t, service.port, status) };
}

describe("through a proxy", () => {
  for (const name of ["HTTPS_PROXY", "https_proxy"]) {
    test(`of ${name}, to the service under its own name`, async (t) => {
      const { service, proxy } = await surroundings(t);
      const env = { ...TRUST, [name]: `http://someone:p%40ss-word@${proxy.host}` };
      const { status, stdout, stderr } = await run(REGIONS, { env });
      assert.equal(status, 0, stderr);
      assert.ok(JSON.parse(stdout).Regions.length > 0);
      const authorization = `Basic ${btoa("someone:p@ss-word")}`;
      assert.deepEqual(proxy.asked, [{ url: `${SERVICE}:443`, authorization }]);
      const [headers] = service.received;
      assert.equal(headers.host, SERVICE);
      assert.equal(headers["proxy-authorization"], undefined);
      const agent = /^ecd-wasm\/\d+\.\d+\.\d+ Node\.js\/[\d.]+ ecd\/\d+\.\d+\.\d+$/;
      assert.match(headers["user-agent"], agent);
    });
  }

  test("that is named without its scheme", async (t) => {
    const { proxy } = await surroundings(t);
    const { status } = await run(REGIONS, { env: { ...TRUST, HTTPS_PROXY: proxy.host } });
    assert.deepEqual([status, proxy.asked.length], [0, 1]);
  });

  test("that refuses: nothing was sent, and no message holds the password", async (t) => {
    const { service, proxy } = await surroundings(t, 407);
    const env = { ...TRUST, HTTPS_PROXY: `http://someone:p-a-s-s@${proxy.host}` };
    const { status, stdout, stderr } = await run(COPY, { env });
    assert.deepEqual([status, stdout], [1, ""], stderr);
    const told = `the proxy ${proxy.host} refuses to connect (HTTP 407)`;
    assert.equal(stderr.split(told).length, 2, "told once, however often it was tried");
    assert.doesNotMatch(stderr, /p-a-s-s|someone|may have been made/);
    assert.equal(service.received.length, 0);
  });

  test("that is not there", async () => {
    const env = { ...TRUST, HTTPS_PROXY: "http://someone:p-a-s-s@127.0.0.1:2" };
    const { status, stderr } = await run(COPY, { env });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /ECONNREFUSED/);
    assert.doesNotMatch(stderr, /p-a-s-s/);
  });

  test("that never answers: a time-out and Ctrl-C end the command all the same", async (t) => {
    const silent = createServer((socket) => socket.on("error", () => {}).resume());
    await once(silent.listen(0, "127.0.0.1"), "listening");
    t.after(() => silent.close());
    const env = { ...TRUST, HTTPS_PROXY: `127.0.0.1:${silent.address().port}` };
    const late = await run([...REGIONS, "--timeout", "0.5"], { env });
    assert.equal(late.status, 5, late.stderr);
    const { child, ended } = start(REGIONS, { env });
    await once(silent, "connection");
    child.kill("SIGINT");
    assert.equal((await ended).status, 130);
  });

  test("also to where credentials come from", async (t) => {
    const { proxy } = await surroundings(t);
    const home = mkdtempSync(join(HOME, "proxy-"));
    mkdirSync(join(home, ".aliyun"));
    const role = { ram_role_arn: "acs:ram::1:role/r", ram_session_name: "s" };
    const keys = { access_key_id: "id", access_key_secret: ACCOUNT.accessKeySecret };
    const profile = { name: "role", mode: "RamRoleArn", ...keys, ...role };
    const content = JSON.stringify({ current: "role", profiles: [profile] });
    writeFileSync(join(home, ".aliyun/config.json"), content);
    // The certificate is not that of STS: nothing is sent to whoever answers.
    const env = { ...TRUST, HOME: home, HTTPS_PROXY: proxy.host };
    const { status, stderr } = await run([...REGIONS, "--profile", "role"], { env });
    assert.equal(status, 4, stderr);
    assert.match(proxy.asked[0].url, /^sts\S*\.aliyuncs\.com:443$/);
  });

  test("only with a certificate that somebody vouches for", async (t) => {
    const { service, proxy } = await surroundings(t);
    const env = { ...CREDENTIALS, HTTPS_PROXY: proxy.host };
    const { status, stderr } = await run(COPY, { env });
    assert.deepEqual([status, service.received.length], [1, 0], stderr);
    assert.match(stderr, /DEPTH_ZERO_SELF_SIGNED_CERT/);
  });
});

describe("loopback", () => {
  test("is reached without the variables' proxy, over HTTP and TLS", async (t) => {
    const { service, proxy } = await surroundings(t);
    const { there } = await startEmulator(t);
    const env = { ...TRUST, HTTP_PROXY: proxy.host, HTTPS_PROXY: proxy.host };
    const overTls = ["--endpoint", `https://localhost:${service.port}`];
    for (const endpoint of [there, overTls]) {
      const { status, stderr } = await run([...REGIONS, ...endpoint], { env });
      assert.equal(status, 0, stderr);
    }
    assert.deepEqual([proxy.asked, service.received.length], [[], 1]);
  });

  test("is reached through --proxy, which NO_PROXY does not touch", async (t) => {
    const { emulator, there } = await startEmulator(t);
    const { host, port } = new URL(emulator.url);
    const proxy = await serveProxy(t, port);
    const args = [...REGIONS, ...there, "--proxy", `http://${proxy.host}`];
    const { status, stderr } = await run(args, { env: { ...CREDENTIALS, NO_PROXY: "*" } });
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      proxy.asked.map(({ url }) => url),
      [host],
    );
  });
});

test("NO_PROXY of the command line's surroundings is honoured", async (t) => {
  const { proxy } = await surroundings(t);
  for (const [noProxy, arrives] of [
    ["internal.example,.test", false],
    ["other.test", true],
  ]) {
    const env = { ...TRUST, HTTPS_PROXY: proxy.host, no_proxy: noProxy };
    const { status, stderr } = await run([...REGIONS, ...ELSEWHERE, "--timeout", "20"], { env });
    assert.equal(status === 0, arrives, stderr);
    assert.equal(proxy.asked.length > 0, arrives);
  }
});

describe("the rules of NO_PROXY", () => {
  let goesDirectly;
  before(async () => {
    const source = fileURLToPath(new URL("../../npm/src/cli/no_proxy.ts", import.meta.url));
    const { outputFiles } = await build({
      ...{ entryPoints: [source], bundle: true, write: false, format: "esm", platform: "node" },
    });
    const text = Buffer.from(outputFiles[0].contents).toString("base64");
    ({ goesDirectly } = await import(`data:text/javascript;base64,${text}`));
  });

  const host = "https://ecd.cn-hangzhou.aliyuncs.com/";
  for (const [url, noProxy, direct] of [
    [host, "", false],
    [host, "*", true],
    [host, "a.example, ecd.cn-hangzhou.aliyuncs.com", true],
    [host, "ECD.CN-HANGZHOU.ALIYUNCS.COM", true],
    [host, "aliyuncs.com", true],
    [host, ".aliyuncs.com", true],
    [host, "*.aliyuncs.com", true],
    ["https://aliyuncs.com/", ".aliyuncs.com", false],
    [host, "liyuncs.com", false],
    [host, "aliyuncs.com:443", true],
    [host, "aliyuncs.com:8443", false],
    ["https://aliyuncs.com:8443/", "aliyuncs.com:8443", true],
    ["http://100.100.100.200/", "100.100.100.200", true],
    ["http://100.100.100.200/", "100.100.0.0/16", true],
    ["http://100.100.100.200/", "10.0.0.0/8,fd00::/8,100.100.0.0/99", false],
    ["https://[fd00::1]/", "fd00::/8", true],
    ["https://[fd00::1]/", "fd00::1", true],
    ["https://[fd00::1]:8443/", "[fd00::1]:443", false],
    ["https://127.1.2.3/", "", true],
    ["https://[::1]:8443/", "", true],
    ["https://api.localhost/", "", true],
    ["https://localhost.example/", "", false],
  ]) {
    test(`${url} with ${JSON.stringify(noProxy)}: ${direct ? "direct" : "by the proxy"}`, () =>
      assert.equal(goesDirectly(new URL(url), noProxy), direct));
  }
});

test("2: proxies that cannot be had, told without what their address holds", async () => {
  for (const [args, env, message] of [
    [["--proxy", "http://someone:p-a-s-s@h"], {}, /--proxy: a user and a password go into/],
    [["--proxy", "socks5://h:1"], {}, /--proxy: a proxy is reached by http/],
    [[], { HTTPS_PROXY: "socks5://someone:p-a-s-s@h:1" }, /HTTPS_PROXY: a proxy is reached by/],
    [[], { http_proxy: "http://someone:p-a-s-s@h:99999" }, /HTTP_PROXY: this is not a proxy's/],
  ]) {
    const { status, stderr } = await run([...REGIONS, ...args], { env: { ...TRUST, ...env } });
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /p-a-s-s/);
  }
});
