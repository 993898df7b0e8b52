// At least a thousand copies through random faults of every kind, at rates up to 40 %: never two for one
// call, never a wrong outcome, never a lost copy that was acknowledged.
//
// ECD_CHAOS_COPIES: how many (1,000); ECD_CHAOS_SEED: of an earlier run, which is printed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcdClient, loadCore } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import {
  acknowledging,
  checkWish,
  oneOf,
  randomBy,
  randomFault,
  wantCopy,
} from "../support/chaos.mjs";
import { ACCOUNT } from "../support/emulator_calls.mjs";
import { virtualTime } from "../support/virtual_time.mjs";

await loadCore();
const COPIES = Number(process.env["ECD_CHAOS_COPIES"] ?? 1_000);
const SEED = Number(process.env["ECD_CHAOS_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
const COPIES_A_ROUND = 50;
const HOUR = 3_600_000;
const RATES = [0.05, 0.1, 0.2, 0.3, 0.4];

const STS = ["fresh", "stale"].map((name) => ({
  accessKeyId: `STS.${name}`,
  accessKeySecret: `secret of ${name}`,
  securityToken: `token of ${name}`,
}));

/** Counts words. */
function counter() {
  const counts = {};
  const tally = (word, by = 1) => void (counts[word] = (counts[word] ?? 0) + by);
  return { counts, tally };
}

const connectionError = (code, syscall) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code, syscall }) });

/**
 * The way to the service: sometimes there is none, sometimes a request arrives long after its sender has
 * given up, sometimes the service has a fault.
 */
function troubledFetch(emulator, { random, rate, time, longestMs, latestMs }) {
  return async (url, init) => {
    if (random() >= rate) return emulator.fetch(url, init);
    const kind = random();
    if (kind < 0.06) throw connectionError("ECONNREFUSED", "connect");
    if (kind < 0.09) throw connectionError("ENOTFOUND", "getaddrinfo");
    if (kind < 0.15) {
      await time.sleep(random() * latestMs);
      const { signal: _, ...late } = init;
      return emulator.fetch(url, late);
    }
    emulator.faults.add({ ...randomFault(random, { longestMs }), times: 1 });
    return emulator.fetch(url, init);
  };
}

/** One round on virtual time, with a rate, a clock and lists of its own. */
async function playRound({ time, random, seed, round, copies, tally }) {
  const rate = oneOf(random, RATES);
  const skewMs = oneOf(random, [0, 0, HOUR, -HOUR, 24 * HOUR, -24 * HOUR]);
  // Only where everything shows up within the search may a second send be asked for.
  const isPrompt = random() < 0.5;
  const visibilityLagMs = isPrompt
    ? oneOf(random, [0, 3_000, 10_000])
    : oneOf(random, [20_000, 90_000]);
  const latestMs = isPrompt ? 40_000 : 120_000;
  const emulator = await createEmulator({
    ...{ port: false, copyDurationMs: 300_000, visibilityLagMs },
    now: () => new Date(Date.now() + skewMs),
    accounts: [ACCOUNT, STS[0], { ...STS[1], expiresAt: "2020-01-01T00:00:00Z" }],
  });
  const acknowledged = new Map();
  const fetch = acknowledging(
    troubledFetch(emulator, { random, rate, time, longestMs: 60_000, latestMs }),
    acknowledged,
  );
  const provider = () => STS[random() < rate / 4 ? 1 : 0];
  const clientOf = () => new EcdClient({ fetch, credentials: oneOf(random, [ACCOUNT, provider]) });
  const passes = () => time.sleep(random() * 200_000);

  let client;
  const want = async (i) => {
    if (i % 10 === 0) client = clientOf();
    const own = client;
    await time.sleep(random() * 60_000);
    const options = { resend: isPrompt && random() < 0.3, wait: random() < 0.5 };
    return wantCopy(own, `Office_${round}_${i}`, { random, options, passes });
  };
  const wishes = await time.run(Promise.all(Array.from({ length: copies }, (_, i) => want(i))));
  await time.run(time.sleep(300_000)); // what is still under way arrives
  for (const wish of wishes) checkWish(wish, { emulator, acknowledged, tally, seed });
  tally("acknowledged", acknowledged.size);
  tally("copies", copies);
  await emulator.close();
}

test(`${COPIES} copies, seed ${SEED}`, async (t) => {
  const time = virtualTime(t);
  const random = randomBy(SEED);
  t.mock.method(Math, "random", random);
  const { counts, tally } = counter();
  for (let round = 0, left = COPIES; left > 0; ++round, left -= COPIES_A_ROUND) {
    const copies = Math.min(left, COPIES_A_ROUND);
    await playRound({ time, random, seed: SEED, round, copies, tally });
  }
  t.diagnostic(
    `seed ${SEED}, ${Math.round(time.now() / 60_000)} virtual minutes, ${JSON.stringify(counts)}`,
  );
  assert.equal(counts.copies, COPIES);
  if (COPIES < 1_000) return;
  const kinds = ["made", "found", "unclear", "refused", "not-sent", "acknowledged"];
  const names = ["ServiceError", "ThrottlingError", "TransportError", "TimeoutError", "AbortError"];
  for (const kind of [...kinds, ...names]) assert.ok(counts[kind] > 0, `${kind} never came`);
});

test(`over connections, seed ${SEED}`, async (t) => {
  const random = randomBy(SEED);
  const copies = 60;
  const emulator = await createEmulator({ copyDurationMs: 300 });
  t.after(() => emulator.close());
  const acknowledged = new Map();
  const { counts, tally } = counter();
  const troubled = (url, init) => {
    if (random() < 0.35) {
      emulator.faults.add({ ...randomFault(random, { longestMs: 3_000 }), times: 1 });
    }
    return globalThis.fetch(url, init);
  };
  const fetch = acknowledging(troubled, acknowledged);
  const passes = () => new Promise((resolve) => setTimeout(resolve, random() * 3_000));
  const want = async (i) => {
    await passes();
    const given = { endpoint: emulator.url, fetch, timeoutMs: 2_000, credentials: ACCOUNT };
    const options = { reconcileMs: 3_000, pollMs: 50, wait: random() < 0.5 };
    return wantCopy(new EcdClient(given), `Office_${i}`, { random, options, passes });
  };
  const wishes = await Promise.all(Array.from({ length: copies }, (_, i) => want(i)));
  for (const wish of wishes) checkWish(wish, { emulator, acknowledged, tally, seed: SEED });
  t.diagnostic(`seed ${SEED}, ${JSON.stringify(counts)}`);
  for (const kind of ["made", "found"]) assert.ok(counts[kind] > 0, `${kind} never came`);
});
