// Keys are kept as long as they are good and asked for anew in time, once for all callers; those that have
// expired are never used. The clock is set by hand.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultChain, fromAssumeRole, fromEcsMetadata, fromProfile } from "ecd-wasm/credentials";
import {
  homeWith,
  LONG_TERM,
  ROLE_ARN,
  startClock,
  startCloud,
  sts,
  temporary,
} from "../support/credentials_cloud.mjs";
import { fakeFetch } from "../support/faulty_server.mjs";

/** A role's provider over an STS whose n-th answer is `answer(n)`; by default keys for `minutes`. */
function role({ minutes = 60, answer, clock = startClock() } = {}) {
  let n = 0;
  const give = answer ?? ((n) => ({ body: { Credentials: temporary(n, clock.after(minutes)) } }));
  const fetch = fakeFetch(() => give(++n));
  const provider = fromAssumeRole({
    credentials: LONG_TERM,
    roleArn: ROLE_ARN,
    fetch,
    now: clock.now,
  });
  /** Which of the keys it gives now. */
  const given = async () => Number(/\d+$/.exec((await provider()).accessKeyId)[0]);
  return { clock, fetch, provider, given };
}

const REFUSED = { status: 503, body: "" };

test("an hour's keys are asked for anew 15 minutes before their end", async () => {
  const { clock, given } = role();
  assert.equal(await given(), 1);
  clock.advance(44.9);
  assert.equal(await given(), 1);
  clock.advance(0.1);
  assert.equal(await given(), 2);
  clock.advance(44.9);
  assert.equal(await given(), 2);
});

test("those of a quarter of an hour after half of it", async () => {
  const { clock, given } = role({ minutes: 15 });
  assert.equal(await given(), 1);
  clock.advance(7.4);
  assert.equal(await given(), 1, "the official package would ask at every call");
  clock.advance(0.1);
  assert.equal(await given(), 2);
});

test("1,000 callers at once make one request", async () => {
  const { clock, fetch, given } = role();
  const all = (count) => Promise.all(Array.from({ length: count }, given));
  assert.deepEqual([...new Set(await all(1000))], [1]);
  assert.equal(fetch.calls.length, 1);
  clock.advance(59);
  assert.deepEqual([...new Set(await all(1000))], [2]);
  assert.equal(fetch.calls.length, 2);
  clock.advance(61);
  assert.deepEqual([...new Set(await all(1000))], [3]);
  assert.equal(fetch.calls.length, 3);
});

test("1,000 callers at once learn of one failure, and the next call tries again", async () => {
  const { fetch, provider } = role({ answer: () => REFUSED });
  const settled = await Promise.allSettled(Array.from({ length: 1000 }, provider));
  assert.deepEqual([...new Set(settled.map(({ reason }) => reason.code))], ["CredentialsFailed"]);
  assert.equal(fetch.calls.length, 1);
  await assert.rejects(provider());
  assert.equal(fetch.calls.length, 2);
});

test("a chain too asks once for all", async (t) => {
  const clock = startClock();
  const cloud = await startCloud(
    t,
    sts((n) => temporary(n, clock.after(60))),
  );
  const { home } = homeWith(t, { token: "token" });
  const env = {
    ALIBABA_CLOUD_ROLE_ARN: ROLE_ARN,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "arn",
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${home}/token`,
  };
  const provider = defaultChain({ env, home, fetch: cloud.fetch, now: clock.now });
  for (const count of [1, 2]) {
    const keys = await Promise.all(Array.from({ length: 1000 }, provider));
    assert.deepEqual(
      [...new Set(keys.map((key) => key.accessKeyId))],
      [`STS.TemporaryKeyId${count}`],
    );
    assert.equal(cloud.requests.length, count);
    clock.advance(50);
  }
});

describe("when the source fails", () => {
  /** Gives keys once, then fails as long as `failing`. */
  function once() {
    const clock = startClock();
    const state = { failing: true };
    const answer = (n) =>
      n > 1 && state.failing ? REFUSED : { body: { Credentials: temporary(n, clock.after(60)) } };
    return Object.assign(role({ clock, answer }), { state });
  }

  test("old keys are used as long as they are valid, and then no longer", async () => {
    const { clock, fetch, given, provider } = once();
    await given();
    clock.advance(50);
    assert.equal(await given(), 1);
    clock.advance(9.99);
    assert.equal(await given(), 1);
    clock.advance(0.01);
    await assert.rejects(provider(), {
      code: "CredentialsFailed",
      message: "AssumeRole: InvalidAnswer (HTTP status 503)",
    });
    assert.ok(fetch.calls.length <= 4);
  });

  test("it is asked again when half of what is left is over, not at each call", async () => {
    const { clock, fetch, given } = once();
    await given();
    const asked = [];
    for (let minute = 1; minute < 60; ++minute) {
      clock.advance(1);
      const before = fetch.calls.length;
      for (let call = 0; call < 5; ++call) assert.equal(await given(), 1);
      if (fetch.calls.length > before) asked.push(minute);
    }
    assert.deepEqual(asked, [45, 53, 57, 59]);
  });

  test("new keys are taken as soon as there are some", async () => {
    const { clock, given, state } = once();
    await given();
    clock.advance(50);
    assert.equal(await given(), 1);
    state.failing = false;
    clock.advance(5);
    assert.equal(await given(), 3);
    clock.advance(44);
    assert.equal(await given(), 3);
  });

  test("keys that come expired do not replace valid ones", async () => {
    const clock = startClock();
    const answer = (n) => ({
      body: { Credentials: temporary(n, n === 1 ? clock.after(60) : "2026-01-05T08:01:00Z") },
    });
    const { given, provider } = role({ clock, answer });
    await given();
    clock.advance(50);
    assert.equal(await given(), 1);
    clock.advance(10);
    await assert.rejects(provider(), { message: "the keys that came have expired" });
  });

  test("keys that expire while others are fetched are not used", async () => {
    const clock = startClock();
    const answer = (n) => {
      if (n === 1) return { body: { Credentials: temporary(1, clock.after(60)) } };
      clock.advance(5); // the answer takes its time
      return REFUSED;
    };
    const { given, provider } = role({ clock, answer });
    await given();
    clock.advance(57);
    await assert.rejects(provider(), { code: "CredentialsFailed" });
  });
});

describe("ECS metadata", () => {
  /** A metadata service that gives its n-th keys until `until` is put off; `gate` holds back answers. */
  function instance(clock) {
    const state = { n: 0, until: clock.after(360), gate: undefined, fails: false };
    const fetch = fakeFetch(async (url, { method }) => {
      if (method === "PUT") return { body: "token" };
      await state.gate;
      if (state.fails) return REFUSED;
      return { body: { Code: "Success", ...temporary(++state.n, state.until) } };
    });
    const provider = fromEcsMetadata({ roleName: "r", fetch, now: clock.now, env: {} });
    return {
      state,
      provider,
      given: async () => Number(/\d+$/.exec((await provider()).accessKeyId)[0]),
    };
  }

  /** Until what runs in the background is over. */
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

  test("in the last hour new keys are fetched beside, and nobody waits for them", async () => {
    const clock = startClock();
    const { state, given } = instance(clock);
    assert.equal(await given(), 1);
    clock.advance(299);
    assert.equal(await given(), 1);
    await settle();
    assert.equal(state.n, 1);
    let open;
    state.gate = new Promise((resolve) => (open = resolve));
    state.until = clock.after(361);
    clock.advance(1);
    assert.deepEqual(await Promise.all([given(), given(), given()]), [1, 1, 1]);
    open();
    await settle();
    assert.equal(state.n, 2);
    assert.equal(await given(), 2);
  });

  test("a failure beside is not seen, and ends no process", async () => {
    const clock = startClock();
    const { state, given } = instance(clock);
    await given();
    state.fails = true;
    clock.advance(310);
    assert.equal(await given(), 1);
    await settle();
    clock.advance(40);
    assert.equal(await given(), 1);
    state.fails = false;
    state.until = clock.after(360);
    clock.advance(6);
    assert.equal(await given(), 2, "in the last 15 minutes one waits");
  });

  test("the same keys again are not asked for at each call", async () => {
    const clock = startClock();
    const { state, given } = instance(clock);
    await given();
    clock.advance(300);
    for (let minute = 0; minute < 59; ++minute) {
      await given();
      await settle();
      clock.advance(1);
    }
    assert.ok(state.n > 4 && state.n < 10, `${state.n} times`);
  });
});

test("a changed file counts from the next refresh on, a broken one does no harm before the keys expire", async (t) => {
  const clock = startClock();
  const cloud = await startCloud(
    t,
    sts((n) => temporary(n, clock.after(60))),
  );
  const profiles = (arn) => ({
    profiles: [
      {
        name: "a",
        mode: "RamRoleArn",
        access_key_id: "x",
        access_key_secret: "y",
        ram_role_arn: arn,
      },
    ],
  });
  const { home, write } = homeWith(t, { ".aliyun/config.json": profiles("one") });
  const provider = fromProfile("a", { home, env: {}, fetch: cloud.fetch, now: clock.now });
  const arns = () => cloud.requests.map(({ body }) => new URLSearchParams(body).get("RoleArn"));
  await provider();
  write(".aliyun/config.json", "{");
  await provider();
  clock.advance(50);
  await provider();
  assert.deepEqual(arns(), ["one"]);
  write(".aliyun/config.json", profiles("two"));
  clock.advance(6);
  await provider();
  assert.deepEqual(arns(), ["one", "two"]);
  write(".aliyun/config.json", "{");
  clock.advance(60);
  await assert.rejects(provider(), { code: "InvalidProfile" });
});

test("a chain keeps to the source that it found", async () => {
  const clock = startClock();
  let up = true;
  const fetch = fakeFetch(() => (up ? { body: temporary(1, clock.after(60)) } : REFUSED));
  const env = {
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    ALIBABA_CLOUD_CREDENTIALS_URI: "http://localhost/",
  };
  const provider = defaultChain({ env, home: "/nowhere", fetch, now: clock.now });
  await provider();
  up = false;
  clock.advance(61);
  Object.assign(env, {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "another",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "identity",
  });
  await assert.rejects(provider(), {
    code: "CredentialsFailed",
    message: "the credentials URI: HTTP status 503",
  });
  up = true;
  assert.equal((await provider()).accessKeyId, "STS.TemporaryKeyId1");
});
