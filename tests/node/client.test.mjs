// One call of the client: what it sends, what it makes of answers and of their absence.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  AbortError,
  EcdClient,
  EcdError,
  loadCore,
  ServiceError,
  ThrottlingError,
  TimeoutError,
  TransportError,
  ValidationError,
} from "ecd-wasm";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { failure } from "../support/failure.mjs";
import {
  deadAddress,
  fakeFetch,
  httpAnswer,
  serveHttp,
  serveRaw,
} from "../support/faulty_server.mjs";
import { isSignedBy } from "../support/independent_signer.mjs";

await loadCore();
const KEY = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
const STS = { ...KEY, securityToken: "YourSecurityToken" };
const LIST = { RegionId: "cn-hangzhou" };
const NEVER = () => new Promise(() => {});
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const clientOf = (options) => new EcdClient({ credentials: STS, ...options });

describe("what is sent", () => {
  test("one request, signed, to the region's endpoint, redirects left alone", async () => {
    const fetch = fakeFetch({ body: { ImageId: "m-new", RequestId: "R" } });
    assert.deepEqual(await clientOf({ fetch }).call("CopyImage", COPY), {
      ImageId: "m-new",
      RequestId: "R",
    });
    assert.equal(fetch.calls.length, 1);
    const [{ url, method, headers, body, redirect, signal, ...others }] = fetch.calls;
    assert.deepEqual(others, {});
    assert.equal(method, "POST");
    assert.equal(body, undefined);
    assert.equal(redirect, "manual");
    assert.ok(signal instanceof AbortSignal);
    assert.equal(headers.host, undefined, "fetch writes it");
    assert.match(headers["user-agent"], /^ecd-wasm\/\d/);
    const { host } = new URL(url);
    assert.equal(host, "ecd.cn-hangzhou.aliyuncs.com");
    const wire = { method, url, headers: { ...headers, host }, body: null };
    assert.ok(isSignedBy(wire, KEY.accessKeyId, KEY.accessKeySecret));
    assert.deepEqual(Object.fromEntries(new URL(url).searchParams), COPY);
  });

  test("over a real connection", async (t) => {
    const server = await serveHttp(t, (response) => response.end('{"RequestId":"R"}'));
    const client = clientOf({ endpoint: server.url });
    assert.deepEqual(await client.call("DescribeImages", LIST), { RequestId: "R" });
    const [{ method, url, headers }] = server.received;
    assert.equal(server.received.length, 1);
    const wire = { method, url: server.url + url, headers, body: null };
    assert.ok(isSignedBy(wire, KEY.accessKeyId, KEY.accessKeySecret));
    assert.equal(headers["x-acs-security-token"], STS.securityToken);
  });

  test("every call has a nonce of its own", async () => {
    const fetch = fakeFetch({});
    const client = clientOf({ fetch });
    await Promise.all(Array.from({ length: 50 }, () => client.call("DescribeImages", LIST)));
    assert.equal(
      new Set(fetch.calls.map(({ headers }) => headers["x-acs-signature-nonce"])).size,
      50,
    );
  });

  test("a bad parameter leaves no request", async () => {
    const fetch = fakeFetch({});
    const bad = { ...COPY, DestinationImageName: "1", DestinationRegionId: "cn-hangzhou" };
    const error = await failure(clientOf({ fetch }).call("CopyImage", bad), ValidationError, {
      code: "ValidationError",
      outcome: "not-sent",
      attempts: 0,
    });
    assert.deepEqual(
      error.issues.map(({ code }) => code),
      ["minLength", "startsWith", "sameRegion"],
    );
    const inChinese = clientOf({ fetch, locale: "zh" }).copyImage(bad);
    await assert.rejects(inChinese, (reason) => /\p{Script=Han}/u.test(reason.message));
    const lenient = clientOf({ fetch, profile: "schema" });
    await lenient.call("CopyImage", bad);
    assert.equal(fetch.calls.length, 1, "only the lenient client's");
  });

  test("an unknown operation leaves no request", async () => {
    const fetch = fakeFetch({});
    for (const options of [{ fetch }, { fetch, regionId: "cn-hangzhou" }]) {
      const call = clientOf(options).call("CopyImages", {});
      await assert.rejects(call, {
        code: "UnknownOperation",
        message: /did you mean CopyImage\?$/,
      });
    }
    assert.equal(fetch.calls.length, 0);
  });

  test("the client's region, where the parameters name none", async () => {
    const fetch = fakeFetch({});
    const client = clientOf({ fetch, regionId: "cn-beijing" });
    const regionOf = async (params) => {
      await client.call("DescribeImages", params);
      const { hostname, searchParams } = new URL(fetch.calls.at(-1).url);
      return [hostname.split(".")[1], searchParams.get("RegionId")];
    };
    const beijing = ["cn-beijing", "cn-beijing"];
    assert.deepEqual(await regionOf({}), beijing);
    assert.deepEqual(await regionOf({ RegionId: undefined }), beijing);
    assert.deepEqual(await regionOf(Object.create(null)), beijing);
    assert.deepEqual(await regionOf(LIST), ["cn-hangzhou", "cn-hangzhou"]);
    const given = Object.freeze({ MaxResults: 5 });
    await client.call("DescribeImages", given);
    assert.deepEqual(given, { MaxResults: 5 }, "the caller's object is left as it is");
    await assert.rejects(client.call("DescribeImages", { RegionId: null }), ValidationError);
    await assert.rejects(client.call("DescribeImages", { RegionId: "" }), ValidationError);
    await assert.rejects(clientOf({ fetch }).call("DescribeImages", {}), ValidationError);
  });

  test("endpoint as text and as function", async () => {
    const fetch = fakeFetch({});
    await clientOf({ fetch, endpoint: "ecd.example.com" }).call("DescribeImages", LIST);
    const endpoint = (regionId) => `https://ecd-vpc.${regionId}.aliyuncs.com`;
    await clientOf({ fetch, endpoint, regionId: "cn-beijing" }).call("DescribeImages", {});
    assert.deepEqual(
      fetch.calls.map(({ url }) => new URL(url).host),
      ["ecd.example.com", "ecd-vpc.cn-beijing.aliyuncs.com"],
    );
  });

  test("a closed client sends nothing", async () => {
    const fetch = fakeFetch({});
    const client = clientOf({ fetch });
    client.close();
    for (const call of [client.call("DescribeImages", LIST), client.copyImageAndWait(COPY)]) {
      await assert.rejects(call, { code: "Closed", outcome: "not-sent" });
    }
    assert.equal(fetch.calls.length, 0);
  });
});

describe("the host cannot be steered", () => {
  const hostile = [
    ...[
      "evil.com/#",
      "evil.com/",
      "evil.com",
      "a@b",
      "a:b@c",
      "x@evil.com",
      "evil.com?",
      "evil.com\\",
    ],
    ...[
      "evil.com#",
      ".evil.com",
      "evil.com.",
      "..",
      ".",
      "/",
      "//evil.com",
      "\\\\evil.com",
      "cn hangzhou",
    ],
    ...[
      "cn-hangzhou\r\nHost: evil.com",
      "cn-hangzhou\n",
      "\rcn-hangzhou",
      "\tcn-hangzhou",
      "cn-hangzhou\0",
    ],
    ...[
      "cn-hangzhou%2f",
      "%2e%2e",
      "cn-hangzhou:443",
      "cn-hangzhou:80@evil.com",
      "[::1]",
      "127.0.0.1",
      "1",
    ],
    ...[
      "CN-HANGZHOU",
      "cn_hangzhou",
      "-cn",
      "cn-",
      "cn--hangzhou",
      "cn-hangzhou-",
      "ｃｎ-hangzhou",
      "cn-hangzhou。",
    ],
    ...[
      "cn-hangzhou/",
      "cn-hangzhou?x=",
      "cn-hangzhou#",
      "cn‐hangzhou",
      "сn-hangzhou",
      "xn--80ak6aa92e",
    ],
    ...[
      "\u202ecn-hangzhou",
      "cn-hang\u00adzhou",
      "cn-hang\u200bzhou",
      "cn-hangzhou\u3002evil.com",
      "ß",
      "ﬀ",
    ],
    ...["a".repeat(64), "a".repeat(300), "${jndi:x}", "<script>", "'", '"', ";", "a,b", "a b"],
  ];
  const isRegionId = (text) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length < 64;

  /** Where a call went, or nothing; what goes nowhere must be an error of ours. */
  async function destination(options, params) {
    const fetch = fakeFetch({});
    try {
      await clientOf({ fetch, ...options }).call("DescribeImages", params);
    } catch (error) {
      assert.ok(error instanceof EcdError, String(error));
      assert.equal(error.outcome, "not-sent");
      assert.equal(fetch.calls.length, 0);
      return undefined;
    }
    const [{ url, headers }] = fetch.calls;
    assert.ok(!Object.keys(headers).some((name) => name.toLowerCase() === "host"));
    const { protocol, username, password, host, pathname, hash } = new URL(url);
    assert.deepEqual([protocol, username, password, pathname, hash], ["https:", "", "", "/", ""]);
    assert.ok(url.startsWith(`https://${host}/?`), "what a URL parser reads is what was written");
    return host;
  }

  async function check(text) {
    const expected = isRegionId(text) ? `ecd.${text}.aliyuncs.com` : undefined;
    for (const profile of ["default", "off"]) {
      for (const host of [
        await destination({ profile }, { RegionId: text }),
        await destination({ profile, regionId: text }, {}),
      ]) {
        assert.ok(
          host === undefined || host === expected,
          `${JSON.stringify(text)} went to ${host}`,
        );
      }
    }
    // The other regions of a call are no part of the host.
    const host = await destination(
      {},
      { ...LIST, ImageName: text, Unknown: text, [`N${text}`]: text },
    );
    assert.equal(host, text.isWellFormed() ? "ecd.cn-hangzhou.aliyuncs.com" : undefined);
  }

  test(`by ${hostile.length} regions`, async () => {
    assert.ok(hostile.length >= 50);
    for (const text of hostile) await check(text);
    const good = ["cn-hangzhou", "us-west-1", "xx-new-9"];
    for (const text of good) {
      assert.equal(await destination({}, { RegionId: text }), `ecd.${text}.aliyuncs.com`);
    }
  });

  test("by any text", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...hostile,
        "cn-hangzhou",
        ".",
        "/",
        "@",
        "#",
        "?",
        ":",
        "\\",
        "%",
        "\r\n",
        "evil.com",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    await fc.assert(fc.asyncProperty(text, check), { numRuns: 60 });
  });

  test("by any endpoint that is not written as a bare origin", async () => {
    const check = async (endpoint) => {
      const host = await destination({ endpoint }, LIST);
      if (host === undefined) return;
      const written = endpoint
        .replace(/^https:\/\//, "")
        .replace(/\/$/, "")
        .replace(/:443$/, "");
      assert.equal(host, written, JSON.stringify(endpoint));
    };
    const wraps = [
      (text) => text,
      (text) => `https://${text}`,
      (text) => `https://ecd.example.com${text}`,
    ];
    for (const text of hostile) for (const wrap of wraps) await check(wrap(text));
    const part = fc.constantFrom(
      ...[
        "https:",
        "http:",
        "//",
        "/",
        "a",
        "example",
        ".",
        "com",
        "@",
        ":",
        "443",
        "#",
        "?",
        "\\",
      ],
      "[::1]",
      "%",
      "é",
      "127.0.0.1",
      "localhost",
      "\n",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), (parts) =>
        check(`https://${parts.join("")}`),
      ),
      { numRuns: 300 },
    );
  });

  test("plain HTTP stays on this machine", async () => {
    const fetch = fakeFetch({});
    for (const endpoint of [
      ...[
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0",
      ],
      ...[
        "http://128.0.0.1",
        "http://0x7f.1",
        "http://2130706433",
        "http://[::2]",
        "http://127.1",
        "http://127.0.0.256",
      ],
      ...[
        "http://localhost@example.com",
        "http://127.0.0.1:80:90",
        "http://ecd.cn-hangzhou.aliyuncs.com",
        "HTTP://127.0.0.1",
      ],
    ]) {
      await assert.rejects(
        clientOf({ fetch, endpoint }).call("DescribeImages", LIST),
        { code: "InvalidEndpoint" },
        endpoint,
      );
    }
    assert.equal(fetch.calls.length, 0);
    for (const endpoint of [
      "http://127.0.0.1:8080",
      "http://localhost:1",
      "http://[::1]:8080",
      "http://127.1.2.3",
    ]) {
      await clientOf({ fetch, endpoint }).call("DescribeImages", LIST);
      assert.ok(fetch.calls.at(-1).url.startsWith(`${endpoint}/?`));
    }
  });
});

describe("redirects are never followed", () => {
  for (const status of [300, 301, 302, 303, 304, 305, 307, 308]) {
    test(String(status), async (t) => {
      const other = await serveHttp(t, (response) => response.end('{"ImageId":"m-stolen"}'));
      const server = await serveHttp(t, (response) => {
        const headers = { location: `${other.url}/elsewhere`, "x-acs-request-id": "R-3" };
        response.writeHead(status, headers).end();
      });
      for (const [operation, params] of [
        ["CopyImage", COPY],
        ["DescribeImages", LIST],
      ]) {
        await failure(clientOf({ endpoint: server.url }).call(operation, params), TransportError, {
          code: "Redirected",
          outcome: "unclear",
          retryable: false,
          attempts: 1,
          statusCode: status,
          requestId: "R-3",
          operation,
        });
      }
      await sleep(20);
      assert.equal(server.received.length, 2);
      assert.deepEqual([other.connections, other.received], [0, []]);
    });
  }

  test("as browsers show them: status 0", async () => {
    const fetch = fakeFetch({ status: 0, body: "" });
    const members = { code: "Redirected", outcome: "unclear", statusCode: 0 };
    await failure(clientOf({ fetch }).call("CopyImage", COPY), TransportError, members);
  });
});

describe("answers that are not the service's", () => {
  const html = "<html><title>502 Bad Gateway</title></html>";
  const cases = {
    "HTML 502": [httpAnswer(502, html), { statusCode: 502, retryable: false }],
    "HTML 502 with a request ID": [
      httpAnswer(502, html, { "x-acs-request-id": "R-5" }),
      { statusCode: 502, retryable: false, requestId: "R-5" },
    ],
    "HTML 404": [httpAnswer(404, html), { statusCode: 404, retryable: false }],
    "HTML 200": [httpAnswer(200, html), { statusCode: 200 }],
    "empty 200": [httpAnswer(200, ""), { statusCode: 200 }],
    "empty 500": [httpAnswer(500, ""), { statusCode: 500, retryable: false }],
    "empty 204": [httpAnswer(204, ""), { statusCode: 204 }],
    "cut JSON": [httpAnswer(200, '{"ImageId":"m-2g65l'), { statusCode: 200 }],
    "JSON cut by the end of the connection": [
      'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"ImageId":"m-2g65l',
      { statusCode: 200 },
    ],
    "a list": [httpAnswer(200, "[]"), { statusCode: 200 }],
    null: [httpAnswer(200, "null"), { statusCode: 200 }],
    "two values": [httpAnswer(200, "{}{}"), { statusCode: 200 }],
    "not UTF-8": [
      Buffer.from(httpAnswer(200, '{"a":"\xff"}', { "content-length": 9 }), "latin1"),
      { statusCode: 200 },
      true,
    ],
    "an error without a code": [
      httpAnswer(400, '{"RequestId":"R-6","Message":"m"}'),
      { statusCode: 400, requestId: "R-6" },
    ],
    "200,000 levels deep": [
      httpAnswer(200, "[".repeat(200_000) + "]".repeat(200_000)),
      { statusCode: 200 },
    ],
    "5 MB": [httpAnswer(200, `{"a":"${"x".repeat(5_000_000)}"}`), { statusCode: 200 }],
  };
  for (const [what, [answer, members, mayPass]] of Object.entries(cases)) {
    test(what, async (t) => {
      const { url } = await serveRaw(t, (socket) => socket.end(answer));
      const call = clientOf({ endpoint: url }).call("CopyImage", COPY);
      // fetch replaces what is not UTF-8; the rest of the answer stands.
      if (mayPass) return void (await call.catch(() => undefined));
      const error = await failure(call, TransportError, {
        code: "InvalidAnswer",
        outcome: "unclear",
        attempts: 1,
        operation: "CopyImage",
        retryable: false,
        ...members,
      });
      assert.match(error.message, /^CopyImage: /);
      assert.ok(error.message.length < 300 && !error.message.includes("<html>"));
      assert.equal("requestId" in error, "requestId" in members);
    });
  }

  test("one byte order mark is not part of an answer", async (t) => {
    const { url } = await serveRaw(t, (socket) =>
      socket.end(httpAnswer(200, '\ufeff{"RequestId":"R"}')),
    );
    assert.deepEqual(await clientOf({ endpoint: url }).call("DescribeImages", LIST), {
      RequestId: "R",
    });
  });

  test("a fetch that gives something else", async () => {
    const members = { outcome: "unclear", attempts: 1 };
    for (const answer of [
      undefined,
      null,
      {},
      "text",
      { status: 200 },
      { status: 200, headers: new Headers() },
    ]) {
      await failure(
        clientOf({ fetch: async () => answer }).call("CopyImage", COPY),
        TransportError,
        members,
      );
    }
    const odd = { status: 200, headers: new Headers(), text: async () => ({}) };
    await failure(
      clientOf({ fetch: async () => odd }).call("CopyImage", COPY),
      TransportError,
      members,
    );
    const marked = fakeFetch({ body: '\ufeff{"ImageId":"m-1"}' });
    await failure(clientOf({ fetch: marked }).call("CopyImage", COPY), TransportError, members);
    const thrower = () => {
      throw new RangeError("thrown, not rejected");
    };
    await failure(clientOf({ fetch: thrower }).call("CopyImage", COPY), TransportError, members);
  });
});

describe("no answer", () => {
  const copy = (options) => clientOf(options).call("CopyImage", COPY);

  test("refused: nothing was sent", async () => {
    const members = { code: "NoAnswer", outcome: "not-sent", retryable: true, attempts: 3 };
    const error = await failure(copy({ endpoint: await deadAddress() }), TransportError, members);
    assert.match(error.message, /ECONNREFUSED/);
    assert.equal("statusCode" in error || "requestId" in error, false);
  });

  const lost = {
    "the connection is closed before the answer": (socket) => socket.end(),
    "the connection is reset before the answer": (socket) => socket.resetAndDestroy(),
    "closed within the headers": (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le"),
    "closed within the body": (socket) =>
      socket.end(httpAnswer(200, "{", { "content-length": 20 })),
    "reset within the body": (socket) => {
      socket.write(httpAnswer(200, "{", { "content-length": 20 }));
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    "closed within a chunk": (socket) => {
      socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n{");
    },
    "no HTTP": (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
    "a status that is none": (socket) => socket.end("HTTP/1.1 abc Text\r\n\r\n"),
    "two lengths": (socket) => {
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}");
    },
    "headers without end": (socket) =>
      socket.end(httpAnswer(200, "{}", { long: "x".repeat(50_000) })),
  };
  for (const [what, answer] of Object.entries(lost)) {
    test(`${what}: unclear`, async (t) => {
      const { url } = await serveRaw(t, answer);
      const members = { code: "NoAnswer", outcome: "unclear", attempts: 1, operation: "CopyImage" };
      await failure(copy({ endpoint: url }), TransportError, members);
    });
  }

  test("the platform's code decides what is known", async () => {
    const thrown = (code, depth) => {
      const error = Object.assign(new Error("x"), code && { code });
      return depth ? new TypeError("fetch failed", { cause: thrown(code, depth - 1) }) : error;
    };
    for (const [code, outcome] of [
      ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].map((code) => [
        code,
        "not-sent",
      ]),
      ...["UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT"].map(
        (code) => [code, "not-sent"],
      ),
      ...[
        "ECONNRESET",
        "UND_ERR_SOCKET",
        "EPIPE",
        "ETIMEDOUT",
        "UND_ERR_HEADERS_TIMEOUT",
        "X",
        "",
      ].map((code) => [code, "unclear"]),
    ]) {
      for (const depth of [0, 1, 2]) {
        await failure(copy({ fetch: fakeFetch(thrown(code, depth)) }), TransportError, {
          code: "NoAnswer",
          outcome,
        });
      }
    }
    const self = new TypeError("fetch failed");
    self.cause = self;
    await failure(copy({ fetch: fakeFetch(self) }), TransportError, { outcome: "unclear" });
  });

  const TIMED_OUT = { code: "Timeout", outcome: "unclear", attempts: 1, operation: "CopyImage" };
  const slow = {
    "no headers": () => {},
    "headers that drip": (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("a: b\r\n"), 20);
      socket.on("close", () => clearInterval(timer));
    },
    "no body": (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"),
    "a body that drips": (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
      const timer = setInterval(() => socket.write(" "), 20);
      socket.on("close", () => clearInterval(timer));
    },
    "a body without end": (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n{"a":"');
      const timer = setInterval(() => socket.write("x".repeat(100)), 20);
      socket.on("close", () => clearInterval(timer));
    },
  };
  for (const [what, answer] of Object.entries(slow)) {
    test(`time-out: ${what}`, async (t) => {
      const { url } = await serveRaw(t, answer);
      const started = performance.now();
      await failure(copy({ endpoint: url, timeoutMs: 150 }), TimeoutError, TIMED_OUT);
      const took = performance.now() - started;
      assert.ok(took >= 145 && took < 5000, `${took} ms`);
    });
  }

  test("time-out: a fetch that does not listen to its signal", async () => {
    await failure(copy({ fetch: NEVER, timeoutMs: 30 }), TimeoutError, TIMED_OUT);
    const stuck = async () => ({ status: 200, headers: new Headers(), text: NEVER });
    await failure(copy({ fetch: stuck, timeoutMs: 30 }), TimeoutError, TIMED_OUT);
    // What it does afterwards is nobody's business: no unhandled rejection.
    const late = async () => {
      await sleep(60);
      throw new Error("late");
    };
    await failure(copy({ fetch: late, timeoutMs: 30 }), TimeoutError, TIMED_OUT);
    await sleep(60);
  });

  test("a time-out that no timer can hold is none", async (t) => {
    const warnings = [];
    const onWarning = (warning) => warnings.push(warning.name);
    process.on("warning", onWarning);
    t.after(() => process.off("warning", onWarning));
    const fetch = fakeFetch(() => sleep(20));
    for (const timeoutMs of [Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
      await clientOf({ fetch, timeoutMs, deadlineMs: timeoutMs }).call("DescribeImages", LIST);
    }
    await sleep(0);
    assert.deepEqual(warnings, []);
  });

  test("what is no number of milliseconds is misuse", async () => {
    const fetch = fakeFetch({});
    for (const ms of [NaN, "1000", {}, 5n]) {
      for (const options of [{ timeoutMs: ms }, { deadlineMs: ms }]) {
        await assert.rejects(clientOf({ fetch, ...options }).call("DescribeImages", LIST), {
          code: "InvalidOption",
        });
      }
      const given = clientOf({ fetch }).call("DescribeImages", LIST, { deadlineMs: ms });
      await assert.rejects(given, { code: "InvalidOption" });
    }
    assert.equal(fetch.calls.length, 0);
  });
});

describe("deadline and abort", () => {
  const NOT_SENT = { outcome: "not-sent", attempts: 0, operation: "DescribeImages" };
  const UNCLEAR = { outcome: "unclear", attempts: 1, operation: "DescribeImages" };

  test("a deadline that has passed: nothing is sent", async () => {
    const fetch = fakeFetch({});
    for (const deadlineMs of [0, -1, -Infinity]) {
      const call = clientOf({ fetch }).call("DescribeImages", LIST, { deadlineMs });
      await failure(call, TimeoutError, { code: "Timeout", ...NOT_SENT });
    }
    assert.equal(fetch.calls.length, 0);
  });

  test("a deadline bounds the answer, and the call's is stronger than the client's", async () => {
    const client = clientOf({ fetch: NEVER, deadlineMs: 60_000 });
    const started = performance.now();
    const call = client.call("DescribeImages", LIST, { deadlineMs: 300 });
    await failure(call, TimeoutError, { code: "Timeout", ...UNCLEAR });
    await failure(
      clientOf({ fetch: NEVER, deadlineMs: 300 }).call("DescribeImages", LIST),
      TimeoutError,
      UNCLEAR,
    );
    assert.ok(performance.now() - started < 5000);
  });

  test("a deadline bounds a slow credentials provider", async () => {
    const fetch = fakeFetch({});
    const call = clientOf({ fetch, credentials: NEVER, deadlineMs: 30 }).call(
      "DescribeImages",
      LIST,
    );
    await failure(call, TimeoutError, { code: "Timeout", ...NOT_SENT });
    assert.equal(fetch.calls.length, 0);
  });

  test("abort before: nothing is sent, the provider not asked", async () => {
    const fetch = fakeFetch({});
    let asked = 0;
    const credentials = () => (++asked, STS);
    const signal = AbortSignal.abort(new Error("the caller's reason"));
    const call = clientOf({ fetch, credentials }).call("DescribeImages", LIST, { signal });
    await failure(call, AbortError, { code: "Aborted", ...NOT_SENT });
    assert.deepEqual([fetch.calls.length, asked], [0, 0]);
  });

  test("abort while the provider works: nothing is sent", async () => {
    const fetch = fakeFetch({});
    const controller = new AbortController();
    const credentials = () => (setTimeout(() => controller.abort(), 10), NEVER());
    const call = clientOf({ fetch, credentials }).call("DescribeImages", LIST, {
      signal: controller.signal,
    });
    await failure(call, AbortError, { code: "Aborted", ...NOT_SENT });
    assert.equal(fetch.calls.length, 0);
  });

  test("abort while waiting for headers or body: unclear, and the connection is given up", async (t) => {
    for (const start of ["", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{"]) {
      const controller = new AbortController();
      let closed;
      const { url } = await serveRaw(t, (socket) => {
        closed = new Promise((resolve) => socket.on("close", resolve));
        socket.write(start);
        setTimeout(() => controller.abort(), 20);
      });
      const call = clientOf({ endpoint: url }).call("DescribeImages", LIST, {
        signal: controller.signal,
      });
      await failure(call, AbortError, { code: "Aborted", ...UNCLEAR });
      await closed;
    }
  });

  test("abort, with a fetch that does not listen", async () => {
    const controller = new AbortController();
    const call = clientOf({ fetch: NEVER }).call("DescribeImages", LIST, {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 10);
    await failure(call, AbortError, UNCLEAR);
  });

  test("abort by time: AbortSignal.timeout", async () => {
    const call = clientOf({ fetch: NEVER }).call("DescribeImages", LIST, {
      signal: AbortSignal.timeout(300),
    });
    await failure(call, AbortError, UNCLEAR);
  });

  test("abort after: the answer stands; no listener is left behind", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = new Set();
    signal.addEventListener = (type, listener) => listeners.add(listener);
    signal.removeEventListener = (type, listener) => listeners.delete(listener);
    const client = clientOf({ fetch: fakeFetch({ body: { RequestId: "R" } }, { status: 500 }) });
    const answer = await client.call("DescribeImages", LIST, { signal });
    await assert.rejects(client.call("DescribeImages", LIST, { signal }));
    controller.abort();
    assert.deepEqual(answer, { RequestId: "R" });
    assert.equal(listeners.size, 0);
  });

  test("nothing is left that keeps the process alive", async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const client = clientOf({ fetch: fakeFetch({}), deadlineMs: 60_000, timeoutMs: 60_000 });
    await client.call("DescribeImages", LIST);
    const after = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    assert.equal(after, before);
  });
});

describe("errors of the service", () => {
  const envelope = (code, more) => ({
    RequestId: "28A40F12-F340-442B-A35F-46EF6A03****",
    HostId: "ecd.cn-hangzhou.aliyuncs.com",
    Code: code,
    Message: "The specified thing is wrong.",
    Recommend: "https://api.aliyun.com/troubleshoot?q=x",
    ...more,
  });
  const call = (answer) =>
    clientOf({ fetch: fakeFetch(answer), maxAttempts: 1 }).call("CopyImage", COPY);

  test("a refusal", async () => {
    const error = await failure(
      call({ status: 404, body: envelope("InvalidImageId.NotFound") }),
      ServiceError,
      {
        code: "InvalidImageId.NotFound",
        message: "CopyImage: The specified thing is wrong.",
        outcome: "refused",
        retryable: false,
        attempts: 1,
        statusCode: 404,
        requestId: "28A40F12-F340-442B-A35F-46EF6A03****",
        operation: "CopyImage",
        recommend: "https://api.aliyun.com/troubleshoot?q=x",
      },
    );
    assert.ok(!(error instanceof ThrottlingError));
    const json = JSON.parse(JSON.stringify(error));
    assert.equal(json.code, error.code);
    assert.equal(json.message, error.message);
    assert.equal(json.stack, undefined);
  });

  test("a server error may have done it", async () => {
    for (const status of [500, 502, 503, 504]) {
      const members = {
        outcome: "unclear",
        retryable: false,
        statusCode: status,
        code: "InternalError",
      };
      await failure(call({ status, body: envelope("InternalError") }), ServiceError, members);
    }
    const nonce = { status: 400, body: envelope("SignatureNonceUsed") };
    await failure(call(nonce), ServiceError, { outcome: "unclear", code: "SignatureNonceUsed" });
  });

  test("throttling, by code or by header", async () => {
    for (const code of ["Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling"]) {
      const members = { code, outcome: "refused", retryable: true, statusCode: 400 };
      const error = await failure(
        call({ status: 400, body: envelope(code) }),
        ThrottlingError,
        members,
      );
      assert.ok(error instanceof ServiceError);
      assert.equal("retryAfterMs" in error, false);
    }
    const hinted = {
      status: 400,
      body: envelope("Throttling"),
      headers: { "x-acs-retry-after": "1500" },
    };
    await failure(call(hinted), ThrottlingError, { retryAfterMs: 1500 });
    const busy = { status: 503, body: envelope("Busy"), headers: { "x-acs-retry-after": "20" } };
    await failure(call(busy), ThrottlingError, {
      retryAfterMs: 20,
      code: "Busy",
      outcome: "unclear",
    });
    for (const hint of ["0", "-5", "soon", "", "1e3", "99999999999999999999"]) {
      const odd = {
        status: 400,
        body: envelope("Throttling"),
        headers: { "x-acs-retry-after": hint },
      };
      const error = await failure(call(odd), ThrottlingError, {});
      assert.equal("retryAfterMs" in error, false, hint);
    }
  });

  test("a refusal of permission tells why", async () => {
    const AccessDeniedDetail = {
      AuthAction: "ecd:CopyImage",
      NoPermissionType: "ImplicitDeny",
      n: [1, null, { a: true }],
    };
    await failure(
      call({ status: 403, body: envelope("NoPermission", { AccessDeniedDetail }) }),
      ServiceError,
      {
        code: "NoPermission",
        accessDeniedDetail: AccessDeniedDetail,
      },
    );
  });

  test("names in lower case, no page, no message", async () => {
    const error = await failure(
      call({ status: 400, body: { code: "A/B c", requestId: "r" } }),
      ServiceError,
      {
        code: "A/B c",
        requestId: "r",
        message: "CopyImage: A/B c",
      },
    );
    const page = new URL(error.recommend);
    assert.deepEqual([page.protocol, page.searchParams.get("q")], ["https:", "A/B c"]);
  });

  test("the request ID of the header, where the body has none", async () => {
    const headers = { "x-acs-request-id": "R-h" };
    await failure(call({ status: 400, body: { Code: "A" }, headers }), ServiceError, {
      requestId: "R-h",
    });
    await failure(
      call({ status: 400, body: { Code: "A", RequestId: "R-b" }, headers }),
      ServiceError,
      { requestId: "R-b" },
    );
  });

  test("an answer of CopyImage that names no image is unclear", async () => {
    for (const body of [{}, { ImageId: "" }, { ImageId: 5 }, { ImageId: null }]) {
      const copy = clientOf({ fetch: fakeFetch({ body: { RequestId: "R", ...body } }) }).copyImage(
        COPY,
        { reconcileMs: 0 },
      );
      await failure(copy, TransportError, {
        code: "InvalidAnswer",
        outcome: "unclear",
        requestId: "R",
        attempts: 1,
      });
    }
    const copy = clientOf({ fetch: fakeFetch({ body: { ImageId: "m-new" } }) }).copyImage(COPY);
    assert.deepEqual(await copy, { ImageId: "m-new", reused: false });
  });
});

describe("credentials", () => {
  const sentBy = async (credentials) => {
    const fetch = fakeFetch({});
    await new EcdClient({ credentials, fetch }).call("DescribeImages", LIST);
    const [{ method, url, headers }] = fetch.calls;
    const { host } = new URL(url);
    const wire = { method, url, headers: { ...headers, host }, body: null };
    assert.ok(isSignedBy(wire, KEY.accessKeyId, KEY.accessKeySecret));
    return headers["x-acs-security-token"];
  };

  test("an object, a provider object, a function, each with or without a token", async () => {
    class Provider {
      #answer;
      constructor(answer) {
        this.#answer = answer;
      }
      async getCredential() {
        return this.#answer;
      }
    }
    // As @alicloud/credentials answers: all members there, those that do not apply empty.
    const full = (answer) => ({
      securityToken: "",
      bearerToken: "",
      type: "access_key",
      providerName: "static_ak",
      ...answer,
    });
    for (const [given, token] of [
      [KEY, undefined],
      [STS, STS.securityToken],
    ]) {
      assert.equal(await sentBy(given), token);
      assert.equal(await sentBy(new Provider(full(given))), token);
      assert.equal(await sentBy({ getCredential: () => given }), token);
      assert.equal(await sentBy(async () => full(given)), token);
      assert.equal(await sentBy(() => given), token);
    }
  });

  test("a provider is asked before every call", async () => {
    let asked = 0;
    const fetch = fakeFetch({});
    const credentials = async () => ({ ...KEY, securityToken: `token-${++asked}` });
    const client = new EcdClient({ credentials, fetch });
    for (let i = 1; i <= 3; ++i) {
      await client.call("DescribeImages", LIST);
      assert.equal(fetch.calls.at(-1).headers["x-acs-security-token"], `token-${i}`);
    }
  });

  test("a provider that fails: CredentialsFailed, without its words", async () => {
    const fetch = fakeFetch({});
    const words = new Error("could not read key YourAccessKeySecret");
    for (const credentials of [
      async () => Promise.reject(words),
      () => {
        throw words;
      },
      { getCredential: () => Promise.reject(words) },
      async () => undefined,
      async () => null,
      undefined,
      null,
    ]) {
      const call = new EcdClient({ credentials, fetch }).call("DescribeImages", LIST);
      const error = await failure(call, EcdError, {
        code: "CredentialsFailed",
        outcome: "not-sent",
      });
      assert.ok(!error.stack.includes("YourAccessKeySecret"));
    }
    const own = new EcdError("NoCredentials", "there are none here");
    const call = new EcdClient({ credentials: () => Promise.reject(own), fetch }).call(
      "DescribeImages",
      LIST,
    );
    // Another object, for it tells of this call too.
    await assert.rejects(call, { name: own.name, code: own.code, message: own.message, outcome: "not-sent" });
    assert.equal(fetch.calls.length, 0);
  });

  test("what is no key is refused before anything is sent", async () => {
    const fetch = fakeFetch({});
    for (const credentials of [
      {},
      { accessKeyId: "id" },
      { accessKeyId: "", accessKeySecret: "s" },
      { accessKeyId: "id\r\nx: y", accessKeySecret: "s" },
      { accessKeyId: "id", accessKeySecret: "s", securityToken: "a\r\nb" },
      { accessKeyId: "é", accessKeySecret: "s" },
      async () => ({}),
      async () => ({ accessKeyId: "id", accessKeySecret: "" }),
      "key",
    ]) {
      const call = new EcdClient({ credentials, fetch }).call("DescribeImages", LIST);
      await assert.rejects(call, ({ code }) =>
        ["InvalidCredentials", "InvalidOption"].includes(code),
      );
    }
    assert.equal(fetch.calls.length, 0);
  });
});

test("clients do not share anything", async () => {
  const [first, second] = [fakeFetch({}), fakeFetch({})];
  const options = { credentials: KEY, regionId: "cn-beijing", fetch: first };
  const clients = [
    new EcdClient(options),
    new EcdClient({ ...options, regionId: "cn-shanghai", fetch: second }),
  ];
  options.regionId = "cn-shenzhen";
  options.credentials = STS;
  await Promise.all(clients.map((client) => client.call("DescribeImages", {})));
  for (const [fetch, region] of [
    [first, "cn-beijing"],
    [second, "cn-shanghai"],
  ]) {
    assert.equal(fetch.calls.length, 1);
    assert.equal(new URL(fetch.calls[0].url).host, `ecd.${region}.aliyuncs.com`);
    assert.equal(fetch.calls[0].headers["x-acs-security-token"], undefined);
  }
});
