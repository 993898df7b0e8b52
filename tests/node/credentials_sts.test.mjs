// Roles taken on with STS: what is asked of it, signed as two witnesses confirm, and what becomes of its
// answers. It stands on loopback.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadCore } from "ecd-wasm";
import { defaultChain, fromAssumeRole, fromIni, fromOidc, fromProfile } from "ecd-wasm/credentials";
import {
  askOfficial,
  CONFIG,
  failure,
  FIRST,
  homeWith,
  LONG_TERM,
  OIDC_TOKEN,
  parametersOf,
  plain,
  ROLE_ARN,
  SECRETS,
  surroundings,
  temporary,
} from "../support/credentials_cloud.mjs";
import { isSignedBy } from "../support/independent_signer.mjs";

const core = await loadCore();
const PROVIDER_ARN = "acs:ram::1234567890:oidc-provider/ack";
const KEYS = { access_key_id: LONG_TERM.accessKeyId, access_key_secret: LONG_TERM.accessKeySecret };

describe("AssumeRole", () => {
  test("is signed by ACS3-HMAC-SHA256, and gives the role's keys", async (t) => {
    const { cloud, clock, options } = await surroundings(t);
    const policy = '{"Version":"1","Statement":[]}';
    const role = {
      roleArn: ROLE_ARN,
      roleSessionName: "some.one@here",
      durationSeconds: 900,
      policy,
      externalId: "é +*~",
    };
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
    const verdict = core.verify(request, {
      secretOf: (id) => id === LONG_TERM.accessKeyId && LONG_TERM,
      now: clock.now(),
    });
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
    for (const place of [
      {},
      { stsRegionId: "cn-beijing" },
      { stsRegionId: "cn-beijing", enableVpc: true },
      { stsEndpoint: "sts.example.com" },
    ]) {
      cloud.requests.length = 0;
      await fromAssumeRole({ credentials: keys, ...role, ...place, ...options })();
      assert.notEqual(
        await askOfficial({
          home,
          cloud,
          config: { type: "ram_role_arn", ...keys, ...role, ...place },
        }),
        "failed",
      );
      const [ours, theirs] = cloud.requests;
      // Their scheme has more parameters.
      const { Action, Version, SecurityToken, ...asked } = parametersOf(theirs);
      const own = Object.entries(asked).filter(
        ([name]) => !/^(Signature.*|AccessKeyId|Format|Timestamp)$/.test(name),
      );
      assert.deepEqual(parametersOf(ours), Object.fromEntries(own));
      assert.deepEqual(
        [ours.headers["x-acs-action"], ours.headers["x-acs-version"]],
        [Action, Version],
      );
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

  test("a clock that is wrong is put right, for the keys' end too", async (t) => {
    const { cloud, clock, options } = await surroundings(t);
    const theirs = () => new Date(clock.now().getTime() - 7200_000); // ours is two hours ahead
    let n = 0;
    cloud.answer = (request) => {
      const verdict = core.verify(request, { secretOf: () => LONG_TERM, now: theirs() });
      const headers = { date: theirs().toUTCString() };
      if (!verdict.ok) return { status: verdict.status, headers, body: { Code: verdict.code } };
      return { headers, body: { Credentials: temporary(++n, clock.after(60 - 120)) } };
    };
    const provider = fromAssumeRole({ credentials: LONG_TERM, roleArn: ROLE_ARN, ...options });
    assert.deepEqual((await provider()).expiration, new Date(clock.after(60)));
    assert.equal(cloud.requests.length, 2);
    clock.advance(44);
    await provider();
    assert.equal(cloud.requests.length, 2);

    cloud.answer = () => ({ status: 400, body: { Code: "InvalidTimeStamp.Expired" } });
    clock.advance(20);
    assert.match((await failure(provider)).message, /InvalidTimeStamp\.Expired/);
    assert.equal(cloud.requests.length, 4);
  });

  const refusals = {
    "a refusal": [
      { status: 403, body: { Code: "NoPermission", Message: "M", RequestId: "1A-2B" } },
      /NoPermission \(HTTP status 403\)/,
      403,
      false,
    ],
    throttling: [
      { status: 429, body: { Code: "Throttling.User", RequestId: "1A-2B" } },
      /Throttling\.User/,
      429,
      true,
    ],
    "a broken server": [{ status: 503, body: "<html>" }, /HTTP status 503/, 503, true],
    "a redirect": [
      { status: 307, headers: { location: "https://evil.example/" } },
      /HTTP status 307/,
      307,
      false,
    ],
    "no keys": [{ body: { RequestId: "1A-2B" } }, /no Credentials/],
    "no token": [
      { body: { Credentials: { AccessKeyId: "a", AccessKeySecret: "b" } } },
      /no SecurityToken/,
    ],
    "a date that is none": [
      { body: { Credentials: temporary(1, "tomorrow") } },
      /Expiration is no date/,
    ],
    "keys that have expired": [
      { body: { Credentials: temporary(1, "2026-01-05T08:00:00Z") } },
      /expired/,
    ],
    "no JSON": [{ body: `{"Credentials": ${FIRST.accessKeySecret}` }, /HTTP status 200/],
  };
  for (const [what, [answer, message, status, retryable]] of Object.entries(refusals)) {
    test(`fails for ${what}`, async (t) => {
      const { cloud, options } = await surroundings(t, { answer: () => answer });
      const error = await failure(
        fromAssumeRole({ credentials: LONG_TERM, roleArn: ROLE_ARN, ...options }),
      );
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
      return {
        status: 400,
        body: { Code: words, Message: words, RequestId: words, Recommend: words },
      };
    };
    const { options } = await surroundings(t, { answer: echo });
    const keys = { ...LONG_TERM, securityToken: FIRST.securityToken };
    const error = await failure(
      fromAssumeRole({ credentials: keys, roleArn: ROLE_ARN, ...options }),
    );
    assert.deepEqual(
      [error.message, error.requestId],
      ["AssumeRole: an answer that is not STS's (HTTP status 400)", undefined],
    );
  });

  test("wrong options are refused before anything is sent", async (t) => {
    const { cloud, options } = await surroundings(t);
    const right = { credentials: LONG_TERM, roleArn: ROLE_ARN, ...options };
    assert.throws(() => fromAssumeRole({ ...right, credentials: undefined }), {
      code: "InvalidOption",
    });
    for (const wrong of [
      ...[
        { roleArn: "" },
        { roleArn: 5 },
        { durationSeconds: 899 },
        { durationSeconds: 900.5 },
        { durationSeconds: "900" },
      ],
      ...[
        { stsEndpoint: "https://sts.aliyuncs.com" },
        { stsEndpoint: "a/b" },
        { stsRegionId: "x@evil" },
        { stsRegionId: "x.evil#" },
      ],
    ]) {
      assert.equal(
        (await failure(fromAssumeRole({ ...right, ...wrong }))).code,
        "InvalidOption",
        JSON.stringify(wrong),
      );
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
    assert.deepEqual(
      [ours.headers["x-acs-action"], ours.headers["x-acs-version"]],
      [Action, Version],
    );
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
    assert.deepEqual(
      cloud.requests.map((request) => parametersOf(request).OIDCToken),
      ["one", "two"],
    );
  });

  test("fails without a token", async (t) => {
    const { home, options } = await surroundings(t, { files: { empty: " \n" } });
    for (const [file, code] of [
      ["nowhere", "NoCredentials"],
      ["empty", "CredentialsFailed"],
    ]) {
      const provider = fromOidc({
        ...options,
        env: variables(home),
        oidcTokenFilePath: `${home}/${file}`,
      });
      assert.equal((await failure(provider)).code, code);
    }
  });
});

describe("profiles that ask STS", () => {
  const role = {
    ...KEYS,
    ram_role_arn: ROLE_ARN,
    ram_session_name: "cli",
    expired_seconds: 1800,
    sts_region: "cn-beijing",
  };

  test("RamRoleArn, as the official package reads it", async (t) => {
    const profiles = [{ name: "a", mode: "RamRoleArn", ...role, enable_vpc: true }];
    const { cloud, home, options } = await surroundings(t, { profiles });
    assert.deepEqual(plain(await fromProfile("a", options)()), FIRST);
    const env = { ALIBABA_CLOUD_PROFILE: "a" };
    assert.notEqual(await askOfficial({ home, env, cloud }), "failed");
    const [ours, theirs] = cloud.requests;
    assert.equal(ours.url, "https://sts-vpc.cn-beijing.aliyuncs.com/");
    assert.equal(new URL(theirs.url).host, "sts-vpc.cn-beijing.aliyuncs.com");
    for (const [name, value] of Object.entries(parametersOf(ours)))
      assert.equal(parametersOf(theirs)[name], value, name);
    assert.equal(parametersOf(ours).DurationSeconds, "1800");
  });

  test("ChainableRamRoleArn: one role after the other", async (t) => {
    const profiles = [
      { name: "c", mode: "ChainableRamRoleArn", ram_role_arn: `${ROLE_ARN}3`, source_profile: "b" },
      {
        name: "b",
        mode: "ChainableRamRoleArn",
        ram_role_arn: `${ROLE_ARN}2`,
        source_profile: "a",
        external_id: "x",
      },
      { name: "a", mode: "RamRoleArn", ...role, sts_token: "T" },
    ];
    const { cloud, options } = await surroundings(t, { profiles });
    assert.equal((await fromProfile("c", options)()).accessKeyId, "STS.TemporaryKeyId3");
    const seen = cloud.requests.map((request) => [
      parametersOf(request).RoleArn,
      request.headers["x-acs-accesskey-id"] ?? "",
    ]);
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
    const oidc = {
      ram_role_arn: ROLE_ARN,
      oidc_provider_arn: PROVIDER_ARN,
      oidc_token_file: `${home}/oidc-token`,
    };
    const write = (path, content) => homeWith(t, { [path]: content }).home;
    const there = write(CONFIG, {
      profiles: [
        { name: "o", mode: "OIDC", ...oidc, duration_seconds: 1000, ram_session_name: "s" },
      ],
    });
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
    assert.equal(
      error.message,
      `profile a of ${home}/${CONFIG}: AssumeRole: EntityNotExist.Role (HTTP status 404)`,
    );
    assert.deepEqual(
      [error.code, error.statusCode, error.requestId],
      ["CredentialsFailed", 404, "7"],
    );
  });
});
