// What tests of credentials share: STS, the metadata service and a URI on loopback, a home with files, a
// clock that is set by hand, and the official package led to the same places.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "./child.mjs";

export const METADATA = "http://100.100.100.200/latest";
export const ROLES = `${METADATA}/meta-data/ram/security-credentials/`;
export const ROLE_ARN = "acs:ram::1234567890:role/tester";

/** Keys that must turn up in no message. */
export const LONG_TERM = {
  accessKeyId: "LTAI5tLongTermKeyId0",
  accessKeySecret: "S3cretS3cretS3cretS3cretS3cret",
};

/** The n-th temporary keys, as services write them. */
export const temporary = (n, expiration) => ({
  AccessKeyId: `STS.TemporaryKeyId${n}`,
  AccessKeySecret: `T3mporaryS3cretT3mporaryS3cret${n}`,
  SecurityToken: `CAIStok3nCAIStok3nCAIStok3n${n}`,
  Expiration: expiration,
});

/** The first of them, as providers give them. */
export const FIRST = {
  accessKeyId: temporary(1).AccessKeyId,
  accessKeySecret: temporary(1).AccessKeySecret,
  securityToken: temporary(1).SecurityToken,
};

export const CONFIG = ".aliyun/config.json";
export const OIDC_TOKEN = "eyJhbGciOi.J0b2tlbiJ9.s1gnature";

/** What must be in no message. */
export const SECRETS = [
  LONG_TERM.accessKeySecret,
  FIRST.accessKeySecret,
  FIRST.securityToken,
  OIDC_TOKEN,
];

/** The error of a provider that must fail, in which there is no secret. */
export async function failure(provider) {
  const [{ reason, value }] = await Promise.allSettled([provider()]);
  assert.ok(reason, `it gave ${value}`);
  const told = JSON.stringify([reason.message, reason.stack, reason]);
  for (const secret of SECRETS) assert.ok(!told.includes(secret), told);
  return reason;
}

/** A home folder that goes with the test. `files` are texts, or values to be written as JSON. */
export function homeWith(t, files = {}) {
  const home = mkdtempSync(join(tmpdir(), "ecd-credentials-test-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const write = (path, content) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(
      join(home, path),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return { home, write };
}

/** A clock that stands still; `advance` takes minutes. */
export function startClock(at = "2026-01-05T08:00:00Z") {
  let ms = Date.parse(at);
  const after = (minutes) => new Date(ms + minutes * 60_000).toISOString().replace(/\.\d+/, "");
  return { now: () => new Date(ms), advance: (minutes) => (ms += minutes * 60_000), after };
}

/**
 * A server for all addresses: `fetch` sends every request to it. `answer(request)` gets the request as it
 * was meant, and gives `{status, headers, body}`, or undefined for one that is never answered.
 */
export async function startCloud(t, answer) {
  const requests = [];
  const server = createServer(async (received, response) => {
    const { "x-meant-for": url, ...headers } = received.headers;
    let body = "";
    for await (const part of received.setEncoding("utf8")) body += part;
    const request = {
      method: received.method,
      url,
      headers: { ...headers, host: new URL(url).host },
      body,
    };
    requests.push(request);
    const given = await cloud.answer(request);
    if (!given) return;
    const { status = 200, headers: own = {}, body: content = {} } = given;
    response.writeHead(status, { "content-type": "application/json", ...own });
    response.end(typeof content === "string" ? content : JSON.stringify(content));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => new Promise((done) => (server.close(done), server.closeAllConnections())));
  const { port } = server.address();
  const fetch = (url, init) =>
    globalThis.fetch(`http://127.0.0.1:${port}/`, {
      ...init,
      headers: { ...init.headers, "x-meant-for": url },
    });
  const cloud = { answer, requests, fetch, port };
  return cloud;
}

/** A home with profiles, an STS that gives keys for an hour, and what providers take. */
export async function surroundings(t, { profiles = [], files = {}, env = {}, answer } = {}) {
  const clock = startClock();
  const { home } = homeWith(t, { [CONFIG]: { profiles }, "oidc-token": OIDC_TOKEN, ...files });
  const cloud = await startCloud(t, answer ?? sts((n) => temporary(n, clock.after(60))));
  return { clock, cloud, home, options: { home, env, fetch: cloud.fetch, now: clock.now } };
}

/** An STS that answers every request with keys; `keys(n)` makes those of the n-th. */
export const sts = (keys) => {
  let count = 0;
  return () => ({ body: { RequestId: "9A8B", Credentials: keys(++count) } });
};

/** The parameters of a request, from its query and its form. */
export const parametersOf = ({ url, body }) =>
  Object.fromEntries([...new URL(url).searchParams, ...new URLSearchParams(body)]);

/**
 * What `@alicloud/credentials` finds in the same place: its keys, or only that it failed, for its messages
 * are its own. Its requests go to `cloud`, or nowhere.
 */
export function askOfficial({ home, env = {}, cloud, config }) {
  return runProgram(
    `
    import http from "node:http";
    import https from "node:https";
    const request = http.request;
    for (const [library, scheme] of [[http, "http"], [https, "https"]]) {
      library.request = ({ host, path, method, headers }) => request({
        host: "127.0.0.1", port: ${cloud?.port ?? 9}, method, path: "/",
        headers: { ...headers, "x-meant-for": scheme + "://" + host + path },
      });
    }
    const { default: { default: Credential } } = await import("@alicloud/credentials");
    try {
      const { accessKeyId, accessKeySecret, securityToken } =
        await new Credential(${config === undefined ? "" : JSON.stringify(config)}).getCredential();
      print({ accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) });
    } catch {
      print("failed");
    }
  `,
    { env: { HOME: home, ...env } },
  );
}

/** The members of a key, which no copying shows. */
export const plain = ({ accessKeyId, accessKeySecret, securityToken }) => ({
  accessKeyId,
  accessKeySecret,
  ...(securityToken ? { securityToken } : {}),
});
