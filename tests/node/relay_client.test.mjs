// A client without credentials: everything it can do, through a relay.
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { inspect } from "node:util";
import {
  AbortError,
  EcdClient,
  EcdError,
  ServiceError,
  ThrottlingError,
  TimeoutError,
  TransportError,
  ValidationError,
} from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { deadAddress, fakeFetch } from "../support/faulty_server.mjs";
import { ALLOW, clientOf, fetchOf, relayTo, RELAY_URL } from "../support/relays.mjs";

const LIST = { RegionId: "cn-hangzhou" };

let emulator;
beforeEach(async () => (emulator = await createEmulator({ port: false, copyDurationMs: 20 })));

const copies = () => emulator.images("cn-shenzhen");
const count = (operation) =>
  emulator.requests().filter((one) => one.operation === operation).length;

/** A signal that fires soon, and keeps the process alive until then. */
function soon() {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  return controller.signal;
}

async function failure(promise, type, members) {
  const error = await promise.then(
    (result) => assert.fail(`no error but ${JSON.stringify(result)}`),
    (reason) => reason,
  );
  assert.ok(error instanceof type && error instanceof EcdError, `${error?.stack}`);
  const given = Object.fromEntries(Object.keys(members).map((name) => [name, error[name]]));
  assert.deepEqual(given, members, error.message);
  return error;
}

describe("what a client can do, it can do through a relay", () => {
  test("call, in the client's region and in others", async () => {
    const relay = relayTo(emulator);
    const { Images, RequestId } = await clientOf(relay, { regionId: "cn-hangzhou" }).call(
      "DescribeImages",
      {},
    );
    assert.ok(Images.length > 0 && RequestId);
    const elsewhere = await clientOf(relay, { regionId: "cn-hangzhou" }).call("DescribeImages", {
      RegionId: "cn-beijing",
    });
    assert.deepEqual(elsewhere.Images, []);
  });

  test("pages", async () => {
    const images = Array.from({ length: 7 }, (_, i) => ({ ImageId: `m-${i}`, Name: `Image_${i}` }));
    emulator = await createEmulator({ port: false, images });
    const found = [];
    for await (const { Images } of clientOf(relayTo(emulator)).pages("DescribeImages", {
      ...LIST,
      MaxResults: 3,
    }))
      found.push(...Images.map(({ ImageId }) => ImageId));
    assert.equal(new Set(found).size, 7);
    assert.equal(count("DescribeImages"), 3);
  });

  test("copy and wait, with progress and a state that another client resumes", async () => {
    const relay = relayTo(emulator);
    const states = [];
    const image = await clientOf(relay).copyImageAndWait(COPY, {
      pollMs: 5,
      onState: (state) => states.push(state),
    });
    assert.equal(image.Status, "Available");
    assert.deepEqual(
      copies().map(({ ImageId }) => ImageId),
      [image.ImageId],
    );
    const resumed = await clientOf(relay).resume(JSON.parse(JSON.stringify(states[0])));
    assert.equal(resumed.ImageId, image.ImageId, "found by the look-up, not copied again");
    assert.equal(count("CopyImage"), 1);
  });

  test("copy into several regions; one that the relay does not allow is that region's failure", async () => {
    const results = await clientOf(relayTo(emulator)).copyImageToRegions(
      COPY,
      ["cn-shenzhen", "cn-shanghai", "cn-beijing"],
      { wait: true, pollMs: 5 },
    );
    assert.deepEqual(
      results.map(({ ok, image, error }) => [ok, image?.Status ?? error.code]),
      [
        [true, "Available"],
        [false, "RegionNotAllowed"],
        [true, "Available"],
      ],
    );
  });

  test("cancel when a wait is aborted", async () => {
    emulator = await createEmulator({ port: false, copyDurationMs: 3600_000 });
    const stop = new AbortController();
    const wait = clientOf(relayTo(emulator)).copyImageAndWait(COPY, {
      pollMs: 5,
      signal: stop.signal,
      cancelOnAbort: true,
      onProgress: () => stop.abort(),
    });
    await failure(wait, AbortError, { code: "Aborted" });
    assert.equal(count("CancelCopyImage"), 1);
    assert.deepEqual(copies(), []);
  });

  test("BigInts arrive digit by digit", async () => {
    const fetch = fakeFetch({ body: {} });
    await clientOf(relayTo(emulator, { fetch })).call("DescribeImages", {
      ...LIST,
      MaxResults: 20n,
    });
    assert.equal(new URL(fetch.calls[0].url).searchParams.get("MaxResults"), "20");
  });
});

test("whoever may only copy is told of a copy whose answer was lost, and may wait for it", async () => {
  const allow = { operations: ["CopyImage"], regions: ["cn-hangzhou", "cn-shenzhen"] };
  emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
  const image = await clientOf(relayTo(emulator, { allow })).copyImageAndWait(COPY, { pollMs: 5 });
  assert.equal(image.Status, "Available");
  assert.equal(copies().length, 1);
});

describe("before anything leaves", () => {
  const untouched = fakeFetch(new Error("it was sent"));
  const client = (options) =>
    new EcdClient({ relay: { url: RELAY_URL }, fetch: untouched, ...options });
  after(() => assert.equal(untouched.calls.length, 0));

  test("parameters are validated, in the client's language and profile", async () => {
    const bad = { ...COPY, DestinationImageName: "1" };
    const error = await failure(client({ locale: "zh" }).copyImage(bad), ValidationError, {
      outcome: "not-sent",
      attempts: 0,
    });
    assert.match(error.message, /\p{Script=Han}/u);
    await failure(client().call("DescribeImages", { RegionId: "evil.example/" }), EcdError, {
      outcome: "not-sent",
    });
    await failure(client().call("CopyImages", {}), EcdError, { code: "UnknownOperation" });
    let isRun = false;
    const accessor = Object.defineProperty({ ...COPY }, "ImageId", {
      enumerable: true,
      get: () => ((isRun = true), "m-1"),
    });
    await failure(client().call("CopyImage", accessor), ValidationError, {});
    await failure(client().call("CopyImage", { ...COPY, toJSON: () => ({}) }), ValidationError, {});
    assert.equal(isRun, false);
  });

  test("the options are looked at", async () => {
    const bad = [
      { credentials: ACCOUNT },
      { endpoint: "https://ecd.example" },
      { algorithm: "HMAC-SHA1" },
      { relay: { url: "/relay" } },
      { relay: {} },
      { relay: { url: "http://relay.example/" } },
      { relay: { url: "https://user:pass@relay.example/" } },
      { relay: { url: "javascript:alert(1)" } },
      { relay: { url: "file:///etc/passwd" } },
      { relay: { url: "http://127.0.0.1.evil.example/" } },
    ];
    for (const options of bad) {
      const error = await failure(client(options).call("DescribeImages", LIST), EcdError, {
        code: "InvalidOption",
        outcome: "not-sent",
      });
      assert.ok(!error.message.includes("pass@"));
    }
    for (const url of [
      "http://127.0.0.1:1/",
      "http://localhost/a?b=c",
      "http://[::1]:5/",
      "https://relay.example",
    ]) {
      const fetch = fakeFetch({ body: {} });
      await failure(client({ relay: { url }, fetch }).call("CopyImage", COPY), TransportError, {
        code: "InvalidAnswer",
      });
      assert.equal(fetch.calls.length, 1, url);
    }
  });

  test("headers that cannot be had are an error without the reason", async () => {
    const headers = () => Promise.reject(new Error("session-0123456789"));
    const error = await failure(
      client({ relay: { url: RELAY_URL, headers } }).copyImage(COPY),
      EcdError,
      { code: "RelayHeadersFailed", outcome: "not-sent" },
    );
    assert.ok(!inspect(error).includes("session-0123456789"));
  });

  test("an abort ends it", async () => {
    const never = () => new Promise(() => {});
    const hanging = client({ relay: { url: RELAY_URL, headers: never } });
    await failure(hanging.copyImage(COPY, { deadlineMs: 20 }), TimeoutError, {
      outcome: "not-sent",
    });
    await failure(hanging.copyImage(COPY, { signal: soon() }), AbortError, { outcome: "not-sent" });
  });
});

test("what is sent: one JSON message with the host application's headers, and no key", async () => {
  const fetch = fetchOf(relayTo(emulator));
  let session = 0;
  const headers = async () => ({ "x-session": `s-${++session}`, "Content-Type": "text/plain" });
  const client = new EcdClient({
    relay: { url: `${RELAY_URL}?a=b#c`, headers },
    fetch,
    regionId: "cn-hangzhou",
  });
  await client.call("DescribeImages", { ImageType: "CUSTOM" });
  await client.call("DescribeImages", {});
  const [{ url, method, headers: sent, body, redirect }, second] = fetch.calls;
  assert.equal(url, `${RELAY_URL}?a=b`);
  assert.deepEqual([method, redirect], ["POST", "manual"]);
  const { "user-agent": userAgent, ...others } = sent;
  assert.match(userAgent, /^ecd-wasm\//);
  assert.deepEqual(others, {
    "x-session": "s-1",
    accept: "application/json",
    "content-type": "application/json",
  });
  const { nonce, ...call } = JSON.parse(body);
  assert.match(nonce, /^[0-9a-f]{32}$/);
  assert.deepEqual(call, {
    version: 1,
    operation: "DescribeImages",
    params: { ImageType: "CUSTOM", RegionId: "cn-hangzhou" },
  });
  assert.equal(second.headers["x-session"], "s-2");
  assert.notEqual(JSON.parse(second.body).nonce, nonce);
});

describe("errors are those that a client with credentials has", () => {
  /** The same failure with and without a relay between. */
  async function bothWays(fetch, call, expected) {
    const direct = new EcdClient({ credentials: ACCOUNT, fetch: fetch(), maxAttempts: 1 });
    const relayed = clientOf(relayTo({ fetch: fetch() }), { maxAttempts: 1 });
    const [one, other] = await Promise.all(
      [direct, relayed].map((client) => call(client).then(assert.fail, (error) => error)),
    );
    const plain = ({ accessDeniedDetail: _, ...error }) => error;
    assert.deepEqual(plain(other.toJSON()), plain(one.toJSON()));
    assert.equal(other.constructor, one.constructor);
    assert.equal(other.code, expected);
    assert.equal(other.accessDeniedDetail, undefined, "it tells of the account");
  }
  const list = (client) => client.call("DescribeImages", LIST);
  const copy = (client) => client.call("CopyImage", COPY);
  const cases = {
    "a refusal": [
      {
        status: 404,
        body: {
          Code: "A.NotFound",
          Message: "m",
          RequestId: "R",
          Recommend: "https://help.example",
        },
      },
      "A.NotFound",
    ],
    "a refusal by RAM": [
      {
        status: 403,
        body: {
          Code: "NoPermission",
          AccessDeniedDetail: { AuthAction: "ecd:CopyImage", AuthPrincipalOwnerId: "1" },
        },
      },
      "NoPermission",
    ],
    throttling: [
      { status: 429, headers: { "x-acs-retry-after": "1500" }, body: { Code: "Throttling.User" } },
      "Throttling.User",
    ],
    "a server error": [{ status: 500, body: { Code: "InternalError" } }, "InternalError"],
    "a nonce used twice": [
      { status: 400, body: { Code: "SignatureNonceUsed" } },
      "SignatureNonceUsed",
    ],
    HTML: [
      { status: 502, headers: { "x-acs-request-id": "R-2" }, body: "<html>" },
      "InvalidAnswer",
    ],
    "half an answer": [{ body: '{"ImageId' }, "InvalidAnswer"],
    "a redirect": [{ status: 302, body: "" }, "Redirected"],
    "no connection": [Object.assign(new Error("x"), { code: "ECONNREFUSED" }), "NoAnswer"],
    "a lost connection": [Object.assign(new Error("x"), { code: "ECONNRESET" }), "NoAnswer"],
  };
  for (const [what, [answer, code]] of Object.entries(cases)) {
    test(what, async () => {
      for (const call of [list, copy]) await bothWays(() => fakeFetch(answer), call, code);
    });
  }

  test("no image in the answer", async () => {
    await failure(
      clientOf(relayTo({ fetch: fakeFetch({ body: { RequestId: "R-1" } }) })).copyImage(COPY, {
        reconcileMs: 0,
      }),
      EcdError,
      {
        outcome: "unclear",
        requestId: "R-1",
      },
    );
  });

  test("a service that does not answer in time", async () => {
    const relay = relayTo({ fetch: () => new Promise(() => {}) }, { timeoutMs: 30 });
    await failure(clientOf(relay).call("CopyImage", COPY), TimeoutError, {
      code: "Timeout",
      outcome: "unclear",
      attempts: 1,
    });
  });

  test("refusals of the relay itself: nothing was sent", async () => {
    const relay = relayTo(emulator, { authorize: () => false });
    await failure(clientOf(relay).copyImage(COPY), EcdError, {
      name: "EcdError",
      code: "NotAuthorized",
      outcome: "not-sent",
      statusCode: 403,
      retryable: false,
      attempts: 1,
      operation: "CopyImage",
    });
    const strict = relayTo(emulator, { profile: "documented" });
    const error = await failure(
      clientOf(strict, { profile: "off" }).call("CopyImage", {
        ...COPY,
        DestinationImageName: "1",
      }),
      ValidationError,
      {},
    );
    assert.deepEqual(
      error.issues.map(({ code }) => code),
      ["minLength", "startsWith"],
    );
    assert.equal(emulator.requests().length, 0);
  });

  test("the relay's clock is put right, and the call made again", async () => {
    emulator = await createEmulator({
      port: false,
      copyDurationMs: 20,
      now: () => new Date(Date.now() - 7_200_000),
    });
    const relay = relayTo(emulator);
    assert.ok((await clientOf(relay).copyImage(COPY)).ImageId);
    assert.equal(count("CopyImage"), 1, "the refused one did not get as far");
    // The service's clock is known on this side too: the copy is recognised by its time.
    emulator.faults.add({ operation: "CopyImage", reset: "after", times: 1 });
    const again = await clientOf(relay).copyImage({ ...COPY, DestinationImageName: "Second" });
    assert.equal(again.reused, true);
  });
});

describe("answers that are not the relay's leave the outcome open", () => {
  const answers = {
    "a login page": [{ status: 200, body: "<html>" }, "InvalidAnswer"],
    "a redirect to one": [{ status: 302, body: "" }, "Redirected"],
    "a gateway's error": [{ status: 502, body: "<html>" }, "InvalidAnswer"],
    "some JSON": [{ body: { ok: true } }, "InvalidAnswer"],
    "the service's own answer": [{ body: { ImageId: "m-1", RequestId: "R" } }, "InvalidAnswer"],
    "another version": [{ body: { version: 2, result: { ImageId: "m-1" } } }, "InvalidAnswer"],
    "no result and no error": [{ body: { version: 1 } }, "InvalidAnswer"],
    "a result that is none": [{ body: { version: 1, result: [] } }, "InvalidAnswer"],
    "an error without an outcome": [
      { status: 400, body: { version: 1, error: { name: "EcdError", code: "A", message: "" } } },
      "InvalidAnswer",
    ],
    "an error with another outcome": [
      { body: { version: 1, error: { code: "A", message: "", outcome: "done" } } },
      "InvalidAnswer",
    ],
    "a ValidationError without issues": [
      {
        body: {
          version: 1,
          error: { name: "ValidationError", code: "A", message: "", outcome: "not-sent" },
        },
      },
      "InvalidAnswer",
    ],
    "half an answer": [{ body: '{"version":1,"result":{"Ima' }, "InvalidAnswer"],
    "an empty one": [{ body: "" }, "InvalidAnswer"],
    "a deep one": [{ body: "[".repeat(100_000) }, "InvalidAnswer"],
  };
  for (const [what, [answer, code]] of Object.entries(answers)) {
    test(what, async () => {
      const fetch = fakeFetch(answer);
      const client = new EcdClient({ relay: { url: RELAY_URL }, fetch });
      await failure(client.call("CopyImage", COPY), TransportError, {
        code,
        outcome: "unclear",
        attempts: 1,
      });
      assert.equal(fetch.calls.length, 1, "a copy is not sent again");
    });
  }

  test("what one echoes of the caller's headers is taken out", async () => {
    const token = "session-0123456789/+=";
    const echo = (_, { headers }) => ({
      status: 400,
      headers: { "x-acs-request-id": headers["x-session"] },
      body: { Code: `A ${headers["x-session"]}`, Message: JSON.stringify(headers) },
    });
    const relay = { url: RELAY_URL, headers: { "x-session": token } };
    const client = new EcdClient({ relay, fetch: fakeFetch(echo) });
    const error = await failure(client.call("CopyImage", COPY), ServiceError, { code: "A ***" });
    assert.ok(!inspect(error, { showHidden: true }).includes(token));
    assert.ok(!inspect(client, { showHidden: true, depth: 9 }).includes(token));
  });

  test("an error of a class that is not known here is an EcdError", async () => {
    for (const name of ["NewError", "constructor", "__proto__", 5, undefined]) {
      const error = {
        name,
        code: "New",
        message: "m",
        outcome: "refused",
        retryable: "yes",
        statusCode: "9",
      };
      const fetch = fakeFetch({ body: { version: 1, error } });
      const client = new EcdClient({ relay: { url: RELAY_URL }, fetch });
      const made = await failure(client.call("CopyImage", COPY), EcdError, {
        name: "EcdError",
        code: "New",
        retryable: false,
      });
      assert.equal(made.statusCode, undefined);
    }
  });

  test("a relay that is not there is not-sent where that is certain", async () => {
    const client = new EcdClient({ relay: { url: await deadAddress() }, maxAttempts: 1 });
    await failure(client.call("CopyImage", COPY), TransportError, {
      code: "NoAnswer",
      outcome: "not-sent",
      retryable: true,
    });
  });
});

describe("attempts do not multiply", () => {
  test("the client makes them, the relay one request for each", async () => {
    emulator.faults.add({ operation: "DescribeImages", status: 503, code: "ServiceUnavailable" });
    const fetch = fetchOf(relayTo(emulator));
    const retries = [];
    const client = new EcdClient({
      relay: { url: RELAY_URL },
      fetch,
      onRetry: (event) => retries.push(event),
    });
    await failure(client.call("DescribeImages", LIST), ServiceError, { attempts: 3 });
    assert.equal(fetch.calls.length, 3);
    assert.equal(count("DescribeImages"), 3);
    assert.deepEqual(
      retries.map(({ attempt, code }) => [attempt, code]),
      [
        [1, "ServiceUnavailable"],
        [2, "ServiceUnavailable"],
      ],
    );
  });

  test("the pause that the service asks for is kept", async () => {
    emulator.faults.add({ operation: "CopyImage", retryAfterMs: 150, times: 1 });
    const delays = [];
    const client = clientOf(relayTo(emulator), { onRetry: ({ delayMs }) => delays.push(delayMs) });
    await client.copyImage(COPY);
    assert.equal(delays.length, 1);
    assert.ok(delays[0] >= 150);
    emulator.faults.add({ operation: "CopyImage", retryAfterMs: 100_000 });
    await failure(client.copyImage({ ...COPY, DestinationImageName: "Second" }), ThrottlingError, {
      retryAfterMs: 100_000,
      attempts: 1,
    });
  });

  test("hooks are told of the exchange with the relay", async () => {
    const events = [];
    const client = clientOf(relayTo(emulator), {
      onRequest: (e) => events.push(e),
      onResponse: (e) => events.push(e),
    });
    const { RequestId } = await client.call("DescribeImages", LIST);
    const [before, { durationMs, ...after }] = events;
    assert.deepEqual(before, {
      operation: "DescribeImages",
      method: "POST",
      host: "relay.example",
      regionId: "cn-hangzhou",
      attempt: 1,
    });
    assert.deepEqual(after, { ...before, status: 200, requestId: RequestId });
    assert.ok(durationMs > 0);
  });
});
