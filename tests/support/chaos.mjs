// Copies through random faults, and what must hold of each of them whatever happens.
import assert from "node:assert/strict";
import { EcdError } from "ecd-wasm";
import { PAGE_EXAMPLE } from "./emulator_calls.mjs";

export const SOURCE = PAGE_EXAMPLE.RegionId;
const DESTINATIONS = ["cn-shenzhen", "cn-beijing", "ap-southeast-1"];

/** Random numbers from 0 to 1 by a seed (mulberry32). */
export function randomBy(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const oneOf = (random, list) => list[Math.floor(random() * list.length)];

/** A fault of any kind that the emulator has. No refusal lies: what is refused was not done. */
export function randomFault(random, { longestMs }) {
  const status = oneOf(random, [500, 502, 503, 504]);
  const done = random() < 0.5 ? { done: true } : {};
  const ms = Math.round(random() * longestMs);
  const page = "<html><h1>Bad Gateway</h1></html>";
  return oneOf(random, [
    { reset: "before" },
    { reset: "after" },
    { reset: "after", truncate: Math.floor(random() * 40) },
    { status, ...done },
    { status, ...done, body: page },
    { status, ...done, delayMs: ms },
    { status: 200, ...done },
    { status: 302, headers: { location: "https://example.com/" }, ...done },
    { body: oneOf(random, ["", page, "[]", "null", "\0\x01\x02", "[".repeat(5_000)]) },
    { truncate: random() < 0.5 ? true : Math.floor(random() * 60) },
    { garbage: true },
    { delayMs: ms },
    { bodyDelayMs: ms },
    { twice: true },
    { code: "SignatureNonceUsed", ...done },
    { code: oneOf(random, ["Throttling", "Throttling.User", "Throttling.Api"]) },
    { code: "Throttling.User", retryAfterMs: 1 + ms },
    { code: "Throttling", status: 503, retryAfterMs: 1 + ms },
    { status: 503, retryAfterMs: 1 + ms, ...done },
    { code: oneOf(random, ["InvalidParameter", "Forbidden.RAM", "QuotaExceed.Image"]) },
  ]);
}

/** A copy of its own name, into some region. */
export function randomCopy(random, name) {
  return {
    ...PAGE_EXAMPLE,
    DestinationImageName: name,
    DestinationDescription: oneOf(random, ["This is a test.", "黄金镜像", "A+B=~ %20 !"]),
    DestinationRegionId: oneOf(random, DESTINATIONS),
  };
}

const settle = (promise) =>
  promise.then(
    (value) => ({ ImageId: value.ImageId, reused: value.reused }),
    (error) => ({ error }),
  );

/**
 * The ways to want one copy. Each gives all answers that the wish has had: an image or an error each.
 * `passes` is a promise for a random while.
 */
const WAYS = {
  copy: async (client, params, options) => [await settle(client.copyImage(params, options))],
  wait: async (client, params, options) => [await settle(client.copyImageAndWait(params, options))],
  regions: async (client, { DestinationRegionId, ...params }, options) => {
    const [result] = await client.copyImageToRegions(params, [DestinationRegionId], options);
    return [result.ok ? result : { error: result.error }];
  },
  "double click": (client, params, options) =>
    Promise.all([1, 2].map(() => settle(client.copyImage(params, options)))),
  /** Stopped somewhere, and taken up from what was written down: at first or at last. */
  resumed: async (client, params, options, { random, passes }) => {
    const controller = new AbortController();
    const states = [];
    const onState = (state) => void states.push(JSON.stringify(state));
    passes().then(() => controller.abort());
    const { signal } = controller;
    const first = await settle(client.copyImageAndWait(params, { ...options, signal, onState }));
    if (first.error?.name !== "AbortError") return [first];
    const state = JSON.parse(random() < 0.5 ? states[0] : states.at(-1));
    return [first, await settle(client.resume(state, options))];
  },
};

/** Wants one copy in a random way. */
export async function wantCopy(client, name, context) {
  const { random, options: given } = context;
  const params = randomCopy(random, name);
  const options = {
    ...given,
    tagDescription: random() < 0.5,
    ifExists: oneOf(random, ["copy", "copy", "error", "reuse"]),
  };
  const way = oneOf(random, ["copy", "copy", "copy", "wait", "regions", "double click", "resumed"]);
  const answers = await WAYS[way](client, params, options, context);
  return { name, way, regionId: params.DestinationRegionId, answers };
}

/** Watches what answers come to the client whole: those copies are acknowledged. */
export function acknowledging(fetch, acknowledged) {
  return async (url, init) => {
    const response = await fetch(url, init);
    const text = async () => {
      const body = await response.text();
      const isCopy = init.headers["x-acs-action"] === "CopyImage" && response.status === 200;
      if (isCopy && !init.signal.aborted) note(url, body);
      return body;
    };
    return { status: response.status, headers: response.headers, text };
  };

  function note(url, body) {
    const ImageId = /"ImageId":"(m-\w+)".*\}$/.exec(body)?.[1];
    const name = new URL(url).searchParams.get("DestinationImageName");
    if (ImageId) acknowledged.set(name, ImageId);
  }
}

/** What must hold of a wish when all is over. `tally` counts what happened. */
export function checkWish(
  { name, way, regionId, answers },
  { emulator, acknowledged, tally, seed },
) {
  const images = emulator.images(regionId).filter(({ Name }) => Name === name);
  const ids = images.map(({ ImageId }) => ImageId);
  const say = (what) =>
    `${what}: ${name}, ${way}, seed ${seed}, images ${ids}, ${JSON.stringify(answers)}`;
  assert.ok(ids.length <= 1, say("two copies for one call"));
  for (const { error, ImageId, reused } of answers) {
    if (error !== undefined) {
      assert.ok(error instanceof EcdError, say(`no typed error but ${error.stack}`));
      if (error.outcome !== "unclear" && error.code !== "ImageFailed") {
        assert.deepEqual(ids, [], say(`told ${error.outcome}, but it is there`));
      }
      tally(error.outcome);
      tally(error.name);
    } else {
      assert.deepEqual(ids, [ImageId], say("the answer is not the one copy"));
      tally(reused ? "found" : "made");
    }
  }
  const known = acknowledged.get(name);
  if (known === undefined) return;
  const last = answers.at(-1);
  assert.deepEqual(ids, [known], say("an acknowledged copy is lost"));
  const isTold = last.ImageId === known || last.error?.outcome === "unclear";
  assert.ok(isTold, say("an acknowledged copy is not told"));
  if (way === "copy")
    assert.equal(last.ImageId, known, say("an acknowledged copy was not answered"));
}
