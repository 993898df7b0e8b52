// Keys that a provider hands out can be used and not be seen: no form of printing shows a secret.
import assert from "node:assert/strict";
import { Console } from "node:console";
import { Writable } from "node:stream";
import { test } from "node:test";
import { format, inspect } from "node:util";
import { EcdClient, loadCore } from "ecd-wasm";
import { fromEnv, fromUri } from "ecd-wasm/credentials";
import { createEmulator } from "ecd-wasm/emulator";
import { temporary } from "../support/credentials_cloud.mjs";
import { PAGE_EXAMPLE } from "../support/emulator_calls.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";

const env = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAI5tSomebodysKey99",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "S3cretS3cretS3cretS3cretS3cret",
  ALIBABA_CLOUD_SECURITY_TOKEN: "CAIStok3nCAIStok3nCAIStok3n",
};
const account = {
  accessKeyId: env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  securityToken: env.ALIBABA_CLOUD_SECURITY_TOKEN,
};

/** What a console prints. */
function printed(...values) {
  let text = "";
  const stream = new Writable({ write: (part, _, done) => ((text += part), done()) });
  const console = new Console({ stdout: stream, stderr: stream });
  for (const value of values) {
    console.log(value);
    console.log("%s %o %O %j", value, value, value, value);
    console.dir(value, { showHidden: true, depth: 9 });
    console.table([value]);
    console.error(new Error("x", { cause: value }));
  }
  return text;
}

test("no form of printing shows the secret or the token", async () => {
  const key = await fromEnv({ env })();
  const texts = [
    ...[
      String(key),
      `${key}`,
      key + "",
      JSON.stringify(key),
      JSON.stringify({ deep: [key] }, null, 1),
    ],
    ...[
      inspect(key),
      inspect({ key }, { depth: 9, showHidden: true, getters: true }),
      inspect(key, { customInspect: false }),
    ],
    ...[format("%s", key), printed(key, { key }, [key], new Map([[key, key]]))],
    ...[
      JSON.stringify({ ...key }),
      JSON.stringify(Object.entries(key)),
      JSON.stringify(structuredClone({ ...key })),
    ],
  ];
  for (const text of texts) {
    assert.doesNotMatch(text, /S3cret|CAIStok3n|SomebodysKey/, text);
  }
  assert.equal(
    String(key),
    'AccessKey {"accessKeyId":"LTAI…ey99","accessKeySecret":"***","securityToken":"***","providerName":"env"}',
  );
  assert.equal(inspect(key), String(key));
});

test("a short identifier is not shown at all, an expiration is", async () => {
  const short = {
    ...env,
    ALIBABA_CLOUD_ACCESS_KEY_ID: "elevenchars",
    ALIBABA_CLOUD_SECURITY_TOKEN: "",
  };
  const key = await fromEnv({ env: short })();
  assert.deepEqual(key.toJSON(), {
    accessKeyId: "***",
    accessKeySecret: "***",
    providerName: "env",
  });
  assert.equal(key.securityToken, undefined);
  const fetch = fakeFetch({ body: temporary(1, "2126-01-05T08:00:00Z") });
  assert.equal(
    (await fromUri("http://localhost/", { fetch })()).toJSON().expiration,
    "2126-01-05T08:00:00.000Z",
  );
});

test("they can be used by a client and by the core, and cannot be changed", async (t) => {
  const emulator = await createEmulator({ port: false, accounts: [account] });
  t.after(() => emulator.close());
  const provider = fromEnv({ env });
  const key = await provider();
  for (const credentials of [provider, key, { getCredential: provider }]) {
    const client = new EcdClient({ credentials, fetch: emulator.fetch });
    assert.ok((await client.copyImage(PAGE_EXAMPLE)).ImageId);
    for (const text of [
      inspect(client, { depth: 9, showHidden: true }),
      JSON.stringify(client),
      printed(client),
    ]) {
      assert.doesNotMatch(text, /S3cret|CAIStok3n|SomebodysKey/);
    }
  }
  const fixed = { date: "2026-01-05T08:00:00Z", nonce: "1".repeat(32) };
  const core = await loadCore();
  assert.deepEqual(
    core.sign("CopyImage", PAGE_EXAMPLE, { credentials: key, ...fixed }),
    core.sign("CopyImage", PAGE_EXAMPLE, { credentials: account, ...fixed }),
  );
  assert.throws(() => (key.accessKeySecret = "x"), TypeError);
});
