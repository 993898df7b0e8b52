// Secret, token and signature turn up nowhere but in the request: no message, no stack, no JSON, no
// inspection, no hook, whatever a service, a provider or a fetch echoes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { EcdClient, EcdError, loadCore } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { loadRsa } from "ecd-wasm/rsa";
import { RECORD_INSTANCES, runProgram } from "../support/child.mjs";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { deadAddress, fakeFetch } from "../support/faulty_server.mjs";
import { encode, verifyingKey } from "../support/independent_signer.mjs";
import { makeRsaKey } from "../support/rsa.mjs";

const core = await loadCore();
await loadRsa(core);

/** As the service makes them, and with all that has another spelling in a URL or in JSON. */
const ALL_KEYS = {
  plain: {
    accessKeyId: "LTAI-public-part",
    accessKeySecret: "S3cr3tS3cr3tS3cr3tS3cr3t012345",
    securityToken: "CAISt0kenT0kenT0ken0123456789abcdefghij",
  },
  "with marks": {
    accessKeyId: "LTAI-public-part",
    accessKeySecret: 'S3cr3t"/\\+= é\u{1F600}%&<$&>$1',
    securityToken: "CAIS+t0ken/T0ken==\"\\ $& {}[]:,!'()*",
  },
};

/** Credentials and options of the schemes there are. */
const SCHEMES = {
  "keys plain": { credentials: ALL_KEYS.plain },
  "keys with marks": { credentials: ALL_KEYS["with marks"] },
  SM3: { credentials: ALL_KEYS.plain, algorithm: "ACS3-HMAC-SM3" },
  "the older scheme": { credentials: ALL_KEYS.plain, algorithm: "HMAC-SHA1" },
  "the older scheme, keys with marks": {
    credentials: ALL_KEYS["with marks"],
    algorithm: "HMAC-SHA1",
  },
  "an RSA key": {
    credentials: { accessKeyId: "LTAI-public-part", accessKeySecret: makeRsaKey().privateKey },
    algorithm: "ACS3-RSA-SHA256",
  },
  "the older scheme in a form": {
    credentials: ALL_KEYS["with marks"],
    algorithm: "HMAC-SHA1",
    parametersIn: "body",
  },
  "a bearer": { credentials: { bearerToken: "eyJhbGciOi.J0b2tlbiJ9+/==.(t)*~!" } },
};

/** Every way in which a value becomes text. */
function texts(value) {
  const list = [
    String(value),
    inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: Infinity }),
  ];
  list.push(inspect(value, { depth: Infinity, showHidden: true, getters: true }));
  list.push(JSON.stringify(value) ?? "");
  if (value instanceof Error)
    list.push(value.message, value.stack, JSON.stringify(value, Object.getOwnPropertyNames(value)));
  return list;
}

/** As it is, in JSON, in a URL, in Base64, and as bytes. */
function spellings(secret) {
  const bytes = Buffer.from(secret);
  return [
    ...[
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      encode(secret),
      inspect(secret).slice(1, -1),
    ],
    ...[
      bytes.toString("base64"),
      bytes.toString("hex"),
      [...bytes].join(","),
      [...bytes].join(", "),
    ],
  ];
}

function assertSilent(value, secrets, what) {
  for (const text of texts(value)) {
    for (const spelling of secrets.filter((secret) => secret !== NO_SIGNATURE).flatMap(spellings)) {
      const at = text.indexOf(spelling);
      assert.equal(at, -1, `${what}: …${text.slice(Math.max(0, at - 40), at + spelling.length)}…`);
    }
  }
}

/** Stands for one in words that are echoed; nobody needs to take it out. */
const NO_SIGNATURE = "-no-signature-";

/** From the Authorization header, or as older schemes have it, from query or form. Bearers have none. */
function signatureOf({ url, headers, body }) {
  const inHeader = /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1];
  const inForm = new URLSearchParams(body ?? "").get("Signature");
  return inHeader ?? new URL(url).searchParams.get("Signature") ?? inForm ?? NO_SIGNATURE;
}

for (const [kind, scheme] of Object.entries(SCHEMES)) {
  describe(kind, () => {
    const keys = scheme.credentials;
    const { accessKeyId: _, ...secretMembers } = keys;
    const secrets = Object.values(secretMembers);
    const token = secrets.at(-1);

    /** What is told to the outside by a call that meets the answer: its error and the hooks' events. */
    async function told(fetch, call = (client) => client.call("CopyImage", COPY), options = {}) {
      const told = [];
      const client = new EcdClient({
        ...{ ...scheme, fetch, ...options },
        ...{ onRequest: (event) => told.push(event), onResponse: (event) => told.push(event) },
      });
      const settled = await Promise.allSettled([call(client)]);
      assert.equal(settled[0].status, "rejected");
      const error = settled[0].reason;
      assert.ok(error instanceof EcdError, error?.stack);
      return { error, told, client };
    }

    // Each echoes all it got in one place of its answer.
    const words = (request) =>
      `${secrets.join()} ${signatureOf(request)} ${JSON.stringify(request)} ${encodeURIComponent(token)} ` +
      `${encode(token)} ${encode(signatureOf(request))} ${Object.values(request.headers).join()} ${request.url}`;
    const inHeader = (text) => text.replace(/[^\x20-\x7e]/g, "");
    const echoes = {
      "in the message": (request) => ({
        status: 400,
        body: { Code: "A", Message: words(request) },
      }),
      "in the code": (request) => ({ status: 400, body: { Code: words(request) } }),
      "in the request ID": (request) => ({
        status: 400,
        body: { Code: "A", RequestId: words(request) },
      }),
      "in the advice": (request) => ({
        status: 400,
        body: { Code: "A", Recommend: words(request) },
      }),
      "in the detail": (request) => ({
        status: 403,
        body: {
          Code: "A",
          AccessDeniedDetail: {
            AuthAction: words(request),
            list: [{ a: [words(request)] }],
            [words(request)]: 1,
          },
        },
      }),
      "in lower-case names": (request) => ({
        status: 500,
        body: { code: words(request), message: words(request) },
      }),
      "in a throttling": (request) => ({
        status: 429,
        body: { Code: `Throttling ${words(request)}` },
      }),
      "in a header": (request) => ({
        status: 502,
        body: "<html>",
        headers: { "x-acs-request-id": inHeader(words(request)) },
      }),
      "in HTML": (request) => ({ status: 502, body: `<html>${words(request)}` }),
      "in broken JSON": (request) => ({ status: 200, body: `{"${words(request)}` }),
      "in a redirect": (request) => ({
        status: 302,
        body: words(request),
        headers: { location: inHeader(words(request)) },
      }),
      "in an answer without an image": (request) => ({
        body: { RequestId: words(request), Other: words(request) },
      }),
    };
    for (const [place, echo] of Object.entries(echoes)) {
      test(`echoed ${place}`, async () => {
        for (const call of [
          (client) => client.copyImage(COPY, { reconcileMs: 0 }),
          (client) => client.copyImageAndWait(COPY, { reconcileMs: 0 }),
        ]) {
          let signature;
          const fetch = fakeFetch((url, init) => {
            signature = signatureOf({ url, ...init });
            return echo({ url, ...init });
          });
          const { error, told: events } = await told(fetch, call);
          assertSilent(error, [...secrets, signature], "error");
          assertSilent(events, [...secrets, signature], "hooks");
          assert.equal(error.statusCode ?? 200, echo(fetch.calls[0]).status ?? 200);
        }
      });
    }

    test("in what fetch throws", async () => {
      let signature;
      const fetch = async (url, init) => {
        signature = signatureOf({ url, ...init });
        const text = words({ url, ...init });
        throw Object.assign(
          new TypeError(text, { cause: Object.assign(new Error(text), { init }) }),
          { init },
        );
      };
      const { error } = await told(fetch);
      assertSilent(error, [...secrets, signature], "error");
      assert.equal(error.cause, undefined);
    });

    test("in what a platform's code is", async () => {
      const fetch = async (url, init) =>
        Promise.reject(Object.assign(new Error("x"), { code: `${token} ${JSON.stringify(init)}` }));
      const { error, told: events } = await told(fetch);
      assertSilent([error, events], secrets, "error and hooks");
    });

    test("in what a provider throws", async () => {
      const credentials = () => Promise.reject(new Error(JSON.stringify(keys)));
      const { error } = await told(fakeFetch({}), undefined, { credentials });
      assertSilent(error, secrets, "error");
    });

    test("in every other failure", async () => {
      const never = () => new Promise(() => {});
      const signal = AbortSignal.abort(new Error(JSON.stringify(keys)));
      const failures = [
        [fetch, undefined, { endpoint: await deadAddress() }],
        [never, undefined, { timeoutMs: 20 }],
        [never, (client) => client.call("CopyImage", COPY, { signal })],
        [
          never,
          (client) => client.call("CopyImage", { ...COPY, DestinationImageName: `1${token}` }),
        ],
        [
          never,
          (client) => client.call("CopyImage", COPY),
          { endpoint: "https://user:pass@example.com" },
        ],
        [
          never,
          undefined,
          { credentials: { ...ALL_KEYS.plain, ...keys, accessKeyId: "é" }, timeoutMs: 20 },
        ],
        [never, undefined, { credentials: { ...ALL_KEYS.plain, securityToken: `${token}\r\n` } }],
        [
          never,
          undefined,
          { credentials: { ...ALL_KEYS.plain, accessKeySecret: `${secrets[0]}\ud800` } },
        ],
        [never, undefined, { algorithm: "MD5" }],
        [never, (client) => (client.close(), client.copyImage(COPY))],
        [
          never,
          (client) =>
            client.waitForImage({ RegionId: "cn-hangzhou", ImageId: "m-1" }, { deadlineMs: 20 }),
        ],
      ];
      for (const given of failures) {
        const { error, told: events } = await told(...given);
        assertSilent([error, events], secrets, error.code);
        assertSilent(error, secrets, error.code);
      }
    });

    test("in clients, waits and cores", async () => {
      const images = { Images: [{ ImageId: "m-1", Status: "Available" }] };
      const client = new EcdClient({ ...scheme, fetch: fakeFetch({ body: images }) });
      const signed = core.sign("CopyImage", COPY, { ...scheme, trace: true });
      core.verify(signed, { secretOf: () => verifyingKey(keys, scheme.algorithm) });
      const wait = client.waitForImage({ RegionId: "cn-hangzhou", ImageId: "m-1" });
      const all = [...secrets, signatureOf(signed)];
      assertSilent(wait, all, "a wait that runs");
      await wait;
      for (const [what, value] of Object.entries({
        client,
        wait,
        core,
        [wait.toString()]: wait.toJSON(),
      })) {
        assertSilent(value, all, what);
        assertSilent({ nested: [value] }, all, what);
      }
      assert.deepEqual(Object.keys(client), []);
      assert.equal(JSON.stringify(client), "{}");
      assert.equal(JSON.stringify(core), JSON.stringify({ version: core.version }));
      client.close();
      assertSilent(client, all, "a closed client");
    });

    test("in refusals of verify", () => {
      if (!keys.accessKeySecret) return;
      const signed = core.sign("CopyImage", COPY, { ...scheme, trace: true });
      const wrong = { ...signed, url: `${signed.url}${signed.body ? "?" : "&"}x=1` };
      const secretOf = () => verifyingKey(keys, scheme.algorithm);
      const verdict = core.verify(wrong, { secretOf });
      assert.equal(verdict.code, "SignatureDoesNotMatch");
      const { trace, ...rest } = verdict;
      assertSilent(rest, [keys.accessKeySecret, signed.trace.signature], "verdict");
      // The trace is the caller's own request, token and all; it is there for those who hold the secret.
      assertSilent(trace, [keys.accessKeySecret, signed.trace.signature], "trace");
    });
  });
}

test("an emulator's log, snapshot and refusals", async (t) => {
  const keys = ALL_KEYS.plain;
  const emulator = await createEmulator({ port: false, accounts: [keys] });
  t.after(() => emulator.close());
  const client = new EcdClient({ credentials: keys, fetch: emulator.fetch });
  await client.copyImage(COPY);
  const stranger = new EcdClient({
    credentials: { ...keys, accessKeySecret: "another" },
    fetch: emulator.fetch,
  });
  const [refused] = await Promise.allSettled([stranger.copyImage(COPY)]);
  assert.equal(refused.reason.code, "SignatureDoesNotMatch");
  const secrets = [keys.accessKeySecret, keys.securityToken, "another"];
  for (const value of [emulator.requests(), emulator.snapshot(), refused.reason])
    assertSilent(value, secrets, "emulator");
});

test("the secret is not left in the module's memory", async () => {
  const found = await runProgram(`${RECORD_INSTANCES}
    const { loadCore } = await import("ecd-wasm/core");
    const COPY = ${JSON.stringify(COPY)};
    const core = await loadCore();
    const { buffer } = memoryOf(instances.find((made) => memoryOf(made)?.buffer.byteLength >= 4 << 20));
    const secrets = ["a-secret-of-forty-characters-0123456789x", "short-secret-1", "x".repeat(200) + "long-secret"];
    const found = [];
    for (const accessKeySecret of secrets) {
      const key = { accessKeyId: "id", accessKeySecret };
      const signed = core.sign("CopyImage", COPY, { credentials: key });
      const memory = () => Buffer.from(buffer);
      found.push(["sign", memory().includes(accessKeySecret.slice(-12))]);
      core.verify(signed, { secretOf: () => key });
      found.push(["verify", memory().includes(accessKeySecret.slice(-12))]);
      try {
        core.sign("CopyImage", {}, { credentials: key });
      } catch {}
      found.push(["refused", memory().includes(accessKeySecret.slice(-12))]);
      if (!memory().includes("CopyImage")) throw new Error("this is not the memory");
    }
    print(found);
  `);
  assert.deepEqual(
    found.filter(([, isThere]) => isThere),
    [],
  );
  assert.equal(found.length, 9);
});
