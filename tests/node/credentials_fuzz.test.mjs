// Files that nobody would write: read as the official package reads them, or refused by an EcdError that
// quotes nothing of them. The seed is printed; ECD_CREDENTIALS_SEED repeats a run, ECD_CREDENTIALS_RUNS
// makes it longer.
//
// Left out is where the official package does otherwise: names of sections with dots, which it takes apart;
// values in quotes, which it reads as JSON; the values true, false and null, which it makes no texts of;
// names that end in [] ; escapes of other characters than ; # and the backslash.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import officialCli from "@alicloud/credentials/dist/src/providers/cli_profile.js";
import officialIni from "@alicloud/credentials/dist/src/providers/profile.js";
import { fromIni, fromProfile } from "ecd-wasm/credentials";
import { CONFIG, homeWith, plain } from "../support/credentials_cloud.mjs";

const seed = Number(process.env.ECD_CREDENTIALS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.ECD_CREDENTIALS_RUNS ?? 500);
console.log(`ECD_CREDENTIALS_SEED=${seed}`);

const check = (property) => fc.assert(property, { seed, numRuns });

/** How many files had keys. */
let found = 0;

// Theirs fall back to variables where a profile has no keys.
for (const name of Object.keys(process.env)) {
  if (name.startsWith("ALIBABA_CLOUD_")) delete process.env[name];
}

const CODES = ["NoCredentials", "InvalidProfile", "UnsupportedProfile", "CredentialsFailed"];

/** The keys, or the error, which must be one of ours and quote no secret. */
async function outcome(provider, secret) {
  const [{ value, reason }] = await Promise.allSettled([provider()]);
  if (value) ++found;
  if (value) return plain(value);
  assert.ok(CODES.includes(reason.code), reason.stack);
  if (secret) assert.ok(!`${reason.message}${JSON.stringify(reason)}`.includes(secret));
  return "refused";
}

const theirs = async (provider) => provider.getCredentials().then(plain, () => "refused");

test("profiles", async (t) => {
  const { home, write } = homeWith(t);
  const text = fc.constantFrom(undefined, "", "x", "LTAI5tKey", "Zürich", "\u0000", " y ");
  const profile = fc.record(
    {
      name: fc.constantFrom("a", "b", "A", ""),
      mode: fc.constantFrom("AK", "StsToken", "ak", "Magic", "__proto__"),
      ...{ access_key_id: text, access_key_secret: text, sts_token: text, region_id: text },
    },
    { requiredKeys: ["name", "mode"] },
  );
  await check(
    fc.asyncProperty(
      fc.array(profile, { maxLength: 4 }),
      fc.constantFrom("a", "b", "A"),
      async (profiles, name) => {
        write(CONFIG, { profiles });
        const official = officialCli.default.builder().withProfileName(name).build();
        official.homedir = home;
        assert.deepEqual(
          await outcome(fromProfile(name, { home, env: {} })),
          await theirs(official),
        );
      },
    ),
  );
  assert.ok(found > 0, "none of the files had keys");
});

test("sections", async (t) => {
  const before = found;
  const { home, write } = homeWith(t);
  const part = fc.constantFrom(..."aZ09+/=-_:{}, ", "\\;", "\\#", "\\\\", ";", "#", "深");
  const value = fc
    .array(part, { maxLength: 8 })
    .map((parts) => parts.join(""))
    .filter((made) => !/\\$/.test(made));
  const space = fc.constantFrom("", " ", "\t");
  const entry = fc
    .tuple(
      space,
      fc.constantFrom("access_key_id", "access_key_secret", "enable"),
      space,
      space,
      value,
    )
    .map(([before, name, around, after, given]) => `${before}${name}${around}=${after}${given}`);
  const line = fc.oneof(
    { weight: 8, arbitrary: entry },
    { weight: 3, arbitrary: fc.constant("type = access_key") },
    fc.constantFrom("[a]", "[b]", "[a ]", "[", "a", "=", "; x = y", "# x", "", "  ", "[a] ; x"),
  );
  await check(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.constantFrom("\n", "\r\n"),
      async (lines, end) => {
        write("credentials", ["[a]", ...lines].join(end));
        const env = { ALIBABA_CLOUD_CREDENTIALS_FILE: `${home}/credentials` };
        Object.assign(process.env, env);
        const official = officialIni.default.builder().withProfileName("a").build();
        assert.deepEqual(await outcome(fromIni("a", { env })), await theirs(official));
      },
    ),
  );
  assert.ok(found > before, "none of the files had keys");
});

test("anything at all", async (t) => {
  const { home, write } = homeWith(t);
  const SECRET = "S3cretS3cretS3cret";
  const env = { PATH: "/nowhere", ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" };
  const fetch = () => Promise.reject(new Error(SECRET));
  const odd = fc.oneof(fc.constant(SECRET), fc.jsonValue({ maxDepth: 1 }));
  const names = [
    "mode",
    "access_key_id",
    "access_key_secret",
    "sts_token",
    "ram_role_arn",
    "expired_seconds",
  ];
  const others = [
    "process_command",
    "credentials_uri",
    "oidc_provider_arn",
    "enable_vpc",
    "sts_region",
  ];
  const modes = [
    "AK",
    "StsToken",
    "RamRoleArn",
    "ChainableRamRoleArn",
    "OIDC",
    "External",
    "CredentialsURI",
    "EcsRamRole",
  ];
  const members = fc.record(Object.fromEntries([...names, ...others].map((name) => [name, odd])), {
    requiredKeys: [],
  });
  const profiles = fc
    .tuple(members, fc.constantFrom(...modes, SECRET))
    .map(([given, mode]) => [{ source_profile: "b", ...given, mode, name: "a" }]);
  const configuration = fc.oneof(
    { weight: 5, arbitrary: fc.record({ current: fc.constantFrom("a", 5, null), profiles }) },
    fc.jsonValue({ maxDepth: 3 }),
  );
  await check(
    fc.asyncProperty(configuration, fc.nat(400), fc.boolean(), async (content, length, isCut) => {
      const whole = JSON.stringify(content);
      write(CONFIG, isCut ? whole.slice(0, length) : whole);
      await outcome(fromProfile(undefined, { home, env, fetch }), SECRET);
      await outcome(
        fromIni(undefined, { env: { ALIBABA_CLOUD_CREDENTIALS_FILE: `${home}/${CONFIG}` } }),
        SECRET,
      );
    }),
  );
});
