// Credentials of variables and files: found where the official package finds them, refused with the file,
// the profile and the member that is wrong.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultChain, fromEnv, fromIni, fromProfile, profileNames } from "ecd-wasm/credentials";
import {
  askOfficial,
  CONFIG,
  failure,
  homeWith,
  LONG_TERM,
  plain,
} from "../support/credentials_cloud.mjs";

const INI = ".alibabacloud/credentials";
const TOKEN = "CAIStok3nCAIStok3nCAIStok3n";
const NO_METADATA = { ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" };

const keysOf = (name) => ({
  access_key_id: `LTAI5t${name}`,
  access_key_secret: `S3cret-of-${name}`,
});
const found = (name) => ({ accessKeyId: `LTAI5t${name}`, accessKeySecret: `S3cret-of-${name}` });
const inEnv = (name) => ({
  ALIBABA_CLOUD_ACCESS_KEY_ID: `LTAI5t${name}`,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: `S3cret-of-${name}`,
});

const PROFILES = {
  current: "work",
  profiles: [
    { name: "default", mode: "AK", ...keysOf("default"), region_id: "cn-hangzhou" },
    { name: "work", mode: "AK", ...keysOf("work") },
    { name: "token", mode: "StsToken", ...keysOf("token"), sts_token: TOKEN },
    {
      name: "program",
      mode: "External",
      process_command: `echo '${JSON.stringify(keysOf("program"))}'`,
    },
  ],
};

const SECTIONS = `
; a comment
# another
[default]
enable = true
type = access_key
access_key_id = LTAI5tini
access_key_secret = S3cret-of-ini   ; of the default
[other]
type=access_key
access_key_id="LTAI5tother"
access_key_secret='S3cret-of-other'
`;

describe("as the official package finds them", () => {
  const files = { [CONFIG]: PROFILES, [INI]: SECTIONS };
  const broken = { [CONFIG]: '{"profiles": [', [INI]: SECTIONS };
  const cases = [
    ["variables", files, inEnv("env")],
    ["variables with a token", files, { ...inEnv("env"), ALIBABA_CLOUD_SECURITY_TOKEN: TOKEN }],
    ["half of the variables: the next source", files, { ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAI5tenv" }],
    [
      "an empty variable: the next source",
      files,
      { ...inEnv("env"), ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" },
    ],
    ["the current profile", files, {}],
    ["the profile of a variable", files, { ALIBABA_CLOUD_PROFILE: "token" }],
    ["a program", files, { ALIBABA_CLOUD_PROFILE: "program" }],
    ["profiles switched off", files, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" }],
    [
      "a section of a variable",
      files,
      { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "TRUE", ALIBABA_CLOUD_PROFILE: "other" },
    ],
    ["a profile that is in the second file alone", files, { ALIBABA_CLOUD_PROFILE: "other" }],
    ["a broken first file", broken, {}],
    ["the second file alone", { [INI]: SECTIONS }, {}],
    ["Windows line ends", { [INI]: SECTIONS.replaceAll("\n", "\r\n") }, {}],
    ["nothing", {}, {}],
    ["a section that is not there", { [INI]: SECTIONS }, { ALIBABA_CLOUD_PROFILE: "none" }],
    ["an unknown type", { [INI]: SECTIONS.replace("access_key", "magic") }, {}],
  ];
  for (const [what, given, env] of cases) {
    test(what, async (t) => {
      const { home } = homeWith(t, given);
      const all = { PATH: process.env.PATH, ...NO_METADATA, ...env };
      const ours = await defaultChain({ home, env: all })
        .call()
        .then(plain, ({ code }) => code);
      const theirs = await askOfficial({ home, env: { ...NO_METADATA, ...env } });
      if (theirs === "failed") assert.equal(ours, "NoCredentials");
      else assert.deepEqual(ours, theirs);
    });
  }

  test("a file named by a variable", async (t) => {
    const { home } = homeWith(t, { "elsewhere.ini": SECTIONS });
    const env = { ...NO_METADATA, ALIBABA_CLOUD_CREDENTIALS_FILE: `${home}/elsewhere.ini` };
    assert.deepEqual(plain(await fromIni(undefined, { home, env })()), found("ini"));
    assert.deepEqual(await askOfficial({ home, env }), found("ini"));
  });
});

test("names that are given go before those of variables", async (t) => {
  const { home } = homeWith(t, { [CONFIG]: PROFILES, [INI]: SECTIONS });
  const options = { home, env: { ALIBABA_CLOUD_PROFILE: "default" } };
  assert.deepEqual(plain(await fromProfile("token", options)()), {
    ...found("token"),
    securityToken: TOKEN,
  });
  assert.deepEqual(plain(await fromIni("other", options)()), found("other"));
  assert.deepEqual(await profileNames(options), ["default", "work", "token", "program"]);
});

test("variables and files are read anew at each call", async (t) => {
  const { home, write } = homeWith(t, { [CONFIG]: PROFILES, [INI]: SECTIONS });
  const env = inEnv("env");
  const providers = [
    fromEnv({ env }),
    fromProfile("work", { home, env }),
    fromIni("default", { home, env }),
  ];
  await Promise.all(providers.map((provider) => provider()));
  Object.assign(env, inEnv("new"));
  write(CONFIG, { profiles: [{ name: "work", mode: "AK", ...keysOf("new") }] });
  write(INI, SECTIONS.replaceAll("ini", "new"));
  for (const provider of providers) assert.deepEqual(plain(await provider()), found("new"));
});

test("a byte order mark, names with dots, comments and quotes", async (t) => {
  const ini =
    '\uFEFF[team.work]\ntype = access_key\naccess_key_id = a#b\naccess_key_secret = "x;y#z"\njunk\n';
  const { home } = homeWith(t, { [CONFIG]: `\uFEFF${JSON.stringify(PROFILES)}`, [INI]: ini });
  assert.deepEqual(plain(await fromProfile(undefined, { home, env: {} })()), found("work"));
  const keys = await fromIni("team.work", { home, env: {} })();
  assert.deepEqual(plain(keys), { accessKeyId: "a", accessKeySecret: "x;y#z" });
});

test("old files have no mode, and write what is not set as empty or zero", async (t) => {
  const profiles = [
    { name: "default", ...keysOf("old"), sts_token: "", expired_seconds: 0, mode: "" },
  ];
  const { home } = homeWith(t, { [CONFIG]: { profiles } });
  assert.deepEqual(plain(await fromProfile(undefined, { home, env: {} })()), found("old"));
});

describe("refused, with file, profile and member", () => {
  const { accessKeyId: access_key_id, accessKeySecret: access_key_secret } = LONG_TERM;
  const KEYS = { access_key_id, access_key_secret };
  const role = { mode: "RamRoleArn", ...KEYS, ram_role_arn: "acs:ram::1:role/x" };
  const chained = { mode: "ChainableRamRoleArn", ram_role_arn: "acs:ram::1:role/x" };
  const cases = {
    "no profile of that name": [[{ name: "b" }], "InvalidProfile", /no such profile/],
    "a profile without a name": [[{ mode: "AK" }], "InvalidProfile", /no such profile/],
    "no keys": [[{ name: "a", mode: "AK" }], "InvalidProfile", /access_key_id is missing/],
    "half of the keys": [
      [{ name: "a", mode: "AK", access_key_id }],
      "InvalidProfile",
      /access_key_secret is missing/,
    ],
    "a number for a text": [
      [{ name: "a", ...KEYS, access_key_id: 5 }],
      "InvalidProfile",
      /access_key_id must be a text/,
    ],
    "a list for a text": [
      [{ name: "a", ...KEYS, access_key_secret: [access_key_secret] }],
      "InvalidProfile",
      /access_key_secret must/,
    ],
    "no token": [
      [{ name: "a", mode: "StsToken", ...KEYS }],
      "InvalidProfile",
      /sts_token is missing/,
    ],
    "no role": [
      [{ name: "a", mode: "RamRoleArn", ...KEYS }],
      "InvalidProfile",
      /ram_role_arn is missing/,
    ],
    "a text for a number": [
      [{ name: "a", ...role, expired_seconds: "900" }],
      "InvalidProfile",
      /expired_seconds must be a whole number from 900/,
    ],
    "too short a session": [
      [{ name: "a", ...role, expired_seconds: 899 }],
      "InvalidProfile",
      /expired_seconds/,
    ],
    "a text for a boolean": [
      [{ name: "a", ...role, enable_vpc: "yes" }],
      "InvalidProfile",
      /enable_vpc must be true or false/,
    ],
    "a region that is none": [
      [{ name: "a", ...role, sts_region: "evil.com/?" }],
      "InvalidProfile",
      /STS region/,
    ],
    "an endpoint that is none": [
      [{ name: "a", ...role, sts_endpoint: "u:p@evil.com" }],
      "InvalidProfile",
      /STS endpoint/,
    ],
    "no source": [[{ name: "a", ...chained }], "InvalidProfile", /source_profile is missing/],
    "a source that is not there": [
      [{ name: "a", ...chained, source_profile: "x" }],
      "InvalidProfile",
      /no source_profile x/,
    ],
    "its own source": [
      [{ name: "a", ...chained, source_profile: "a" }],
      "InvalidProfile",
      /circle: a → a$/,
    ],
    "a circle of sources": [
      [
        { name: "a", ...chained, source_profile: "b" },
        { name: "b", ...chained, source_profile: "a" },
      ],
      ...["InvalidProfile", /circle: a → b → a$/],
    ],
    "a source with a browser": [
      [
        { name: "a", ...chained, source_profile: "b" },
        { name: "b", mode: "CloudSSO" },
      ],
      ...["UnsupportedProfile", /CloudSSO signs in with a browser/],
    ],
    OAuth: [
      [{ name: "a", mode: "OAuth", ...KEYS }],
      "UnsupportedProfile",
      /OAuth signs in with a browser/,
    ],
    "an unknown mode": [
      [{ name: "a", mode: access_key_secret }],
      "UnsupportedProfile",
      /none of AK, StsToken/,
    ],
    "a prototype's name": [
      [{ name: "a", mode: "constructor" }],
      "UnsupportedProfile",
      /none of AK/,
    ],
    "no provider": [
      [{ name: "a", mode: "OIDC", ram_role_arn: "acs:ram::1:role/x" }],
      "InvalidProfile",
      /oidc_provider_arn/,
    ],
    "no program": [
      [{ name: "a", mode: "External" }],
      "InvalidProfile",
      /process_command is missing/,
    ],
    "an open quote": [
      [{ name: "a", mode: "External", process_command: "x 'y" }],
      "InvalidProfile",
      /quote/,
    ],
    "no address": [
      [{ name: "a", mode: "CredentialsURI" }],
      "InvalidProfile",
      /credentials_uri is missing/,
    ],
    "an address of a file": [
      [{ name: "a", mode: "CredentialsURI", credentials_uri: "file:///etc/passwd" }],
      "InvalidProfile",
      /http/,
    ],
  };
  for (const [what, [profiles, code, message]] of Object.entries(cases)) {
    test(what, async (t) => {
      const { home } = homeWith(t, { [CONFIG]: { profiles } });
      const fetch = () => assert.fail("nothing may be sent");
      const error = await failure(fromProfile("a", { home, env: NO_METADATA, fetch }));
      assert.equal(error.code, code, error.stack);
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(`profile a of ${home}/${CONFIG}: `), error.message);
      assert.ok(
        !error.message.includes(access_key_secret) && !error.message.includes("evil"),
        error.message,
      );
    });
  }

  for (const [what, text] of Object.entries({
    "an empty file": "",
    "a truncated file": `{"current": "a", "profiles": [{"access_key_secret": "${access_key_secret}"`,
    "a list": "[]",
    null: "null",
    "profiles that are an object": '{"profiles": {}}',
    "a profile that is null": '{"profiles": [null]}',
    "no profiles": '{"current": "a"}',
  })) {
    test(`a configuration: ${what}`, async (t) => {
      const { home } = homeWith(t, { [CONFIG]: text });
      const error = await failure(fromProfile("a", { home, env: {} }));
      assert.equal(error.code, "InvalidProfile");
      assert.equal(error.message, `${home}/${CONFIG} is not a configuration of the aliyun command`);
    });
  }

  test("a current profile that is no text", async (t) => {
    const { home } = homeWith(t, { [CONFIG]: { current: 5, profiles: [] } });
    const { code, message } = await failure(fromProfile(undefined, { home, env: {} }));
    assert.deepEqual(
      [code, message],
      ["InvalidProfile", `${home}/${CONFIG}: current must be a text`],
    );
  });

  test("an ini file", async (t) => {
    const { home, write } = homeWith(t);
    const failing = () => failure(fromIni(undefined, { home, env: {} }));
    assert.deepEqual(
      [(await failing()).code, (await failing()).message],
      ["NoCredentials", `there is no ${home}/${INI}`],
    );
    for (const [text, code, message] of [
      ["", "InvalidProfile", /profile default of .*no such profile/],
      ["[default]", "InvalidProfile", /type is missing/],
      ["[default]\ntype=rsa_key_pair", "UnsupportedProfile", /its type is none of access_key, sts/],
      ["[default]\ntype=toString", "UnsupportedProfile", /its type/],
      [
        "[default]\ntype=access_key\naccess_key_id=x",
        "InvalidProfile",
        /access_key_secret is missing/,
      ],
      [
        "[default]\ntype=sts\naccess_key_id=x\naccess_key_secret=y",
        "InvalidProfile",
        /security_token is missing/,
      ],
      [
        "[default]\ntype=ram_role_arn\naccess_key_id=x\naccess_key_secret=y",
        "InvalidProfile",
        /role_arn is missing/,
      ],
      [
        "[default]\ntype=oidc_role_arn\nrole_arn=x",
        "InvalidProfile",
        /oidc_provider_arn is missing/,
      ],
    ]) {
      write(INI, text);
      const error = await failing();
      assert.equal(error.code, code, text);
      assert.match(error.message, message);
    }
  });

  test("a folder in a file's place", async (t) => {
    const { home } = homeWith(t, { [`${CONFIG}/x`]: "" });
    const { code, message } = await failure(fromProfile("a", { home, env: {} }));
    assert.deepEqual(
      [code, message],
      ["CredentialsFailed", `${home}/${CONFIG} cannot be read (EISDIR)`],
    );
  });

  test("options of the wrong type", () => {
    for (const call of [() => fromProfile(5), () => fromIni({}), () => fromProfile(null)]) {
      assert.throws(call, { code: "InvalidOption", message: "name must be a text" });
    }
  });
});

test("the chain says what it tried, and begins anew after a failure", async (t) => {
  const { home, write } = homeWith(t, {
    [CONFIG]: { profiles: [{ name: "default", mode: "OAuth" }] },
  });
  const provider = defaultChain({
    home,
    env: NO_METADATA,
    fetch: () => assert.fail("nothing may be sent"),
  });
  const { code, message } = await failure(provider);
  assert.equal(code, "NoCredentials");
  assert.equal(
    message,
    "no credentials found. Tried: ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; " +
      "ALIBABA_CLOUD_ROLE_ARN is not set; " +
      `profile default of ${home}/${CONFIG}: the mode OAuth signs in with a browser, which is not supported; ` +
      `there is no ${home}/${INI}; ` +
      "ECS metadata is off by ALIBABA_CLOUD_ECS_METADATA_DISABLED; " +
      "ALIBABA_CLOUD_CREDENTIALS_URI is not set",
  );
  // The official chain would ask its last source for ever, and keep to it.
  write(INI, SECTIONS);
  assert.deepEqual(plain(await provider()), found("ini"));
  write(CONFIG, PROFILES);
  assert.deepEqual(plain(await provider()), found("ini"), "it stays with what it found");
  assert.deepEqual(plain(await defaultChain({ home, env: NO_METADATA })()), found("work"));
});
