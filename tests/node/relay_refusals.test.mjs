// Whom and what a relay refuses, with which code and status, before anything is sent.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createEmulator } from "ecd-wasm/emulator";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import {
  ALLOW,
  ask,
  closedRelay,
  nonce,
  relayTo,
  RELAY_URL,
  requestOf,
} from "../support/relays.mjs";

let emulator;
before(async () => (emulator = await createEmulator({ port: false })));
after(() => emulator.close());

async function assertRefused(request, [status, code], options) {
  const { relay, fetch } = closedRelay(options);
  const { answer, ...answered } = await ask(relay, request);
  assert.deepEqual([answered.status, answer.error?.code], [status, code], JSON.stringify(answer));
  assert.equal(fetch.calls.length, 0, "nothing was sent");
  assert.equal(answer.version, 1);
  assert.equal(answer.error.outcome, "not-sent");
  assert.equal(answer.error.retryable, false);
  assert.equal(answer.result, undefined);
  return { answer, ...answered };
}

describe("refused, in this order:", () => {
  test("another method", async () => {
    for (const method of ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const request = requestOf("CopyImage", COPY, { method });
      const { headers } = await assertRefused(request, [405, "MethodNotAllowed"]);
      assert.equal(headers.get("allow"), "POST");
    }
  });

  test("another content type: what a form of any site can send", async () => {
    const types = [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=a",
      "application/jsonp",
      "text/plain; application/json",
      "",
      "application/json2",
    ];
    for (const type of types) {
      const request = requestOf("CopyImage", COPY, { headers: { "content-type": type } });
      await assertRefused(request, [415, "UnsupportedMediaType"]);
    }
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    const { status } = await ask(
      relayTo(emulator),
      requestOf("DescribeImages", { RegionId: "cn-hangzhou" }, { headers }),
    );
    assert.equal(status, 200);
  });

  test("a body that is too large, and no more of it is read", async () => {
    let given = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          given += 10_000;
          if (given > 5_000_000) controller.close();
          else controller.enqueue(new Uint8Array(10_000).fill(0x20));
        },
      });
    await assertRefused(requestOf("CopyImage", COPY, { body: endless() }), [413, "BodyTooLarge"]);
    assert.ok(given <= 100_000, `${given} bytes were read`);
    await assertRefused(requestOf("CopyImage", COPY, { body: "x".repeat(5_000_000) }), [
      413,
      "BodyTooLarge",
    ]);
    const announced = requestOf("CopyImage", COPY, { headers: { "content-length": "5000000" } });
    await assertRefused(announced, [413, "BodyTooLarge"]);
    const exact = JSON.stringify({
      version: 1,
      operation: "DescribeImages",
      params: { RegionId: "cn-hangzhou" },
      nonce: nonce(),
    });
    for (const [maxBodyBytes, status] of [
      [exact.length, 200],
      [exact.length - 1, 413],
    ]) {
      const answered = await ask(
        relayTo(emulator, { maxBodyBytes }),
        requestOf("", {}, { body: exact }),
      );
      assert.equal(answered.status, status);
    }
  });

  test("another origin", async () => {
    const own = new URL(RELAY_URL).origin;
    const named = "https://app.example";
    const cases = [
      [undefined, own, true],
      [undefined, undefined, true],
      [undefined, named, false],
      [undefined, "null", false],
      [undefined, "http://relay.example", false],
      [undefined, `${own}:8443`, false],
      [undefined, `${own}.evil.example`, false],
      [named, named, true],
      [named, undefined, true],
      [named, own, false],
      [named, "null", false],
      [named, "https://APP.example", false],
      [["https://a.example", named], named, true],
      [["https://a.example", named], "https://b.example", false],
    ];
    for (const [allowed, origin, passes] of cases) {
      const options = allowed === undefined ? {} : { origin: allowed };
      const headers = origin === undefined ? {} : { origin };
      const request = () => requestOf("DescribeImages", { RegionId: "cn-hangzhou" }, { headers });
      if (passes)
        assert.equal(
          (await ask(relayTo(emulator, options), request())).status,
          200,
          `${allowed} ${origin}`,
        );
      else await assertRefused(request(), [403, "OriginNotAllowed"], options);
    }
  });

  test("a body that is no call", async () => {
    const call = { version: 1, operation: "CopyImage", params: COPY, nonce: nonce() };
    const deep = (levels) =>
      `{"version":1,"operation":"CopyImage","nonce":"${nonce()}","params":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}`;
    const bodies = {
      "": "InvalidBody",
      "{": "InvalidBody",
      null: "UnsupportedVersion",
      "[]": "UnsupportedVersion",
      5: "UnsupportedVersion",
      '"CopyImage"': "UnsupportedVersion",
      [JSON.stringify({ ...call, version: 2 })]: "UnsupportedVersion",
      [JSON.stringify({ ...call, version: "1" })]: "UnsupportedVersion",
      [JSON.stringify({ ...call, version: undefined })]: "UnsupportedVersion",
      [JSON.stringify({ ...call, operation: ["CopyImage"] })]: "InvalidBody",
      [JSON.stringify({ ...call, operation: undefined })]: "InvalidBody",
      [JSON.stringify({ ...call, params: [COPY] })]: "InvalidBody",
      [JSON.stringify({ ...call, params: null })]: "InvalidBody",
      [JSON.stringify({ ...call, params: "RegionId=cn-hangzhou" })]: "InvalidBody",
      [JSON.stringify({ ...call, nonce: "1" })]: "InvalidBody",
      [JSON.stringify({ ...call, nonce: undefined })]: "InvalidBody",
      [JSON.stringify({ ...call, regionId: 5 })]: "InvalidBody",
      [`{"__proto__":${JSON.stringify(call)}}`]: "UnsupportedVersion",
    };
    for (const [body, code] of Object.entries(bodies)) {
      await assertRefused(requestOf("", {}, { body: new TextEncoder().encode(body) }), [400, code]);
    }
    const notUtf8 = Uint8Array.from([
      ...new TextEncoder().encode('{"version":1,"operation":"'),
      0xff,
      0xfe,
      0x22,
      0x7d,
    ]);
    await assertRefused(requestOf("", {}, { body: notUtf8 }), [400, "InvalidBody"]);
    await assertRefused(requestOf("", {}, { body: deep(100) }), [422, "ValidationError"]);
    await assertRefused(requestOf("", {}, { body: deep(30_000) }), [422, "ValidationError"]);
  });

  test("a sender that is not authorized", async () => {
    const request = () => requestOf("CopyImage", COPY);
    for (const answer of [
      false,
      undefined,
      null,
      0,
      1,
      "",
      "yes",
      "true",
      {},
      [],
      { who: "" },
      { who: 5 },
      { user: "ann" },
    ]) {
      for (const authorize of [() => answer, async () => answer])
        await assertRefused(request(), [403, "NotAuthorized"], { authorize });
    }
    const secret = "session-0123456789";
    for (const authorize of [
      () => {
        throw new Error(secret);
      },
      () => Promise.reject(new Error(secret)),
      () => Promise.reject(undefined),
    ]) {
      const { text } = await assertRefused(request(), [500, "AuthorizeFailed"], { authorize });
      assert.ok(!text.includes(secret));
    }
    for (const authorize of [async () => true, () => ({ who: "ann" })])
      assert.equal(
        (
          await ask(
            relayTo(emulator, { authorize }),
            requestOf("DescribeImages", { RegionId: "cn-hangzhou" }),
          )
        ).status,
        200,
      );
  });

  test("authorize sees the headers, the call and the server's context", async () => {
    const seen = [];
    const authorize = (request, call) => (seen.push([request.headers.get("cookie"), call]), false);
    const request = requestOf("CopyImage", COPY, { headers: { cookie: "session=5" } });
    await ask(relayTo(emulator, { authorize }), request, "context");
    assert.deepEqual(seen, [
      ["session=5", { operation: "CopyImage", params: COPY, context: "context" }],
    ]);
  });

  test("an operation that is not on the list", async () => {
    for (const name of [
      "DeleteImages",
      "copyimage",
      "CopyImage ",
      "",
      "constructor",
      "__proto__",
      "Nothing",
    ])
      await assertRefused(requestOf(name, COPY), [403, "OperationNotAllowed"]);
  });

  test("a look for a copy is part of copying; no other look is", async () => {
    const allow = { ...ALLOW, operations: ["CopyImage"] };
    const ofRegion = { RegionId: "cn-shenzhen", ImageType: "CUSTOM", MaxResults: 100 };
    const ofImage = { RegionId: "cn-shenzhen", ImageId: ["m-1"] };
    for (const params of [ofRegion, { ...ofRegion, NextToken: "5" }, ofImage])
      assert.notEqual(
        (await ask(relayTo(emulator, { allow }), requestOf("DescribeImages", params))).status,
        403,
      );
    for (const params of [
      { RegionId: "cn-shenzhen" },
      { RegionId: "cn-shenzhen", ImageType: "SYSTEM" },
      { ...ofImage, ImageId: ["m-1", "m-2"] },
      { ...ofRegion, ImageStatus: "Available" },
    ])
      await assertRefused(requestOf("DescribeImages", params), [403, "OperationNotAllowed"], {
        allow,
      });
    await assertRefused(requestOf("DescribeImages", ofRegion), [403, "OperationNotAllowed"], {
      allow: { ...ALLOW, operations: ["DeleteImages"] },
    });
    const elsewhere = requestOf("DescribeImages", { ...ofRegion, RegionId: "us-west-1" });
    await assertRefused(elsewhere, [403, "RegionNotAllowed"], { allow });
  });

  test("a region that is not on the list, wherever it is named", async () => {
    const cases = [
      ["CopyImage", { ...COPY, RegionId: "cn-shanghai" }],
      ["CopyImage", { ...COPY, DestinationRegionId: "cn-shanghai" }],
      ["CopyImage", { ...COPY, DestinationRegionId: "CN-SHENZHEN" }],
      ["CopyImage", { ...COPY, DestinationRegionId: ["cn-shenzhen", "cn-shanghai"] }],
      ["CopyImage", { ...COPY, DestinationRegionId: 5 }],
      ["CopyImage", { ...COPY, DestinationRegionId: null }],
      ["CopyImage", { ...COPY, regionid: "cn-shanghai" }],
      ["CopyImage", { ...COPY, Nested: [{ Region: "cn-shanghai" }] }],
      ["DescribeImages", { RegionId: "evil.example/" }],
    ];
    for (const [operation, params] of cases)
      await assertRefused(requestOf(operation, params), [403, "RegionNotAllowed"]);
    const allow = { ...ALLOW, regions: ["cn-hangzhou"] };
    await assertRefused(requestOf("CopyImage", COPY), [403, "RegionNotAllowed"], { allow });
  });

  test("parameters that break rules, and such as no documentation knows", async () => {
    const cases = [
      [{ ...COPY, DestinationImageName: "1" }, ["minLength", "startsWith"]],
      [{ ...COPY, DestinationDescription: undefined }, ["required"]],
      [{ ...COPY, ImageId: { a: 1 } }, ["type"]],
      [{ ...COPY, DestinationRegionId: COPY.RegionId }, ["sameRegion"]],
      [{ ...COPY, Action: "DeleteImages" }, ["unknownParameter"]],
      [{ ...COPY, AccessKeyId: "another" }, ["unknownParameter"]],
      [{ ...COPY, DestinationImageName: "a\ud800" }, ["malformedUnicode"]],
    ];
    for (const [params, codes] of cases) {
      const { answer } = await assertRefused(requestOf("CopyImage", params), [
        422,
        "ValidationError",
      ]);
      assert.deepEqual(
        answer.error.issues.map(({ code }) => code),
        codes,
        JSON.stringify(answer),
      );
      assert.equal(answer.error.name, "ValidationError");
    }
    const body = JSON.stringify({
      version: 1,
      operation: "CopyImage",
      params: COPY,
      nonce: nonce(),
    });
    const polluted = body.replace('"RegionId"', '"__proto__":{"polluted":1},"RegionId"');
    await assertRefused(requestOf("", {}, { body: polluted }), [422, "ValidationError"]);
    assert.equal({}.polluted, undefined);
  });

  test("everything while the credentials cannot be had", async () => {
    const text = "a-path-to-a-key";
    const credentials = () => Promise.reject(new Error(text));
    const {
      status,
      answer,
      text: told,
    } = await ask(relayTo(emulator, { credentials }), requestOf("CopyImage", COPY));
    assert.deepEqual(
      [status, answer.error.code, answer.error.outcome],
      [500, "CredentialsFailed", "not-sent"],
    );
    assert.ok(!told.includes(text));
  });
});

describe("pages of another origin", () => {
  const origin = "https://app.example";
  const preflight = (from, wanted = "content-type, x-csrf") =>
    new Request(RELAY_URL, {
      method: "OPTIONS",
      headers: {
        origin: from,
        "access-control-request-method": "POST",
        "access-control-request-headers": wanted,
      },
    });

  test("that is named may ask and read", async () => {
    const relay = relayTo(emulator, { origin });
    const before = await ask(relay, preflight(origin));
    assert.equal(before.status, 204);
    assert.equal(before.headers.get("access-control-allow-origin"), origin);
    assert.equal(before.headers.get("access-control-allow-methods"), "POST");
    assert.equal(before.headers.get("access-control-allow-headers"), "content-type, x-csrf");
    assert.equal(before.headers.get("vary"), "origin");
    const { headers } = await ask(relay, requestOf("CopyImage", {}, { headers: { origin } }));
    assert.equal(headers.get("access-control-allow-origin"), origin, "of refusals too");
    assert.equal(headers.get("access-control-allow-credentials"), "true");
  });

  test("that is not named may neither", async () => {
    for (const [options, from] of [
      [{ origin }, "https://evil.example"],
      [{}, "https://evil.example"],
      [{}, "https://relay.example"],
      [{ origin }, "null"],
    ]) {
      const relay = relayTo(emulator, options);
      for (const request of [
        preflight(from),
        requestOf("CopyImage", COPY, { headers: { origin: from } }),
      ]) {
        const { headers } = await ask(relay, request);
        assert.equal(headers.get("access-control-allow-origin"), null);
        assert.equal(headers.get("access-control-allow-credentials"), null);
      }
      assert.equal((await ask(relay, preflight(from))).status, 405);
    }
  });
});
