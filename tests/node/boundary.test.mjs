// Bad input at the boundary between JavaScript and the core: whatever a caller hands in gives an issue
// or an error with a code, nothing of the caller's is run, and the core works afterwards.
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import vm from "node:vm";
import fc from "fast-check";
import { EcdClient, EcdError, loadCore, ValidationError } from "ecd-wasm";
import { RECORD_INSTANCES, runProgram } from "../support/child.mjs";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { isSignedBy } from "../support/independent_signer.mjs";

const core = await loadCore();
const KEY = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
const FIXED = {
  credentials: KEY,
  date: "2026-01-05T08:00:00Z",
  nonce: "28a40f12f340442ba35f46ef6a030001",
};
const SIGNATURE = "d960bed53b41b654f7b1bb0678884f44bced4906abc201a2b054450591377507";
const LIST = { RegionId: "cn-hangzhou" };
const FOREIGN = { ...FIXED, action: "A", version: "1" };
const PROFILES = ["default", "documented", "schema", "off"];

/** Where nobody should be able to leave anything behind. */
const PROTOTYPES = [Object, Array, Function, String, Number, Map].map(({ prototype }) => prototype);
const MEMBERS = PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length);

afterEach(() => {
  const signed = core.sign("CopyImage", COPY, { ...FIXED, trace: true });
  assert.equal(signed.trace.signature, SIGNATURE, "the core signs as before");
  const [issue, ...others] = core.validate("CopyImage", { ...COPY, DestinationImageName: "1x" });
  assert.deepEqual([issue.code, others], ["startsWith", []], "the core validates as before");
  assert.deepEqual(
    PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length),
    MEMBERS,
  );
});

const brief = (issues) =>
  issues.map(({ path, code, severity }) => `${severity} ${path.join(".")} ${code}`);
const errors = (issues) => brief(issues.filter(({ severity }) => severity === "error"));
const hasCode =
  (...codes) =>
  (error) =>
    error instanceof EcdError && codes.includes(error.code);

/** What happens in every function that takes parameters. */
function everyWay(operation, params) {
  return [
    () => core.validate(operation, params),
    () => core.validateParameter(operation, "RegionId", params),
    () => core.validateParameter(operation, "RegionId", "cn-hangzhou", { params }),
    () => core.build(operation, params),
    () => core.build(operation, params, { endpoint: () => "https://ecd.example.com" }),
    () => core.sign(operation, params, FIXED),
  ];
}

/** Asserts that sign refuses with the issues that validate finds, in every profile. */
function assertRefused(operation, params, expected) {
  assert.deepEqual(errors(core.validate(operation, params)), expected);
  for (const profile of PROFILES) {
    const found = errors(core.validate(operation, params, { profile }));
    for (const issue of expected) assert.ok(found.includes(issue), `${profile}: ${found}`);
    assert.throws(() => core.sign(operation, params, { ...FIXED, profile }), ValidationError);
  }
}

describe("ill-formed Unicode", () => {
  const LONE = [
    "\ud800",
    "\udc00",
    "\ud800A",
    "a\udbff",
    "\udc00\ud800",
    "x".repeat(100) + "\ud800",
  ];

  test("in a value: an issue at its place", () => {
    for (const text of LONE) {
      const at = (place) => [`error ${place} malformedUnicode`];
      assertRefused(
        "CopyImage",
        { ...COPY, DestinationDescription: text },
        at("DestinationDescription"),
      );
      assertRefused("CopyImage", { ...COPY, RegionId: text }, at("RegionId"));
      assertRefused("CopyImage", { ...COPY, Unknown: text }, at("Unknown"));
      assertRefused("CopyImage", { ...COPY, Unknown: { a: ["", text] } }, at("Unknown.a.1"));
      assertRefused("DescribeImages", { ...LIST, ImageId: ["m-1", text] }, at("ImageId.1"));
    }
  });

  test("in a name: an issue, whatever its value", () => {
    for (const text of LONE) {
      for (const value of ["fine", undefined, null, {}, [text]]) {
        const params = { ...COPY, [text]: value };
        if (value === undefined) continue;
        assert.equal(core.validate("CopyImage", params)[0].code, "malformedUnicode");
        assert.throws(
          () => core.sign("CopyImage", params, { ...FIXED, profile: "off" }),
          ValidationError,
        );
        const nested = { ...COPY, Unknown: { [text]: value } };
        assert.equal(core.validate("CopyImage", nested)[0].code, "malformedUnicode");
      }
    }
  });

  test("in an option, a header, a URL or a body: an EcdError", () => {
    const request = { method: "POST", url: "https://a.example.com/", headers: {}, body: null };
    for (const text of LONE) {
      const sign = (options) => () => core.sign("CopyImage", COPY, { ...FIXED, ...options });
      const signRequest = (changes, options) => () =>
        core.signRequest({ ...request, ...changes }, { ...FOREIGN, ...options });
      const ways = [
        ...["regionId", "endpoint", "method", "date", "nonce"].map((name) =>
          sign({ [name]: text }),
        ),
        ...["profile", "locale", "algorithm"].map((name) => sign({ [name]: text })),
        ...["accessKeyId", "accessKeySecret", "securityToken"].map((name) =>
          sign({ credentials: { ...KEY, [name]: text } }),
        ),
        sign({ endpoint: () => `https://${text}` }),
        ...["action", "version"].map((name) => signRequest({}, { [name]: text })),
        ...["method", "url", "body"].map((name) => signRequest({ [name]: text })),
        signRequest({ url: `https://a.example.com/?a=${text}` }),
        signRequest({ headers: { "x-acs-a": text } }),
        signRequest({ headers: { [`x-acs-${text}`]: "a" } }),
        () => core.describe(text),
        () => core.validate(text, COPY),
        () => core.sign(text, COPY, FIXED),
        () => core.validateParameter("CopyImage", text, "x"),
      ];
      ways.forEach((way, i) => {
        assert.throws(
          way,
          (error) => error instanceof EcdError && error.code !== "CoreFailed",
          `way ${i}`,
        );
      });
    }
  });

  test("never a signature, and never the one of another text", () => {
    const half = fc.nat(0x7ff).map((low) => String.fromCharCode(0xd800 + low));
    const lone = fc
      .tuple(
        fc.string({ unit: "grapheme" }),
        half,
        fc.string({ unit: "grapheme-ascii", minLength: 1 }),
      )
      .map((parts) => parts.join(""))
      .filter((text) => !text.isWellFormed());
    const params = {
      verbose: 0,
      numRuns: 500,
      examples: [["\ud800A"], ["\ud800"], ["\udbff\udbff\udfff"]],
    };
    fc.assert(
      fc.property(lone, (text) => {
        assert.throws(() =>
          core.sign("CopyImage", { ...COPY, DestinationDescription: text }, FIXED),
        );
        assert.throws(() =>
          core.signRequest(
            { method: "POST", url: "https://a.example.com/", headers: {}, body: text },
            FOREIGN,
          ),
        );
      }),
      params,
    );
    // The pair that an earlier toolchain mixed up: reliability of string conversion, "\ud800A" and U+10041.
    const linear = { ...COPY, DestinationDescription: "\u{10041}" + "x" };
    const signed = core.sign("CopyImage", linear, FIXED);
    assert.ok(isSignedBy(signed, KEY.accessKeyId, KEY.accessKeySecret));
    assert.match(signed.url, /DestinationDescription=%F0%90%81%81x&/);
  });

  test("a received request with it is not accepted", () => {
    const signed = core.sign("CopyImage", COPY, FIXED);
    const options = { secretOf: () => KEY, now: new Date(FIXED.date) };
    for (const text of LONE) {
      for (const change of [
        { method: text },
        { url: `${signed.url}&a=${text}` },
        { url: text },
        { body: text },
        { headers: { ...signed.headers, "x-acs-a": text } },
        { headers: { ...signed.headers, [`x-acs-${text}`]: "" } },
        { headers: { ...signed.headers, host: text } },
      ]) {
        let verdict;
        try {
          verdict = core.verify({ ...signed, ...change }, options);
        } catch (error) {
          assert.ok(hasCode("InvalidBody")(error), String(error));
          continue;
        }
        assert.equal(verdict.ok, false, JSON.stringify(change));
      }
      const wrongSecret = { ...options, secretOf: () => ({ ...KEY, accessKeySecret: text }) };
      assert.equal(core.verify(signed, wrongSecret).ok, false);
    }
  });
});

describe("values that no request can hold", () => {
  class Instance {
    member = "x";
  }
  const plainFunction = () => undefined;
  const values = [
    // [value, what the issue calls it]
    [null, "null"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [-Infinity, "-Infinity"],
    [plainFunction, "function"],
    [class {}, "function"],
    [Symbol("x"), "symbol"],
    [new Date(0), "Date"],
    [new Date(NaN), "Date"],
    [new Map([["a", "b"]]), "Map"],
    [new Set(["a"]), "Set"],
    [new WeakMap(), "WeakMap"],
    [Promise.resolve("x"), "Promise"],
    [/x/, "RegExp"],
    [new Error("x"), "Error"],
    [new Instance(), "class instance"],
    [new URL("https://a.example.com"), "URL"],
    [Object("x"), "String"],
    [Object(1), "Number"],
    [Object(true), "Boolean"],
    [Object(1n), "BigInt"],
    [Object.create({ inherited: 1 }), "class instance"],
    [new ArrayBuffer(1), "ArrayBuffer"],
    [new Uint8Array(1), "typed array"],
    [Buffer.from("x"), "typed array"],
    [new DataView(new ArrayBuffer(1)), "typed array"],
    [(function* () {})(), "Generator"],
    [globalThis.performance, "Performance"],
  ];

  test("are type issues, wherever they stand", () => {
    for (const [value, actual] of values) {
      const places = {
        DestinationDescription: ["CopyImage", { ...COPY, DestinationDescription: value }],
        RegionId: ["CopyImage", { ...COPY, RegionId: value }],
        Unknown: ["CopyImage", { ...COPY, Unknown: value }],
        "Unknown.a.0": ["CopyImage", { ...COPY, Unknown: { a: [value] } }],
        MaxResults: ["DescribeImages", { ...LIST, MaxResults: value }],
        GpuCategory: ["DescribeImages", { ...LIST, GpuCategory: value }],
        ImageId: ["DescribeImages", { ...LIST, ImageId: value }],
        "ImageId.1": ["DescribeImages", { ...LIST, ImageId: ["m-1", value] }],
      };
      for (const [place, [operation, params]] of Object.entries(places)) {
        assertRefused(operation, params, [`error ${place} type`]);
        const issue = core.validate(operation, params).find(({ code }) => code === "type");
        assert.equal(issue.params.actual, actual, place);
      }
      const alone = core.validateParameter("CopyImage", "ImageId", value);
      assert.deepEqual(brief(alone), ["error ImageId type"]);
    }
  });

  test("undefined: absent as a member, wrong in a list", () => {
    assert.deepEqual(brief(core.validate("CopyImage", { ...COPY, ImageId: undefined })), [
      "error ImageId required",
    ]);
    assert.deepEqual(core.validate("CopyImage", { ...COPY, Unknown: undefined }), []);
    assertRefused("DescribeImages", { ...LIST, ImageId: ["m-1", undefined] }, [
      "error ImageId.1 type",
    ]);
  });

  test("holes", () => {
    // eslint-disable-next-line no-sparse-arrays
    assertRefused("DescribeImages", { ...LIST, ImageId: ["m-1", , "m-2"] }, [
      "error ImageId.1 type",
    ]);
    Object.prototype[1] = "m-inherited";
    try {
      // eslint-disable-next-line no-sparse-arrays
      assertRefused("DescribeImages", { ...LIST, ImageId: ["m-1", , "m-2"] }, [
        "error ImageId.1 type",
      ]);
    } finally {
      delete Object.prototype[1];
    }
  });

  test("what is not own and enumerable is not looked at", () => {
    const hidden = Object.defineProperty({ ...COPY }, "Hidden", {
      value: () => {},
      enumerable: false,
    });
    assert.deepEqual(core.validate("CopyImage", hidden), []);
    assert.deepEqual(core.validate("CopyImage", { ...COPY, [Symbol("s")]: () => {} }), []);
    const list = Object.assign(["m-1"], { extra: () => {} });
    assert.deepEqual(core.validate("DescribeImages", { ...LIST, ImageId: list }), []);
    Object.prototype.RegionId = "cn-hangzhou";
    try {
      assert.deepEqual(errors(core.validate("DescribeImages", {})), ["error RegionId required"]);
    } finally {
      delete Object.prototype.RegionId;
    }
  });
});

describe("parameters that are no object", () => {
  const values = {
    null: null,
    undefined,
    boolean: true,
    number: 5,
    bigint: 5n,
    string: "RegionId",
    symbol: Symbol("x"),
    function: () => COPY,
    array: [COPY],
    Map: new Map(Object.entries(COPY)),
    Date: new Date(0),
    "class instance": new (class extends Object {
      RegionId = "cn-hangzhou";
    })(),
    URLSearchParams: new URLSearchParams(COPY),
  };
  for (const [actual, value] of Object.entries(values)) {
    test(actual, async () => {
      for (const operation of ["CopyImage", "DescribeRegions"]) {
        const [issue, ...others] = core.validate(operation, value);
        assert.deepEqual(others, []);
        assert.deepEqual(
          [issue.path, issue.code, issue.params.expected, issue.params.actual],
          [[], "type", "object", actual],
        );
        for (const options of [FIXED, { ...FIXED, endpoint: () => "https://ecd.example.com" }]) {
          assert.throws(() => core.build(operation, value, options), ValidationError);
          assert.throws(() => core.sign(operation, value, options), ValidationError);
        }
        const sent = [];
        const fetch = async (url) => sent.push(url);
        for (const regionId of [undefined, "cn-hangzhou"]) {
          const client = new EcdClient({ credentials: KEY, fetch, ...(regionId && { regionId }) });
          await assert.rejects(client.call(operation, value), ValidationError);
          await assert.rejects(client.copyImage(value), ValidationError);
          await assert.rejects(client.copyImageAndWait(value), ValidationError);
          await assert.rejects(client.waitForImage(value), ValidationError);
        }
        assert.deepEqual(sent, []);
      }
    });
  }
});

describe("nothing of the caller's is run", () => {
  let runs = 0;
  const count = () => {
    ++runs;
    throw new Error("the caller's code was run");
  };
  const accessor = { get: count, set: count, enumerable: true, configurable: true };
  const hooks = () => ({
    toString: count,
    valueOf: count,
    toJSON: count,
    then: count,
    [Symbol.toPrimitive]: count,
    [Symbol.iterator]: count,
  });
  class Tagged {
    get [Symbol.toStringTag]() {
      return count();
    }
    static get name() {
      return count();
    }
  }
  Object.defineProperty(Tagged.prototype, "constructor", { get: count });

  const traps = {
    "an accessor": () => Object.defineProperty({ ...COPY }, "ImageId", accessor),
    "an accessor of the region": () => Object.defineProperty({ ...COPY }, "RegionId", accessor),
    "an accessor of the destination": () =>
      Object.defineProperty({ ...COPY }, "DestinationRegionId", accessor),
    "an accessor without a getter": () =>
      Object.defineProperty({ ...COPY }, "ImageId", { set: count, enumerable: true }),
    "an accessor deep inside": () => ({
      ...COPY,
      Unknown: { a: [Object.defineProperty({}, "b", accessor)] },
    }),
    "an accessor in a list": () => ({
      ...COPY,
      ImageId: Object.defineProperty(["m-1"], 0, accessor),
    }),
    "hooks of conversion": () => ({ ...COPY, ImageId: hooks(), ...hooks() }),
    "a list with hooks": () => ({ ...COPY, ImageId: Object.assign(["m-1"], hooks()) }),
    "a computed tag": () => ({ ...COPY, ImageId: new Tagged() }),
    "a class with hooks": () => ({ ...COPY, ImageId: new (class extends Tagged {})() }),
    "the parameters are such a class": () =>
      Object.assign(new (class extends Object {})(), COPY, hooks()),
    "a computed tag of the parameters": () => Object.assign(new Tagged(), COPY),
    "an accessor on the prototype": () =>
      Object.assign(Object.create(Object.defineProperty({}, "a", accessor)), COPY),
  };
  for (const [what, make] of Object.entries(traps)) {
    test(what, async () => {
      runs = 0;
      assert.ok(core.validate("CopyImage", make()).some(({ severity }) => severity === "error"));
      for (const way of everyWay("CopyImage", make())) {
        try {
          way();
        } catch (error) {
          assert.ok(error instanceof EcdError, String(error));
        }
      }
      const client = new EcdClient({ regionId: "cn-hangzhou", credentials: KEY, fetch: count });
      await assert.rejects(client.call("CopyImage", make()), ValidationError);
      await assert.rejects(client.copyImageAndWait(make()), ValidationError);
      assert.equal(runs, 0);
    });
  }
});

describe("proxies", () => {
  const TRAPS = [
    "getPrototypeOf",
    "ownKeys",
    "getOwnPropertyDescriptor",
    "get",
    "has",
    "isExtensible",
  ];

  test("one that does nothing is as good as its target", () => {
    const list = new Proxy(["m-1"], {});
    assert.deepEqual(
      core.validate("DescribeImages", new Proxy({ ...LIST, ImageId: list }, {})),
      [],
    );
    assert.equal(
      core.sign("CopyImage", new Proxy(COPY, {}), { ...FIXED, trace: true }).trace.signature,
      SIGNATURE,
    );
  });

  test("one that throws: its own error, or none", () => {
    const thrown = new Error("the trap's own");
    for (const trap of TRAPS) {
      const bad = (target) =>
        new Proxy(target, {
          [trap]() {
            throw thrown;
          },
        });
      for (const params of [
        bad(COPY),
        { ...COPY, Unknown: bad({ a: 1 }) },
        { ...COPY, Unknown: bad([1]) },
      ]) {
        for (const way of everyWay("CopyImage", params)) {
          try {
            way();
          } catch (error) {
            assert.ok(error === thrown || error instanceof EcdError, String(error));
            assert.notEqual(error.code, "CoreFailed");
          }
        }
      }
    }
  });

  test("one that is revoked", () => {
    for (const target of [{}, []]) {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      for (const way of everyWay("CopyImage", proxy)) assert.throws(way);
      for (const way of everyWay("CopyImage", { ...COPY, Unknown: proxy })) {
        try {
          way();
        } catch (error) {
          assert.ok(error instanceof TypeError || error instanceof EcdError);
        }
      }
    }
  });

  test("one that calls the core in between changes nothing", () => {
    let calls = 0;
    const busy = (target) =>
      new Proxy(target, {
        ownKeys(object) {
          ++calls;
          core.validate("CopyImage", { Other: "x".repeat(5000) });
          core.sign("CopyImage", COPY, FIXED);
          return Reflect.ownKeys(object);
        },
        getOwnPropertyDescriptor(object, name) {
          ++calls;
          core.validate("CopyImage", busyOnce({ a: 1 }));
          return Reflect.getOwnPropertyDescriptor(object, name);
        },
      });
    const busyOnce = (target) =>
      new Proxy(target, {
        ownKeys(object) {
          core.describe("CopyImage");
          return Reflect.ownKeys(object);
        },
      });
    const signed = core.sign("CopyImage", busy(COPY), { ...FIXED, trace: true });
    assert.equal(signed.trace.signature, SIGNATURE);
    assert.deepEqual(
      core.validate("CopyImage", { ...COPY, Unknown: busy({ a: null }) }).map(({ path }) => path),
      [["Unknown", "a"], ["Unknown"]],
    );
    assert.ok(calls > 4);
  });

  test("endless ones end", () => {
    const endless = new Proxy(
      {},
      {
        ownKeys: () => ["a"],
        getOwnPropertyDescriptor: () => ({ value: endless, enumerable: true, configurable: true }),
      },
    );
    assert.ok(
      errors(core.validate("CopyImage", { ...COPY, Unknown: endless }))[0].endsWith(" tooDeep"),
    );
    const long = new Proxy([], {
      get: (target, name) => (name === "length" ? 2 ** 32 - 1 : target[name]),
      getOwnPropertyDescriptor: () => ({
        value: "x",
        enumerable: true,
        configurable: true,
        writable: true,
      }),
    });
    assert.ok(
      errors(core.validate("CopyImage", { ...COPY, Unknown: { a: long } })).some((issue) =>
        issue.endsWith(" tooLarge"),
      ),
    );
  });
});

describe("depth and size", () => {
  const nested = (depth, wrap) => {
    let value = "x";
    for (let i = 0; i < depth; ++i) value = wrap(value);
    return value;
  };

  test("200,000 levels are too deep, 60 are not", () => {
    for (const wrap of [(value) => [value], (value) => ({ a: value })]) {
      const deep = core.validate("CopyImage", { ...COPY, Unknown: nested(200_000, wrap) });
      assert.deepEqual(
        deep.map(({ code }) => code),
        ["tooDeep", "unknownParameter"],
      );
      assert.equal(deep[0].path.length, 64);
      assert.deepEqual(brief(core.validate("CopyImage", { ...COPY, Unknown: nested(60, wrap) })), [
        "warning Unknown unknownParameter",
      ]);
      const signed = core.sign("CopyImage", { ...COPY, Unknown: nested(60, wrap) }, FIXED);
      assert.ok(isSignedBy(signed, KEY.accessKeyId, KEY.accessKeySecret));
      assert.deepEqual(
        brief(core.validate("DescribeImages", { ...LIST, ImageId: nested(200_000, wrap) })).slice(
          0,
          1,
        ),
        [Array.isArray(wrap(0)) ? "error ImageId.0 type" : "error ImageId type"],
      );
      assert.throws(
        () => core.validateParameter("CopyImage", nested(10, wrap), "x"),
        hasCode("UnknownParameter"),
      );
    }
  });

  test("cycles", () => {
    const ring = { a: [] };
    ring.a.push(ring);
    const self = { ...COPY };
    self.Unknown = self;
    const list = [];
    list.push(list);
    for (const params of [{ ...COPY, Unknown: ring }, self, { ...COPY, Unknown: list }]) {
      assert.equal(core.validate("CopyImage", params)[0].code, "tooDeep");
      assert.throws(() => core.sign("CopyImage", params, FIXED), ValidationError);
    }
    assert.deepEqual(
      core.validate("CopyImage", list).map(({ code }) => code),
      ["type"],
    );
  });

  test("one value many times over is as large as all of it", () => {
    const wide = nested(40, (value) => [value, value]);
    const issues = core.validate("CopyImage", { ...COPY, Unknown: wide });
    assert.ok(issues.length < 200 && issues.some(({ code }) => code === "tooLarge"));
  });

  test("5 MB in a value, a name, a list, an option", () => {
    const large = "x".repeat(5_000_000);
    const tooLarge = (params) =>
      assertRefused("CopyImage", params, [
        `error ${Object.keys(params).at(-1).slice(0, 1024)} tooLarge`,
      ]);
    tooLarge({ ...COPY, Last: large });
    const { ImageId: _, ...rest } = COPY;
    tooLarge({ ...rest, ImageId: large });
    tooLarge({ ...COPY, [large]: "x" });
    tooLarge({ ...COPY, Last: "\u{1F600}".repeat(1_250_000) });
    const digits = { ...COPY, Last: 10n ** 1_100_000n };
    assert.deepEqual(errors(core.validate("CopyImage", digits)), ["error Last tooLarge"]);
    const list = errors(
      core.validate("CopyImage", { ...COPY, Last: Array(500_000).fill("0123456789") }),
    );
    assert.ok(
      list.length < 20 && list.every((issue) => /^error Last\.\d+ tooLarge$/.test(issue)),
      list.join(),
    );
    for (const name of ["regionId", "endpoint", "method", "nonce", "date"]) {
      assert.throws(
        () => core.sign("CopyImage", COPY, { ...FIXED, [name]: large.repeat(2) }),
        (error) =>
          error instanceof EcdError && error.code !== "CoreFailed" && error.message.length < 300,
        name,
      );
    }
    const received = { method: "POST", url: `/?a=${large}`, headers: {}, body: null };
    assert.equal(core.verify(received, { secretOf: () => KEY }).ok, false);
    const named = { ...received, headers: { authorization: large, [large]: large } };
    assert.equal(core.verify(named, { secretOf: () => KEY }).ok, false);
    const verifyBody = () =>
      core.verify({ ...received, body: large.repeat(2) }, { secretOf: () => KEY });
    assert.throws(verifyBody, hasCode("InvalidBody"));
  });

  test("just under the limit is signed", () => {
    const params = { ...COPY, Large: "x".repeat(1_000_000) };
    const signed = core.sign("CopyImage", params, FIXED);
    assert.ok(signed.url.includes(params.Large));
    assert.ok(isSignedBy(signed, KEY.accessKeyId, KEY.accessKeySecret));
  });

  test("100,000 members, all of them told", () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1]));
    const issues = core.validate("CopyImage", { ...COPY, ...many });
    assert.equal(issues.length, 100_000);
    assert.ok(
      issues.every(({ code, severity }) => code === "unknownParameter" && severity === "warning"),
    );
  });

  test("a list of 4,294,967,295 holes ends", () => {
    const issues = core.validate("DescribeImages", { ...LIST, ImageId: new Array(2 ** 32 - 1) });
    assert.equal(issues.at(-1).code, "tooLarge");
  });

  test("as many issues as fit into a call: issues, or an error that leaves the core alive", () => {
    const params = { ...LIST, ImageId: Array(1_000_000).fill(null) };
    try {
      assert.ok(core.validate("DescribeImages", params).some(({ code }) => code === "type"));
    } catch (error) {
      // The issues need more memory than the module may have.
      assert.ok(hasCode("CoreFailed")(error), String(error));
    }
  });
});

describe("names that mean something to JavaScript", () => {
  const hostile = [
    '{"__proto__": {"polluted": 1}}',
    '{"constructor": {"prototype": {"polluted": 1}}}',
    '{"prototype": {"polluted": 1}}',
    '{"__proto__": "x"}',
    '{"__proto__": null}',
  ];
  for (const text of hostile) {
    test(text, async () => {
      const params = { ...COPY };
      for (const [name, value] of Object.entries(JSON.parse(text))) {
        Object.defineProperty(params, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      const name = Object.keys(params).at(-1);
      for (const profile of PROFILES) {
        const found = core.validate("CopyImage", params, { profile });
        assert.deepEqual(
          found.filter(({ severity }) => severity === "error").map(({ path }) => path),
          [[name]],
        );
      }
      for (const way of everyWay("CopyImage", params)) {
        try {
          way();
        } catch (error) {
          assert.ok(error instanceof EcdError, String(error));
        }
      }
      const client = new EcdClient({
        regionId: "cn-hangzhou",
        credentials: KEY,
        fetch: assert.fail,
      });
      await assert.rejects(client.call("CopyImage", JSON.parse(text)), ValidationError);
      assert.equal({}.polluted, undefined);
    });
  }

  test("in what is received and answered they are members like any other", async () => {
    const url = "https://a.example.com/?__proto__=x&constructor=y&hasOwnProperty=z";
    const signed = core.signRequest({ method: "GET", url, headers: {}, body: null }, FOREIGN);
    const { parameters } = core.verify(signed, { secretOf: () => KEY, now: new Date(FIXED.date) });
    assert.deepEqual(Object.entries(parameters), [
      ["__proto__", "x"],
      ["constructor", "y"],
      ["hasOwnProperty", "z"],
    ]);
    assert.equal(Object.getPrototypeOf(parameters), Object.prototype);
    const body = '{"__proto__": {"polluted": 1}, "Images": []}';
    const fetch = async () => ({ status: 200, headers: new Headers(), text: async () => body });
    const answer = await new EcdClient({ credentials: KEY, fetch }).call("DescribeImages", LIST);
    assert.equal(Object.getPrototypeOf(answer), Object.prototype);
    assert.equal({}.polluted, undefined);
  });

  test("objects without a prototype, or with members of Object's names", () => {
    const bare = Object.assign(Object.create(null), COPY);
    assert.deepEqual(core.validate("CopyImage", bare), []);
    const odd = { ...COPY, hasOwnProperty: "x", toString: "y", length: "3" };
    assert.deepEqual(
      new Set(brief(core.validate("CopyImage", odd))),
      new Set([
        "warning hasOwnProperty unknownParameter",
        "warning toString unknownParameter",
        "warning length unknownParameter",
      ]),
    );
    assert.ok(
      core.sign("CopyImage", odd, FIXED).url.includes("&hasOwnProperty=x&length=3&toString=y"),
    );
  });
});

describe("numbers and texts as they reach the wire", () => {
  const query = (params) => {
    const signed = core.sign("DescribeImages", { ...LIST, ...params }, FIXED);
    assert.ok(isSignedBy(signed, KEY.accessKeyId, KEY.accessKeySecret));
    return Object.fromEntries(new URL(signed.url).searchParams);
  };

  test("numbers", () => {
    for (const [value, text] of [
      [-0, "0"],
      [0, "0"],
      [100, "100"],
      [1e2, "100"],
      [7n, "7"],
      ["007", "007"],
    ]) {
      assert.equal(query({ MaxResults: value }).MaxResults, text);
    }
    for (const [value, text] of [
      [999999999999999900000, "999999999999999900000"],
      [0.000001, "0.000001"],
      [-0, "0"],
      [2 ** 53, "9007199254740992"],
      [10n ** 40n, `1${"0".repeat(40)}`],
      [-5n, "-5"],
      [0.1 + 0.2, "0.30000000000000004"],
    ]) {
      assert.equal(query({ Unknown: value }).Unknown, text);
    }
  });

  test("numbers that JavaScript spells with an exponent are refused", () => {
    for (const value of [1e21, -1e21, 1e-7, Number.MAX_VALUE, Number.MIN_VALUE]) {
      assertRefused("DescribeImages", { ...LIST, Unknown: value }, ["error Unknown type"]);
      assertRefused("DescribeImages", { ...LIST, MaxResults: value }, ["error MaxResults type"]);
      assertRefused("DescribeImages", { ...LIST, ImageId: [value] }, ["error ImageId.0 type"]);
    }
  });

  test("BOM, NUL and other characters nobody sees", () => {
    for (const text of [
      "\ufeffabc",
      "a\0b",
      "\0",
      "\ufeff",
      "a\u200bb",
      "\u2028",
      "e\u0301",
      "\r\n\t",
      "\u{10ffff}",
      "\uffff",
    ]) {
      assert.equal(query({ ImageName: text, [`N${text}`]: text })[`N${text}`], text);
      const [issue] = core.validate("DescribeImages", { ...LIST, [text]: "x" });
      assert.deepEqual(issue.path, [text], JSON.stringify(text));
    }
  });

  test("what is signed is what is verified, for any text", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 6 }), (extra) => {
        const params = { ...LIST };
        for (const [name, value] of Object.entries(extra))
          if (!(name in {}) && name !== "prototype") params[name] = value;
        const signed = core.sign("DescribeImages", params, { ...FIXED, profile: "off" });
        const verdict = core.verify(signed, { secretOf: () => KEY, now: new Date(FIXED.date) });
        assert.deepEqual(verdict.parameters, params);
      }),
      { numRuns: 150 },
    );
  });
});

describe("objects of another realm", () => {
  const realm = vm.createContext({});
  const make = (source) => vm.runInContext(source, realm);

  test("plain objects and lists are plain", () => {
    const params = make(`(${JSON.stringify(COPY)})`);
    assert.notEqual(Object.getPrototypeOf(params), Object.prototype);
    assert.equal(
      core.sign("CopyImage", params, { ...FIXED, trace: true }).trace.signature,
      SIGNATURE,
    );
    const list = make('({ RegionId: "cn-hangzhou", ImageId: ["m-1", "m-2"] })');
    assert.match(core.sign("DescribeImages", list, FIXED).url, /ImageId\.1=m-1&ImageId\.2=m-2/);
    const options = make(`(${JSON.stringify(FIXED)})`);
    assert.equal(
      core.sign("CopyImage", COPY, { ...options, trace: true }).trace.signature,
      SIGNATURE,
    );
  });

  test("its dates are dates", () => {
    const date = make(`new Date("${FIXED.date}")`);
    assert.equal(
      core.sign("CopyImage", COPY, { ...FIXED, date, trace: true }).trace.signature,
      SIGNATURE,
    );
  });

  test("and its other objects are not", () => {
    for (const [source, actual] of [
      ["new Date(0)", "Date"],
      ["new Map()", "Map"],
      ["new (class A {})()", "class instance"],
      ["Object('x')", "String"],
      ["new Uint8Array(1)", "typed array"],
      ["() => 1", "function"],
      ["Symbol()", "symbol"],
    ]) {
      const [issue] = core.validate("CopyImage", { ...COPY, ImageId: make(source) });
      assert.deepEqual([issue.code, issue.params.actual], ["type", actual], source);
    }
  });
});

describe("a core that fails", () => {
  const PRELUDE = `
    ${RECORD_INSTANCES}
    const { readFileSync } = await import("node:fs");
    const { withMemoryLimit } = await import("./tests/support/doctored_core.mjs");
    const wasm = readFileSync("npm/dist/core.wasm");
    const { loadCore, EcdClient } = await import("ecd-wasm");
    const COPY = ${JSON.stringify(COPY)};
    const FIXED = ${JSON.stringify(FIXED)};
    const LIST = { RegionId: "cn-hangzhou" };
    const attempt = async (call) => {
      try {
        return { value: await call() };
      } catch ({ name, code, message, outcome, attempts }) {
        return { name, code, message, outcome, attempts };
      }
    };
    const sign = async () => (await loadCore()).sign("CopyImage", COPY, { ...FIXED, trace: true }).trace.signature;
    const ours = () => instances.filter((instance) => memoryOf(instance)?.buffer.byteLength >= 4 << 20).length;
  `;

  test("is replaced: the call fails with CoreFailed, the next one is right", async () => {
    const result = await runProgram(`${PRELUDE}
      const core = await loadCore(withMemoryLimit(wasm, 64));
      const before = await sign();
      const request = { method: "POST", url: "https://a.example.com/", headers: {}, body: new Uint8Array(5 << 20) };
      const failed = await attempt(() => core.signRequest(request, { ...FIXED, action: "A", version: "1" }));
      const after = await sign();
      const again = await attempt(() => core.signRequest(request, { ...FIXED, action: "A", version: "1" }));
      print({ before, failed, after, again, last: await sign(), operations: core.operations().length, instances: ours() });
    `);
    assert.equal(result.before, SIGNATURE);
    for (const failed of [result.failed, result.again]) {
      assert.deepEqual(
        [failed.name, failed.code, failed.outcome],
        ["EcdError", "CoreFailed", "not-sent"],
      );
    }
    assert.deepEqual([result.after, result.last, result.operations], [SIGNATURE, SIGNATURE, 9]);
    assert.equal(result.instances, 3);
  });

  test("after the sending, the outcome is unclear, never not-sent", async () => {
    const result = await runProgram(`${PRELUDE}
      await loadCore(async () => withMemoryLimit(wasm, 64));
      const body = '{"RequestId":"R","a":[' + '"a",'.repeat(500000) + '"a"]}';
      let sent = 0;
      const fetch = async () => (++sent, { status: 200, headers: new Headers(), text: async () => body });
      const client = new EcdClient({ credentials: FIXED.credentials, fetch });
      print({ failed: await attempt(() => client.call("CopyImage", COPY)), sent, after: await sign() });
    `);
    assert.equal(result.sent, 1);
    const { name, code, outcome, attempts } = result.failed;
    assert.deepEqual(
      [name, code, outcome, attempts],
      ["TransportError", "InvalidAnswer", "unclear", 1],
    );
    assert.equal(result.after, SIGNATURE);
  });

  test("loading is tried again after a failure", async () => {
    const result = await runProgram(`${PRELUDE}
      const failures = [
        () => Promise.reject(new Error("no network")),
        new Uint8Array([0, 97, 115, 109]),
        () => Promise.resolve("text"),
      ];
      const failed = [];
      for (const source of failures) failed.push((await attempt(() => loadCore(source))).name);
      const core = await loadCore(() => WebAssembly.compile(wasm));
      print({ failed, signature: await sign(), same: core === (await loadCore(failures[0])), instances: ours() });
    `);
    assert.equal(result.failed.length, 3);
    assert.ok(result.failed.every((name) => typeof name === "string"));
    assert.deepEqual([result.signature, result.same, result.instances], [SIGNATURE, true, 1]);
  });
});

test("memory stays as it is over 20,000 calls (5,000 of each of four kinds)", async () => {
  const result = await runProgram(
    `${RECORD_INSTANCES}
    const { loadCore } = await import("ecd-wasm/core");
    const COPY = ${JSON.stringify(COPY)};
    const key = ${JSON.stringify(KEY)};
    const core = await loadCore();
    const module = instances.find((instance) => memoryOf(instance)?.buffer.byteLength >= 4 << 20);
    const round = (i) => {
      const signed = core.sign("CopyImage", { ...COPY, DestinationDescription: "Copy number " + i }, { credentials: { ...key, accessKeySecret: "secret" + (i % 7) }, trace: i % 2 === 0 });
      core.verify(signed, { secretOf: () => ({ ...key, accessKeySecret: "secret" + (i % 5) }) });
      core.validate("CopyImage", { ...COPY, DestinationImageName: "x".repeat(i % 200), ["k" + i]: [i, null, { i }] }, { locale: i % 3 ? "en" : "zh" });
      try {
        core.build("CopyImage", { RegionId: "cn-hangzhou", DestinationImageName: i });
      } catch {}
    };
    for (let i = 0; i < 500; ++i) round(i);
    gc();
    const before = [memoryOf(module).buffer.byteLength, process.memoryUsage().heapUsed];
    for (let i = 0; i < 5000; ++i) round(i);
    gc();
    const after = [memoryOf(module).buffer.byteLength, process.memoryUsage().heapUsed];
    print({ before, after });
    `,
    { flags: ["--expose-gc"] },
  );
  const { before, after } = result;
  assert.equal(after[0], before[0], "of the module");
  assert.ok(after[1] - before[1] < 1_000_000, `of JavaScript: ${before[1]} to ${after[1]}`);
});
