// Credentials that services give: what is asked of STS, the metadata service and a URI, signed as two
// witnesses confirm, and what becomes of their answers. The services stand on loopback.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { loadCore } from "ecd-wasm";
import {
  defaultChain,
  fromAssumeRole,
  fromEcsMetadata,
  fromIni,
  fromOidc,
  fromProfile,
  fromUri,
} from "ecd-wasm/credentials";
import {
  askOfficial,
  homeWith,
  LONG_TERM,
  METADATA,
  parametersOf,
  plain,
  ROLE_ARN,
  ROLES,
  startCloud,
  startClock,
  sts,
  temporary,
} from "../support/credentials_cloud.mjs";
import { isSignedBy } from "../support/independent_signer.mjs";

const core = await loadCore();
const CONFIG = ".aliyun/config.json";
const OIDC_TOKEN = "eyJhbGciOi.J0b2tlbiJ9.s1gnature";
const PROVIDER_ARN = "acs:ram::1234567890:oidc-provider/ack";

const KEYS = { access_key_id: LONG_TERM.accessKeyId, access_key_secret: LONG_TERM.accessKeySecret };
const FIRST = {
  accessKeyId: "STS.TemporaryKeyId1",
  accessKeySecret: "T3mporaryS3cretT3mporaryS3cret1",
  securityToken: "CAIStok3nCAIStok3nCAIStok3n1",
};

/** What must be in no message. */
const SECRETS = [LONG_TERM.accessKeySecret, FIRST.accessKeySecret, FIRST.securityToken, OIDC_TOKEN];

async function failure(provider) {
  const [{ reason, value }] = await Promise.allSettled([provider()]);
  assert.ok(reason, `it gave ${value}`);
  for (const secret of SECRETS) assert.ok(!JSON.stringify([reason.message, reason.stack, reason]).includes(secret));
  return reason;
}

/** A home with profiles, an STS that gives keys for an hour, and what providers take. */
async function surroundings(t, { profiles = [], files = {}, env = {}, answer } = {}) {
  const clock = startClock();
  const { home } = homeWith(t, { [CONFIG]: { profiles }, "oidc-token": OIDC_TOKEN, ...files });
  const cloud = await startCloud(t, answer ?? sts((n) => temporary(n, clock.after(60))));
  return { clock, cloud, home, options: { home, env, fetch: cloud.fetch, now: clock.now } };
}

describe("AssumeRole", () => {
  test("is signed by ACS3-HMAC-SHA256, and gives the role's keys", async (t) => {
    const { cloud, clock, options } = await surroundings(t);
    const policy = '{"Version":"1","Statement":[]}';
    const role = { roleArn: ROLE_ARN, roleSessionName: "some.one@here", durationSeconds: 900, policy, externalId: "é +*~" };
    const key = await fromAssumeRole({ credentials: LONG_TERM, ...role, ...options })();
    assert.deepEqual(plain(key), FIRST);
    assert.deepEqual(key.expiration, new Date(clock.after(60)));
    assert.equal(key.providerName, "ram_role_arn");
    const [request] = cloud.requests;
    assert.deepEqual([request.method, request.url], ["POST", "https://sts.aliyuncs.com/"]);
    assert.deepEqual(parametersOf(request), {
      ...{ RoleArn: ROLE_ARN, RoleSessionName: "some.one@here", DurationSeconds: "900" },
      ...{ Policy: policy, ExternalId: "é +*~" },
    });
    const verdict = core.verify(request, { secretOf: (id) => id === LONG_TERM.accessKeyId && LONG_TERM, now: clock.now() });
    assert.deepEqual(
      [verdict.ok, verdict.operation, verdict.version, verdict.accessKeyId],
      [true, "AssumeRole", "2015-04-01", LONG_TERM.accessKeyId],
    );
    assert.ok(isSignedBy(request, LONG_TERM.accessKeyId, LONG_TERM.accessKeySecret));
    assert.deepEqual(verdict.date, clock.now());
  });

  test("asks for what the official package asks for", async (t) => {
    const { cloud, home, options } = await surroundings(t);
    const role = { roleArn: ROLE_ARN, roleSessionName: "me", policy: "{}", externalId: "x" };
    const keys = { ...LONG_TERM, securityToken: FIRST.securityToken };
    for (const place of [{}, { stsRegionId: "cn-beijing" }, { stsRegionId: "cn-beijing", enableVpc: true }, { stsEndpoint: "sts.example.com" }]) {
      cloud.requests.length = 0;
      await fromAssumeRole({ credentials: keys, ...role, ...place, ...options })();
      assert.notEqual(await askOfficial({ home, cloud, config: { type: "ram_role_arn", ...keys, ...role, ...place } }), "failed");
      const [ours, theirs] = cloud.requests;
      // Their scheme has more parameters.
      const { Action, Version, SecurityToken, ...asked } = parametersOf(theirs);
      const own = Object.entries(asked).filter(([name]) => !/^(Signature.*|AccessKeyId|Format|Timestamp)$/.test(name));
      assert.deepEqual(parametersOf(ours), Object.fromEntries(own));
      assert.deepEqual([ours.headers["x-acs-action"], ours.headers["x-acs-version"]], [Action, Version]);
      assert.equal(ours.headers["x-acs-security-token"], SecurityToken);
      assert.equal(new URL(ours.url).host, new URL(theirs.url).host);
      // What would be written into logs with the address.
      assert.equal(new URL(ours.url).search, "");
    }
  });

  test("role, session, region and network by variables", async (t) => {
    const env = {
      ALIBABA_CLOUD_STS_REGION: "cn-shanghai",
      ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED: "TRUE",
      ALIBABA_CLOUD_ROLE_SESSION_NAME: "by-variable",
    };
    const { cloud, options } = await surroundings(t, { env });
    await fromAssumeRole({ credentials: LONG_TERM, roleArn: ROLE_ARN, ...options })();
    assert.equal(cloud.requests[0].url, "https://sts-vpc.cn-shanghai.aliyuncs.com/");
    assert.equal(parametersOf(cloud.requests[0]).RoleSessionName, "by-variable");
  });

  test("by a role's keys: their token is signed", async (t) => {
    const { cloud, options } = await surroundings(t);
    const first = fromAssumeRole({ credentials: LONG_TERM, roleArn: ROLE_ARN, ...options });
    const key = await fromAssumeRole({ credentials: first, roleArn: `${ROLE_ARN}2`, ...options })();
    assert.equal(key.accessKeyId, "STS.TemporaryKeyId2");
    const [, request] = cloud.requests;
    assert.equal(request.headers["x-acs-security-token"], FIRST.securityToken);
    assert.ok(isSignedBy(request, FIRST.accessKeyId, FIRST.accessKeySecret));
    assert.match(parametersOf(request).RoleSessionName, /^ecd-wasm-\d+$/);
  });

  const refusals = {
    "a refusal": [{ status: 403, body: { Code: "NoPermission", Message: "M", RequestId: "1A-2B" } }, /NoPermission \(HTTP status 403\)/, 403, false],
    throttling: [{ status: 429, body: { Code: "Throttling.User", RequestId: "1A-2B" } }, /Throttling\.User/, 429, true],
    "a broken server": [{ status: 503, body: "<html>" }, /HTTP status 503/, 503, true],
    "a redirect": [{ status: 307, headers: { location: "https://evil.example/" } }, /HTTP status 307/, 307, false],
    "no keys": [{ body: { RequestId: "1A-2B" } }, /no Credentials/],
    "no token": [{ body: { Credentials: { AccessKeyId: "a", AccessKeySecret: "b" } } }, /no SecurityToken/],
    "a date that is none": [{ body: { Credentials: temporary(1, "tomorrow") } }, /Expiration is no date/],
    "keys that have expired": [{ body: { Credentials: temporary(1, "2026-01-05T08:00:00Z") } }, /expired/],
    "no JSON": [{ body: `{"Credentials": ${FIRST.accessKeySecret}` }, /HTTP status 200/],
  };
  for (const [what, [answer, message, status, retryable]] of Object.entries(refusals)) {
    test(`fails for ${what}`, async (t) => {
      const { cloud, options } = await surroundings(t, { answer: () => answer });
      const error = await failure(fromAssumeRole({ credentials: LONG_TERM, roleArn: ROLE_ARN, ...options }));
      assert.equal(error.code, "CredentialsFailed");
      assert.match(error.message, message);
      if (status) assert.deepEqual([error.statusCode, error.retryable], [status, retryable]);
      if (status === 403) assert.equal(error.requestId, "1A-2B");
      assert.equal(cloud.requests.length, 1);
    });
  }

  test("nothing is echoed", async (t) => {
    const echo = ({ headers, body }) => {
      const words = `${JSON.stringify(headers)} ${body} ${SECRETS.join(" ")}`;
      return { status: 400, body: { Code: words, Message: words, RequestId: words, Recommend: words } };
    };
    const { options } = await surroundings(t, { answer: echo });
    const keys = { ...LONG_TERM, securityToken: FIRST.securityToken };
    const error = await failure(fromAssumeRole({ credentials: keys, roleArn: ROLE_ARN, ...options }));
    assert.deepEqual([error.message, error.requestId], ["AssumeRole: an answer that is not STS's (HTTP status 400)", undefined]);
  });

  test("wrong options are refused before anything is sent", async (t) => {
    const { cloud, options } = await surroundings(t);
    const right = { credentials: LONG_TERM, roleArn: ROLE_ARN, ...options };
    assert.throws(() => fromAssumeRole({ ...right, credentials: undefined }), { code: "InvalidOption" });
    for (const wrong of [
      ...[{ roleArn: "" }, { roleArn: 5 }, { durationSeconds: 899 }, { durationSeconds: 900.5 }, { durationSeconds: "900" }],
      ...[{ stsEndpoint: "https://sts.aliyuncs.com" }, { stsEndpoint: "a/b" }, { stsRegionId: "x@evil" }, { stsRegionId: "x.evil#" }],
    ]) {
      assert.equal((await failure(fromAssumeRole({ ...right, ...wrong }))).code, "InvalidOption", JSON.stringify(wrong));
    }
    assert.equal(cloud.requests.length, 0);
  });
});

describe("AssumeRoleWithOIDC", () => {
  const variables = (home) => ({
    ALIBABA_CLOUD_ROLE_ARN: ROLE_ARN,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: PROVIDER_ARN,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${home}/oidc-token`,
    ALIBABA_CLOUD_ROLE_SESSION_NAME: "pod",
  });

  test("asks, unsigned, for what the official package asks for", async (t) => {
    const { cloud, home, options } = await surroundings(t);
    const env = variables(home);
    const key = await defaultChain({ ...options, env })();
    assert.deepEqual([plain(key), key.providerName], [FIRST, "oidc_role_arn"]);
    assert.notEqual(await askOfficial({ home, env, cloud }), "failed");
    const [ours, theirs] = cloud.requests;
    const { Action, Version, Format: _, Timestamp: __, ...asked } = parametersOf(theirs);
    assert.deepEqual(parametersOf(ours), asked);
    assert.equal(asked.OIDCToken, OIDC_TOKEN);
    assert.deepEqual([ours.headers["x-acs-action"], ours.headers["x-acs-version"]], [Action, Version]);
    assert.equal(new URL(ours.url).host, new URL(theirs.url).host);
    assert.equal(ours.headers.authorization, undefined);
  });

  test("the token is read anew for each session", async (t) => {
    const { cloud, clock, options } = await surroundings(t);
    const { home, write } = homeWith(t, { "oidc-token": "one\n" });
    const provider = fromOidc({ ...options, env: variables(home) });
    await provider();
    write("oidc-token", "two");
    clock.advance(50);
    await provider();
    assert.deepEqual(cloud.requests.map((request) => parametersOf(request).OIDCToken), ["one", "two"]);
  });

  test("fails without a token", async (t) => {
    const { home, options } = await surroundings(t, { files: { empty: " \n" } });
    for (const [file, code] of [["nowhere", "NoCredentials"], ["empty", "CredentialsFailed"]]) {
      const provider = fromOidc({ ...options, env: variables(home), oidcTokenFilePath: `${home}/${file}` });
      assert.equal((await failure(provider)).code, code);
    }
  });
});

describe("profiles that ask STS", () => {
  const role = { ...KEYS, ram_role_arn: ROLE_ARN, ram_session_name: "cli", expired_seconds: 1800, sts_region: "cn-beijing" };

  test("RamRoleArn, as the official package reads it", async (t) => {
    const profiles = [{ name: "a", mode: "RamRoleArn", ...role, enable_vpc: true }];
    const { cloud, home, options } = await surroundings(t, { profiles });
    assert.deepEqual(plain(await fromProfile("a", options)()), FIRST);
    const env = { ALIBABA_CLOUD_PROFILE: "a" };
    assert.notEqual(await askOfficial({ home, env, cloud }), "failed");
    const [ours, theirs] = cloud.requests;
    assert.equal(ours.url, "https://sts-vpc.cn-beijing.aliyuncs.com/");
    assert.equal(new URL(theirs.url).host, "sts-vpc.cn-beijing.aliyuncs.com");
    for (const [name, value] of Object.entries(parametersOf(ours))) assert.equal(parametersOf(theirs)[name], value, name);
    assert.equal(parametersOf(ours).DurationSeconds, "1800");
  });

  test("ChainableRamRoleArn: one role after the other", async (t) => {
    const profiles = [
      { name: "c", mode: "ChainableRamRoleArn", ram_role_arn: `${ROLE_ARN}3`, source_profile: "b" },
      { name: "b", mode: "ChainableRamRoleArn", ram_role_arn: `${ROLE_ARN}2`, source_profile: "a", external_id: "x" },
      { name: "a", mode: "RamRoleArn", ...role, sts_token: "T" },
    ];
    const { cloud, options } = await surroundings(t, { profiles });
    assert.equal((await fromProfile("c", options)()).accessKeyId, "STS.TemporaryKeyId3");
    const seen = cloud.requests.map((request) => [parametersOf(request).RoleArn, request.headers["x-acs-accesskey-id"] ?? ""]);
    assert.deepEqual(seen, [
      [ROLE_ARN, LONG_TERM.accessKeyId],
      [`${ROLE_ARN}2`, "STS.TemporaryKeyId1"],
      [`${ROLE_ARN}3`, "STS.TemporaryKeyId2"],
    ]);
    assert.equal(cloud.requests[0].headers["x-acs-security-token"], "T");
    assert.equal(parametersOf(cloud.requests[1]).ExternalId, "x");
  });

  test("OIDC, and ini files", async (t) => {
    const { cloud, home, options } = await surroundings(t);
    const oidc = { ram_role_arn: ROLE_ARN, oidc_provider_arn: PROVIDER_ARN, oidc_token_file: `${home}/oidc-token` };
    const { write } = { write: (path, text) => homeWith(t, { [path]: text }).home };
    const there = write(CONFIG, { profiles: [{ name: "o", mode: "OIDC", ...oidc, duration_seconds: 1000, ram_session_name: "s" }] });
    await fromProfile("o", { ...options, home: there })();
    const ini = write(
      ".alibabacloud/credentials",
      `[r]\ntype=ram_role_arn\naccess_key_id=${LONG_TERM.accessKeyId}\naccess_key_secret=${LONG_TERM.accessKeySecret}\n` +
        `role_arn=${ROLE_ARN}\nrole_session_name=s\npolicy={"Version":"1"}\n` +
        `[o]\ntype=oidc_role_arn\nrole_arn=${ROLE_ARN}\noidc_provider_arn=${PROVIDER_ARN}\noidc_token_file_path=${home}/oidc-token\nrole_session_name=s`,
    );
    await fromIni("r", { ...options, home: ini })();
    await fromIni("o", { ...options, home: ini })();
    const common = { RoleArn: ROLE_ARN, RoleSessionName: "s" };
    const byOidc = { ...common, OIDCProviderArn: PROVIDER_ARN, OIDCToken: OIDC_TOKEN };
    assert.deepEqual(cloud.requests.map(parametersOf), [
      { ...byOidc, DurationSeconds: "1000" },
      { ...common, DurationSeconds: "3600", Policy: '{"Version":"1"}' },
      { ...byOidc, DurationSeconds: "3600" },
    ]);
  });

  test("a refusal names the profile", async (t) => {
    const profiles = [{ name: "a", mode: "RamRoleArn", ...role }];
    const answer = () => ({ status: 404, body: { Code: "EntityNotExist.Role", RequestId: "7" } });
    const { home, options } = await surroundings(t, { profiles, answer });
    const error = await failure(fromProfile("a", options));
    assert.equal(error.message, `profile a of ${home}/${CONFIG}: AssumeRole: EntityNotExist.Role (HTTP status 404)`);
    assert.deepEqual([error.code, error.statusCode, error.requestId], ["CredentialsFailed", 404, "7"]);
  });
});

describe("ECS metadata", () => {
  const TOKEN = "metadata-token";

  /** The service, version 2 or 1 or both. */
  const metadata = (clock, { v1 = true, v2 = true, role = "tester" } = {}) => ({ method, url, headers }) => {
    if (method === "PUT") return v2 ? { body: TOKEN } : { status: 404, body: "" };
    const sent = headers["x-aliyun-ecs-metadata-token"];
    if (sent === undefined ? !v1 : sent !== TOKEN) return { status: 403, body: "" };
    if (url === ROLES) return role ? { body: `${role}\n` } : { status: 404, body: "" };
    assert.equal(url, `${ROLES}${role}`);
    return { body: { Code: "Success", ...temporary(1, clock.after(360)) } };
  };
  const brief = ({ requests }) => requests.map(({ method, url }) => `${method} ${url.replace(METADATA, "")}`);

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
    for (const provider of [fromEcsMetadata(off), fromEcsMetadata({ ...options, disableIMDSv1: true })]) {
      const { code, message } = await failure(provider);
      assert.deepEqual([code, message], ["CredentialsFailed", "the ECS metadata service gives no token: HTTP status 404"]);
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
      ...[fromEcsMetadata({ ...options, roleName: "tester" }), fromEcsMetadata({ ...options, env })],
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
    assert.deepEqual([error.code, error.message], ["CredentialsFailed", "the ECS metadata service: no answer in time"]);
    assert.ok(took > 1990 && took < 10_000, `${took} ms`);
  });

  for (const [what, answer, code] of [
    ["an instance without a role", ({ url }) => (url === ROLES ? { status: 404, body: "" } : { body: TOKEN }), "NoCredentials"],
    ["a page for a role's name", ({ url }) => (url === ROLES ? { body: "<html>../" } : { body: TOKEN }), "CredentialsFailed"],
    ["a Code", ({ url }) => (url === ROLES ? { body: "r" } : { body: { ...temporary(1), Code: "Failed" } }), "CredentialsFailed"],
    ["no token of the keys", ({ url }) => (url === ROLES ? { body: "r" } : { body: { AccessKeyId: "a", AccessKeySecret: "b" } }), "CredentialsFailed"],
    ["a redirect", ({ url }) => (url === ROLES ? { status: 302, headers: { location: "/" } } : { body: TOKEN }), "CredentialsFailed"],
  ]) {
    test(`fails for ${what}`, async (t) => {
      const { options } = await surroundings(t, { answer });
      assert.equal((await failure(fromEcsMetadata(options))).code, code);
    });
  }

  test("a role's name leads nowhere else", async (t) => {
    const { cloud, options } = await onInstance(t, {});
    assert.equal((await failure(fromEcsMetadata({ ...options, roleName: "../../evil" }))).code, "InvalidOption");
    assert.equal(cloud.requests.length, 0);
  });
});

describe("a URI", () => {
  const URI = "http://localhost/user.json?secret=T3mporaryS3cretT3mporaryS3cret1";

  test("by argument, variable and profile, as the official package reads it", async (t) => {
    const profiles = [{ name: "u", mode: "CredentialsURI", credentials_uri: URI }];
    const { cloud, clock, options, home } = await surroundings(t, { profiles });
    cloud.answer = () => ({ body: { Code: "Success", ...temporary(1, clock.after(60)) } });
    const env = { ALIBABA_CLOUD_CREDENTIALS_URI: URI, ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true", ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" };
    for (const provider of [fromUri(URI, options), fromUri(undefined, { ...options, env }), defaultChain({ ...options, env }), fromProfile("u", options)]) {
      assert.deepEqual(plain(await provider()), FIRST);
    }
    assert.deepEqual(await askOfficial({ home, env, cloud }), FIRST);
    assert.ok(cloud.requests.every(({ method, url }) => method === "GET" && url === URI));
    assert.equal(cloud.requests.length, 5);
  });

  test("unset: nobody is asked", async (t) => {
    const { cloud, options } = await surroundings(t);
    const { code, message } = await failure(fromUri(undefined, options));
    assert.deepEqual([code, message], ["NoCredentials", "ALIBABA_CLOUD_CREDENTIALS_URI is not set"]);
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
      if (await listening.then(() => true, () => false)) {
        uri = `http://127.0.0.1:${port}/user.json`;
        break;
      }
    }
    await assert.rejects(fetch(uri), ({ cause }) => cause.message === "bad port");
    assert.deepEqual(plain(await fromUri(uri, { env: {} })()), FIRST);
  });

  test("an answer without an end", async (t) => {
    const server = createServer((_, response) => {
      const write = () => response.write("x".repeat(1 << 16), (error) => error ?? setImmediate(write));
      write();
    }).listen(0, "127.0.0.1");
    t.after(() => (server.close(), server.closeAllConnections()));
    await once(server, "listening");
    const error = await failure(fromUri(`http://127.0.0.1:${server.address().port}/`, { env: {} }));
    assert.deepEqual([error.code, error.message], ["CredentialsFailed", "the credentials URI: no answer"]);
  });

  for (const [what, answer, message] of [
    ["a status", { status: 500, body: FIRST.accessKeySecret }, /HTTP status 500/],
    ["a redirect", { status: 302, headers: { location: "http://localhost:1/" } }, /HTTP status 302/],
    ["no JSON", { body: `"${FIRST.accessKeySecret}` }, /no JSON object/],
    ["a list", { body: [FIRST] }, /no JSON object/],
    ["a member of another type", { body: { ...temporary(1), AccessKeySecret: 5 } }, /no AccessKeySecret/],
  ]) {
    test(`fails for ${what}, without the address in the message`, async (t) => {
      const { options } = await surroundings(t, { answer: () => answer });
      const error = await failure(fromUri(URI, options));
      assert.equal(error.code, "CredentialsFailed");
      assert.match(error.message, message);
    });
  }

  test("nobody there", async () => {
    const refused = Object.assign(new TypeError(`fetch failed: ${URI}`), { cause: { code: "ECONNREFUSED" } });
    const error = await failure(fromUri(URI, { fetch: () => Promise.reject(refused) }));
    assert.deepEqual([error.message, error.retryable], ["the credentials URI: no answer (ECONNREFUSED)", true]);
  });
});
