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

test("twice: the same request arrives two times, and the second answer is the client's", async () => {
  const fault = emulator.faults.add({ operation: "CopyImage", twice: true, times: 2 });
  const { status, body } = await copy();
  assert.deepEqual([status, body.Code], [400, "SignatureNonceUsed"]);
  const { text } = await sendOverHttp(emulator, signedCopy());
  assert.equal(JSON.parse(text).Code, "SignatureNonceUsed");
  assert.equal(copies(), 2);
  assert.equal(fault.hits, 2);
  assert.deepEqual(
    emulator.requests().map((entry) => entry.code),
    [undefined, "SignatureNonceUsed", undefined, "SignatureNonceUsed"],
  );
});

test("done: the call is refused although all was done", async () => {
  emulator.faults.add({ status: 500, done: true, times: 1 });
  const { status, body } = await copy();
  assert.deepEqual([status, body.Code], [500, "InternalError"]);
  assert.equal(copies(), 1);
});

test("body and headers: what a broken proxy answers, done or not", async () => {
  const html = "<h1>502 Bad Gateway</h1>";
  const headers = { "Content-Type": "text/html", "x-proxy": "broken" };
  emulator.faults.add({ status: 502, body: html, headers, times: 2 });
  const { url, ...init } = signedCopy();
  const response = await emulator.fetch(url, init);
  assert.deepEqual([response.status, await response.text()], [502, html]);
  assert.equal(response.headers.get("content-type"), "text/html");
  const answer = await sendOverHttp(emulator, signedCopy());
  assert.deepEqual([answer.status, answer.text], [502, html]);
  assert.deepEqual(
    [answer.headers["content-type"], answer.headers["x-proxy"]],
    ["text/html", "broken"],
  );
  assert.equal(copies(), 0);

  emulator.faults.add({ body: '{"RequestId":"1"}', times: 1 });
  assert.deepEqual((await copy()).body, { RequestId: "1" });
  assert.equal(copies(), 1);
  emulator.faults.add({ body: "", times: 1 });
  assert.equal((await sendOverHttp(emulator, signedCopy())).text, "");
});

test("a redirect can be answered, and headers beyond what clients take", async () => {
  emulator.faults.add({ status: 307, headers: { location: "http://127.0.0.1:9/" }, times: 1 });
  const { url, ...init } = signedCopy();
  const redirect = await fetch(url, { ...init, redirect: "manual" });
  assert.deepEqual(
    [redirect.status, redirect.headers.get("location")],
    [307, "http://127.0.0.1:9/"],
  );
  emulator.faults.add({ headers: { "x-pad": "x".repeat(20_000) }, times: 1 });
  const { url: again, ...other } = signedCopy();
  await assert.rejects(
    fetch(again, other),
    (error) => error.cause.code === "UND_ERR_HEADERS_OVERFLOW",
  );
});

test("garbage: what arrives is not HTTP", async () => {
  emulator.faults.add({ garbage: true, times: 2 });
  for (const send of [emulator.fetch, fetch]) {
    const { url, ...init } = signedCopy();
    await assert.rejects(send(url, init), (error) => {
      assert.deepEqual([error.name, error.cause.code], ["TypeError", "HPE_INVALID_CONSTANT"]);
      return true;
    });
  }
  assert.equal(copies(), 2);
  assert.deepEqual(
    emulator.requests().map(({ status }) => status),
    [0, 0],
  );
});

test("bodyDelayMs: the headers come at once, the body later or not at all", async () => {
  emulator.faults.add({ bodyDelayMs: 60_000, times: 2 });
  for (const send of [emulator.fetch, fetch]) {
    const stop = new AbortController();
    const { url, ...init } = signedCopy();
    const response = await send(url, { ...init, signal: stop.signal });
    assert.equal(response.status, 200);
    const body = response.text();
    stop.abort(new Error("enough"));
    await assert.rejects(body);
  }
  emulator.faults.add({ bodyDelayMs: 20, times: 2 });
  assert.match((await copy()).body.ImageId, /^m-/);
  assert.match(JSON.parse((await sendOverHttp(emulator, signedCopy())).text).ImageId, /^m-/);
});

test("an ill-formed rule is an EcdError and is not in force", async () => {
  for (const rule of [
    { operations: "CopyImage" },
    { operation: "" },
    { times: -1 },
    { times: 0.5 },
    { status: 100 },
    { status: "500" },
    { delayMs: Infinity },
    { truncate: false },
    { truncate: -1 },
    { reset: "during" },
    { twice: false },
    { headers: { "x y": "1" } },
    { headers: { x: "a\r\nb" } },
    { headers: "x: y" },
    null,
  ]) {
    assert.throws(
      () => emulator.faults.add(rule),
      { code: "InvalidOptions" },
      JSON.stringify(rule),
    );
  }
  assert.equal((await copy()).status, 200);
});
