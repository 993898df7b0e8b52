// Copies through a relay, with faults of every kind on both ways at once: between the client and the relay,
// and between the relay and the service. Never two images for one call, never a wrong outcome.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EcdClient } from "ecd-wasm";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { relayTo, RELAY_URL } from "../support/relays.mjs";

const COPIES = Number(process.env["ECD_RELAY_CHAOS"] ?? 300);
const SEED = Number(process.env["ECD_SEED"] ?? Date.now() % 2 ** 31);
const RATE = 0.3;
const AT_A_TIME = 40;

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the service's side may do (npm/src/emulator/fault_rule.ts). */
const FAR = [
  { reset: "before" },
  { reset: "after" },
  { reset: "after", truncate: true },
  { status: 500 },
  { status: 500, done: true },
  { status: 503, code: "ServiceUnavailable", done: true },
  { status: 429, code: "Throttling.User" },
  { status: 502, body: "<html>Bad Gateway</html>", done: true },
  { truncate: true },
  { truncate: 0 },
  { status: 200, done: true },
  { garbage: true },
  { twice: true },
];

const lost = (code) => Object.assign(new TypeError("fetch failed"), { cause: { code } });
const gateway = () => new Response("<html>Bad Gateway</html>", { status: 502 });

/** What may happen to a request on its way to the relay. */
const NEAR = {
  "no connection": () => Promise.reject(lost("ECONNREFUSED")),
  "lost before": () => Promise.reject(lost("ECONNRESET")),
  "lost after": async (send) => (await send(), Promise.reject(lost("ECONNRESET"))),
  "a gateway before": async () => gateway(),
  "a gateway after": async (send) => (await send(), gateway()),
  "half an answer": async (send) => {
    const text = await (await send()).text();
    return new Response(text.slice(0, text.length / 2));
  },
  "sent twice, the first answer": async (send) => (await Promise.all([send(), send()]))[0],
  "sent twice, the second answer": async (send) => (await send(), send()),
  "sent again after it was lost": async (send) => (
    await send(),
    await send(),
    Promise.reject(lost("EPIPE"))
  ),
};

test(`${COPIES} copies, seed ${SEED}`, async (t) => {
  t.diagnostic(`ECD_SEED=${SEED}`);
  const random = randomFrom(SEED);
  const pick = (list) => (random() < RATE ? list[Math.floor(random() * list.length)] : undefined);
  const met = new Map();
  const note = (fault) => met.set(fault, (met.get(fault) ?? 0) + 1);

  const emulator = await createEmulator({ port: false, copyDurationMs: 3600_000 });
  t.after(() => emulator.close());
  const farFetch = (url, init) => {
    const fault = pick(FAR);
    if (fault) {
      note(fault);
      emulator.faults.add({ ...fault, times: 1 });
    }
    return emulator.fetch(url, init);
  };
  const relay = relayTo({ fetch: farFetch });
  const nearFetch = (url, init) => {
    const send = () => relay(new Request(url, init));
    const fault = pick(Object.keys(NEAR));
    if (!fault) return send();
    note(fault);
    return NEAR[fault](send);
  };

  // One for each copy: a budget of retries that all share would soon be spent.
  const clientOf = () => new EcdClient({ relay: { url: RELAY_URL }, fetch: nearFetch });
  const outcomes = new Map();
  const copy = async (name) => {
    const params = { ...COPY, DestinationImageName: name };
    const [settled] = await Promise.allSettled([
      clientOf().copyImage(params, { reconcileMs: 400 }),
    ]);
    const ids = emulator
      .images("cn-shenzhen")
      .filter(({ Name }) => Name === name)
      .map(({ ImageId }) => ImageId);
    const known = settled.status === "fulfilled" ? "done" : settled.reason.outcome;
    outcomes.set(known, (outcomes.get(known) ?? 0) + 1);
    const what = `${name}: ${settled.reason?.stack ?? JSON.stringify(settled.value)}, images: ${ids}`;
    assert.ok(ids.length <= 1, what);
    if (known === "done") assert.deepEqual(ids, [settled.value.ImageId], what);
    else if (known !== "unclear") assert.deepEqual(ids, [], what);
    assert.ok(["done", "not-sent", "refused", "unclear"].includes(known), what);
  };
  const names = Array.from({ length: COPIES }, (_, i) => `Copy_${i}`);
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let name; (name = names.pop());) await copy(name);
    }),
  );
  t.diagnostic(JSON.stringify(Object.fromEntries(outcomes)));
  assert.ok(outcomes.get("done") > COPIES / 2, "most are made all the same");
  assert.deepEqual(
    [...FAR, ...Object.keys(NEAR)].filter((fault) => !met.has(fault)),
    [],
    "every fault was met",
  );
});
