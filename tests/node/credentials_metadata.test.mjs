// Keys from plain addresses, the metadata service of an ECS instance and a URI: what is asked, as the
// official package asks, and what becomes of the answers. All of it stands on loopback.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { defaultChain, fromEcsMetadata, fromIni, fromProfile, fromUri } from "ecd-wasm/credentials";
import {
  askOfficial,
  CONFIG,
  failure,
  FIRST,
  homeWith,
  METADATA,
  plain,
  ROLES,
  surroundings,
  temporary,
} from "../support/credentials_cloud.mjs";

describe("ECS metadata", () => {
  const TOKEN = "metadata-token";

  /** The service, version 2 or 1 or both. */
  const metadata =
    (clock, { v1 = true, v2 = true, role = "tester" } = {}) =>
    ({ method, url, headers }) => {
      if (method === "PUT") return v2 ? { body: TOKEN } : { status: 404, body: "" };
      const sent = headers["x-aliyun-ecs-metadata-token"];
      if (sent === undefined ? !v1 : sent !== TOKEN) return { status: 403, body: "" };
      if (url === ROLES) return role ? { body: `${role}\n` } : { status: 404, body: "" };
      assert.equal(url, `${ROLES}${role}`);
      return { body: { Code: "Success", ...temporary(1, clock.after(360)) } };
    };
  const brief = ({ requests }) =>
    requests.map(({ method, url }) => `${method} ${url.replace(METADATA, "")}`);

  async function onInstance(t, service, env = {}) {
    const found = await surroundings(t, { env, answer: () => ({}) });
    found.cloud.answer = metadata(found.clock, service);
    return found;
  }

  test("version 2, as the official package asks", async (t) => {
    const { cloud, options, home } = await onInstance(t, { v1: false });
    const key = await fromEcsMetadata(options)();
    assert.deepEqual([plain(key), key.providerName], [FIRST, "ecs_ram_role"]);
    const path = "/meta-data/ram/security-credentials/";
    assert.deepEqual(brief(cloud), ["PUT /api/token", `GET ${path}`, `GET ${path}tester`]);
    assert.equal(cloud.requests[0].headers["x-aliyun-ecs-metadata-token-ttl-seconds"], "21600");
    const ours = brief(cloud);
    cloud.requests.length = 0;
    assert.deepEqual(await askOfficial({ home, cloud, config: { type: "ecs_ram_role" } }), FIRST);
    // It fetches its token twice.
    assert.deepEqual([...new Set(brief(cloud))].sort(), ours.sort());
  });

  test("version 1 where there is no other, unless it is off", async (t) => {
    const { cloud, options } = await onInstance(t, { v2: false });
    assert.deepEqual(plain(await fromEcsMetadata(options)()), FIRST);
    cloud.requests.length = 0;
    const off = { ...options, env: { ALIBABA_CLOUD_IMDSV1_DISABLED: "true" } };
    for (const provider of [
      fromEcsMetadata(off),
      fromEcsMetadata({ ...options, disableIMDSv1: true }),
    ]) {
      const { code, message } = await failure(provider);
      assert.deepEqual(
        [code, message],
        ["CredentialsFailed", "the ECS metadata service gives no token: HTTP status 404"],
      );
    }
    assert.deepEqual(brief(cloud), ["PUT /api/token", "PUT /api/token"]);
  });

  test("a role by option, variable and profile", async (t) => {
    const { cloud, options } = await onInstance(t, {});
    const profiles = [{ name: "e", mode: "EcsRamRole", ram_role_name: "tester" }];
    const ini = "[default]\ntype=ecs_ram_role\nrole_name=tester";
    const { home } = homeWith(t, { [CONFIG]: { profiles }, ".alibabacloud/credentials": ini });
    const env = { ALIBABA_CLOUD_ECS_METADATA: "tester" };
    for (const provider of [
      ...[
        fromEcsMetadata({ ...options, roleName: "tester" }),
        fromEcsMetadata({ ...options, env }),
      ],
      ...[fromProfile("e", { ...options, home }), fromIni(undefined, { ...options, home })],
    ]) {
      assert.deepEqual(plain(await provider()), FIRST);
    }
    assert.ok(!brief(cloud).some((request) => request.endsWith("security-credentials/")));
  });

  test("off by a variable: nobody is asked", async (t) => {
    const env = { ALIBABA_CLOUD_ECS_METADATA_DISABLED: "True" };
    const { cloud, options } = await onInstance(t, {}, env);
    assert.equal((await failure(fromEcsMetadata(options))).code, "NoCredentials");
    assert.equal(cloud.requests.length, 0);
  });

  test("elsewhere than on an instance it takes no longer than two time-outs of a second", async () => {
    const fetch = () => new Promise(() => {}); // it may not even listen to its signal
    const started = performance.now();
    const error = await failure(fromEcsMetadata({ fetch, env: {} }));
    const took = performance.now() - started;
    assert.deepEqual(
      [error.code, error.message],
      ["CredentialsFailed", "the ECS metadata service: no answer in time"],
    );
    assert.ok(took > 1990 && took < 10_000, `${took} ms`);
  });

  for (const [what, answer, code] of [
    [
      "an instance without a role",
      ({ url }) => (url === ROLES ? { status: 404, body: "" } : { body: TOKEN }),
      "NoCredentials",
    ],
    [
      "a page for a role's name",
      ({ url }) => (url === ROLES ? { body: "<html>../" } : { body: TOKEN }),
      "CredentialsFailed",
    ],
    [
      "a Code",
      ({ url }) => (url === ROLES ? { body: "r" } : { body: { ...temporary(1), Code: "Failed" } }),
      "CredentialsFailed",
    ],
    [
      "no token of the keys",
      ({ url }) =>
        url === ROLES ? { body: "r" } : { body: { AccessKeyId: "a", AccessKeySecret: "b" } },
      "CredentialsFailed",
    ],
    [
      "a redirect",
      ({ url }) => (url === ROLES ? { status: 302, headers: { location: "/" } } : { body: TOKEN }),
      "CredentialsFailed",
    ],
  ]) {
    test(`fails for ${what}`, async (t) => {
      const { options } = await surroundings(t, { answer });
      assert.equal((await failure(fromEcsMetadata(options))).code, code);
    });
  }

  test("a role's name leads nowhere else", async (t) => {
    const { cloud, options } = await onInstance(t, {});
    assert.equal(
      (await failure(fromEcsMetadata({ ...options, roleName: "../../evil" }))).code,
      "InvalidOption",
    );
    assert.equal(cloud.requests.length, 0);
  });
});

describe("a URI", () => {
  const URI = "http://localhost/user.json?secret=T3mporaryS3cretT3mporaryS3cret1";

  test("by argument, variable and profile, as the official package reads it", async (t) => {
    const profiles = [{ name: "u", mode: "CredentialsURI", credentials_uri: URI }];
    const { cloud, clock, options, home } = await surroundings(t, { profiles });
    cloud.answer = () => ({ body: { Code: "Success", ...temporary(1, clock.after(60)) } });
    const env = {
      ALIBABA_CLOUD_CREDENTIALS_URI: URI,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
      ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true",
    };
    for (const provider of [
      fromUri(URI, options),
      fromUri(undefined, { ...options, env }),
      defaultChain({ ...options, env }),
      fromProfile("u", options),
    ]) {
      assert.deepEqual(plain(await provider()), FIRST);
    }
    assert.deepEqual(await askOfficial({ home, env, cloud }), FIRST);
    assert.ok(cloud.requests.every(({ method, url }) => method === "GET" && url === URI));
    assert.equal(cloud.requests.length, 5);
  });

  test("unset: nobody is asked", async (t) => {
    const { cloud, options } = await surroundings(t);
    const { code, message } = await failure(fromUri(undefined, options));
    assert.deepEqual(
      [code, message],
      ["NoCredentials", "ALIBABA_CLOUD_CREDENTIALS_URI is not set"],
    );
    assert.equal(cloud.requests.length, 0);
  });

  test("on a port that fetch does not connect to, such as the official example's", async (t) => {
    const server = createServer((request, response) => {
      assert.deepEqual([request.method, request.url], ["GET", "/user.json"]);
      response.end(JSON.stringify(temporary(1, "2126-01-05T08:00:00Z")));
    });
    t.after(() => server.close());
    let uri;
    // Whichever is free.
    for (const port of [6666, 6665, 6667, 6668, 6669, 6697]) {
      const listening = once(server.listen(port, "127.0.0.1"), "listening");
      if (
        await listening.then(
          () => true,
          () => false,
        )
      ) {
        uri = `http://127.0.0.1:${port}/user.json`;
        break;
      }
    }
    await assert.rejects(fetch(uri), ({ cause }) => cause.message === "bad port");
    assert.deepEqual(plain(await fromUri(uri, { env: {} })()), FIRST);
  });

  test("an answer without an end", async (t) => {
    const server = createServer((_, response) => {
      const write = () =>
        response.write("x".repeat(1 << 16), (error) => error ?? setImmediate(write));
      write();
    }).listen(0, "127.0.0.1");
    t.after(() => (server.close(), server.closeAllConnections()));
    await once(server, "listening");
    const error = await failure(fromUri(`http://127.0.0.1:${server.address().port}/`, { env: {} }));
    assert.deepEqual(
      [error.code, error.message],
      ["CredentialsFailed", "the credentials URI: no answer"],
    );
  });

  for (const [what, answer, message] of [
    ["a status", { status: 500, body: FIRST.accessKeySecret }, /HTTP status 500/],
    [
      "a redirect",
      { status: 302, headers: { location: "http://localhost:1/" } },
      /HTTP status 302/,
    ],
    ["no JSON", { body: `"${FIRST.accessKeySecret}` }, /no JSON object/],
    ["a list", { body: [FIRST] }, /no JSON object/],
    [
      "a member of another type",
      { body: { ...temporary(1), AccessKeySecret: 5 } },
      /no AccessKeySecret/,
    ],
  ]) {
    test(`fails for ${what}, without the address in the message`, async (t) => {
      const { options } = await surroundings(t, { answer: () => answer });
      const error = await failure(fromUri(URI, options));
      assert.equal(error.code, "CredentialsFailed");
      assert.match(error.message, message);
    });
  }

  test("nobody there", async () => {
    const refused = Object.assign(new TypeError(`fetch failed: ${URI}`), {
      cause: { code: "ECONNREFUSED" },
    });
    const error = await failure(fromUri(URI, { fetch: () => Promise.reject(refused) }));
    assert.deepEqual(
      [error.message, error.retryable],
      ["the credentials URI: no answer (ECONNREFUSED)", true],
    );
  });
});
