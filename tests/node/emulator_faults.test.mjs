// The fault switches: counted, deterministic, and the same in process and over HTTP.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { ACCOUNT, PAGE_EXAMPLE, call, sendOverHttp, sign } from "../support/emulator_calls.mjs";

let emulator;
beforeEach(async () => void (emulator = await createEmulator()));
afterEach(() => emulator.close());

const copy = () => call(emulator, "CopyImage", PAGE_EXAMPLE);
const signedCopy = () => sign("CopyImage", PAGE_EXAMPLE, { endpoint: emulator.url });
const copies = () => emulator.images("cn-shenzhen").length;
const isReset = (error) => error.name === "TypeError" && error.cause.code === "ECONNRESET";

test("a code is answered with nothing done, as often as asked, and counted", async () => {
  const fault = emulator.faults.add({ operation: "CopyImage", code: "Throttling.User", times: 2 });
  for (const hits of [1, 2]) {
    const { status, body } = await copy();
    assert.equal(status, 400);
    assert.equal(body.Code, "Throttling.User");
    assert.equal(fault.hits, hits);
  }
  assert.equal(copies(), 0);
  assert.equal((await copy()).status, 200);
  assert.equal(fault.hits, 2);
});

test("a status chooses a fitting code; below 400 the answer is empty of results", async () => {
  for (const [status, code] of [
    [500, "InternalError"],
    [502, "InternalError"],
    [503, "ServiceUnavailable"],
    [429, "Throttling"],
    [404, "InvalidParameter"],
  ]) {
    emulator.faults.add({ status, times: 1 });
    const answer = await copy();
    assert.equal(answer.status, status);
    assert.equal(answer.body.Code, code);
  }
  emulator.faults.add({ status: 200, times: 1 });
  assert.deepEqual(Object.keys((await copy()).body), ["RequestId"]);
  assert.equal(copies(), 0);
});

test("retryAfterMs is sent in the header, alone as a Throttling", async () => {
  emulator.faults.add({ retryAfterMs: 250, times: 1 });
  const throttled = await copy();
  assert.equal(throttled.body.Code, "Throttling");
  assert.equal(throttled.headers.get("x-acs-retry-after"), "250");
  assert.equal((await copy()).headers.get("x-acs-retry-after"), null);
});

test("rules choose by operation and region; the oldest that fits is met", async () => {
  const other = emulator.faults.add({ operation: "DeleteImages", code: "A" });
  const elsewhere = emulator.faults.add({ regionId: "cn-shenzhen", code: "B" });
  const first = emulator.faults.add({ operation: "CopyImage", regionId: "cn-hangzhou", code: "C" });
  const second = emulator.faults.add({ code: "D" });
  assert.equal((await copy()).body.Code, "C");
  assert.deepEqual([other.hits, elsewhere.hits, first.hits, second.hits], [0, 0, 1, 0]);
  const read = await call(emulator, "DescribeImages", { RegionId: "cn-shenzhen" });
  assert.equal(read.body.Code, "B");
  first.remove();
  assert.equal((await copy()).body.Code, "D");
  emulator.faults.clear();
  assert.equal((await copy()).status, 200);
});

test("only calls whose signature holds meet a fault", async () => {
  const fault = emulator.faults.add({ code: "A" });
  const account = { ...ACCOUNT, accessKeySecret: "wrong" };
  const { body } = await call(emulator, "CopyImage", PAGE_EXAMPLE, { account });
  assert.equal(body.Code, "SignatureDoesNotMatch");
  assert.equal(fault.hits, 0);
});

for (const [reset, done] of [
  ["before", 0],
  ["after", 1],
]) {
  test(`reset ${reset}: the connection is lost, ${done} copies made`, async () => {
    emulator.faults.add({ reset, times: 2 });
    await assert.rejects(copy(), isReset);
    assert.equal(copies(), done);
    const { url, ...init } = signedCopy();
    await assert.rejects(fetch(url, init), isReset);
    assert.equal(copies(), 2 * done);
    assert.deepEqual(
      emulator.requests().map(({ status }) => status),
      [0, 0],
    );
    assert.equal((await copy()).status, 200);
  });
}

test("truncate sends less of the body, with nothing that tells of it", async () => {
  emulator.faults.add({ truncate: 12, times: 2 });
  const { url, ...init } = signedCopy();
  assert.equal(await (await emulator.fetch(url, init)).text(), '{"ImageId":"');
  const { status, text } = await sendOverHttp(emulator, signedCopy());
  assert.equal(status, 200);
  assert.equal(text, '{"ImageId":"');
  emulator.faults.add({ truncate: true, times: 1 });
  const half = await sendOverHttp(emulator, signedCopy());
  assert.match(half.text, /^\{"ImageId":"m-/);
  assert.throws(() => JSON.parse(half.text), SyntaxError);
  assert.equal(copies(), 3);
});

test("truncate with reset: the beginning arrives, then the connection is lost", async () => {
  emulator.faults.add({ truncate: 12, reset: "after", times: 2 });
  for (const send of [emulator.fetch, fetch]) {
    const { url, ...init } = signedCopy();
    const response = await send(url, init);
    assert.equal(response.status, 200);
    await assert.rejects(response.text(), { name: "TypeError", message: "terminated" });
  }
  assert.equal(copies(), 2);
});

test("delayMs delays the answer, not the work, and stops with the caller", async () => {
  emulator.faults.add({ delayMs: 200, times: 2 });
  for (const send of [emulator.fetch, fetch]) {
    const started = performance.now();
    const { url, ...init } = signedCopy();
    assert.equal((await send(url, init)).status, 200);
    assert.ok(performance.now() - started >= 190);
  }
  emulator.faults.add({ delayMs: 60_000, times: 1 });
  const { url, ...init } = signedCopy();
  const started = performance.now();
  const late = emulator.fetch(url, { ...init, signal: AbortSignal.timeout(50) });
  await assert.rejects(late, { name: "TimeoutError" });
  assert.ok(performance.now() - started < 5000);
  assert.equal(copies(), 3);
});

test("a status without a body can be answered too", async () => {
  emulator.faults.add({ status: 204 });
  const { url, ...init } = signedCopy();
  assert.equal((await emulator.fetch(url, init)).status, 204);
  assert.equal((await sendOverHttp(emulator, signedCopy())).status, 204);
});
