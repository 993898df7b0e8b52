// Random requests and parameters: our signatures and names on the wire are those of the official
// signer, and an independent verifier accepts them. The seed is printed; ECD_DIFFERENTIAL_SEED repeats
// a run, ECD_DIFFERENTIAL_RUNS makes it longer.
//
// Left out is where the official packages and the specification disagree:
// - names of query parameters outside A-Z a-z 0-9 - _ . ~: the specification encodes them, the official
//   packages for Node.js, Go and Python sign them raw. No parameter of the service has such a name;
// - an empty path: the official package for Node.js signs "", all others "/". We take "/";
// - * + and %7E in a path: replaced by the official package, refused or encoded strictly by us, so
//   paths are encoded strictly here;
// - segments . and .. of a path, also between encoded slashes: signed as they are there, refused here,
//   because URL parsers resolve them;
// - header values with other space than U+0020 at their ends: JavaScript trims more than others. We
//   refuse what is not printable ASCII;
// - a header twice, in two spellings: joined with a comma there, refused here;
// - GET with a body: signed there and then not sent, refused here;
// - methods in lower case: signed as they are there, refused here;
// - null and undefined among parameters: skipped there (undefined members here too), an issue here; so
//   are dates, maps and the like, which vanish or become numbers of bytes there;
// - numbers that JavaScript spells with an exponent: 1e+21 there, an issue here;
// - names that JavaScript gives a meaning (__proto__, constructor, prototype), and empty names.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import official from "@alicloud/openapi-core";
import fc from "fast-check";
import { loadCore } from "ecd-wasm/core";
import { encode, isSignedBy, texts } from "../support/independent_signer.mjs";

const { OpenApiUtil } = official;
const core = await loadCore();

const seed = Number(process.env.ECD_DIFFERENTIAL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = Number(process.env.ECD_DIFFERENTIAL_RUNS ?? 2000);
assert.ok(Number.isInteger(seed) && Number.isInteger(numRuns) && numRuns > 0);

const ALGORITHM = "ACS3-HMAC-SHA256";
const sha256 = (data) => createHash("sha256").update(data).digest("hex");

const printable = fc
  .string({ unit: "binary-ascii" })
  .map((text) => text.replace(/[^\x20-\x7e]/g, "~"));
const visible = printable.map((text) => text.replace(/ /g, "_"));
const word = fc
  .string({
    unit: fc.constantFrom(..."ABCXYZabcxyz0189-_.~"),
    minLength: 1,
    maxLength: 12,
  })
  .filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(..." !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\r\t\0é中\u{1F600}\ufeff"),
    maxLength: 30,
  }),
);

const credentials = fc.record(
  {
    accessKeyId: visible.filter((id) => id !== "" && !id.includes(",")),
    accessKeySecret: fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: "binary-ascii", minLength: 50, maxLength: 90 }),
    ),
    securityToken: visible.filter((token) => token !== ""),
  },
  { requiredKeys: ["accessKeyId", "accessKeySecret"] },
);
const date = fc
  .date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .map((given) => `${given.toISOString().slice(0, 19)}Z`);
const nonce = visible.filter((given) => given !== "");
const signing = fc.record({ credentials, date, nonce });

/** The Authorization header that the official signer makes for what we send. */
function officialAuthorization(
  { method, url, headers },
  query,
  body,
  { accessKeyId, accessKeySecret },
) {
  const { authorization: _, ...unsigned } = headers;
  const request = { method, pathname: new URL(url).pathname, query, headers: unsigned };
  return OpenApiUtil.getAuthorization(
    request,
    ALGORITHM,
    sha256(body ?? ""),
    accessKeyId,
    accessKeySecret,
  );
}

function check(t, arbitrary, predicate) {
  t.diagnostic(`seed ${seed}, ${numRuns} runs`);
  fc.assert(fc.property(arbitrary, predicate), { seed, numRuns });
}

function checkSigned(signed, { credentials, date }) {
  const { accessKeyId, accessKeySecret } = credentials;
  assert.ok(
    isSignedBy(signed, accessKeyId, accessKeySecret),
    "the independent verifier accepts it",
  );
  assert.equal(signed.trace.signature, texts(signed, accessKeySecret).signature);
  const verdict = core.verify(signed, {
    secretOf: (id) => (id === accessKeyId ? credentials : undefined),
    now: new Date(date),
  });
  assert.equal(verdict.ok, true, JSON.stringify(verdict));
}

test("any request: the same signature", (t) => {
  const segment = fc
    .oneof(word, text)
    .filter((part) => !part.split("/").some((inner) => inner === "." || inner === ".."));
  const headerName = fc.oneof(
    word.map((name) => `x-acs-${name}`),
    word.map((name) => `X-Acs-${name}`),
    fc.constantFrom("content-type", "Content-Type", "accept", "user-agent", "x-other"),
  );
  const own = [
    "host",
    "authorization",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
  ];
  own.push("x-acs-content-sha256", "x-acs-accesskey-id", "x-acs-security-token");
  const headers = fc
    .uniqueArray(fc.tuple(headerName, printable), {
      selector: ([name]) => name.toLowerCase(),
      maxLength: 5,
    })
    .map((list) => list.filter(([name]) => !own.includes(name.toLowerCase())))
    // A form is read as parameters by verify: not for arbitrary bodies.
    .map((list) => list.filter(([, value]) => !value.toLowerCase().includes("form")));
  const request = fc.record({
    method: fc.constantFrom("POST", "PUT", "DELETE", "PATCH", "GET", "HEAD"),
    host: fc.constantFrom("ecd.cn-hangzhou.aliyuncs.com", "ecs.aliyuncs.com:8443", "a.example.com"),
    path: fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.map(encode).join("/")}`),
    query: fc.dictionary(
      word.filter((name) => name !== "Signature"),
      text,
      { maxKeys: 6, noNullPrototype: true },
    ),
    headers,
    body: fc.oneof(fc.constant(null), text, fc.uint8Array({ maxLength: 200 })),
    action: visible,
    version: visible,
  });
  check(
    t,
    fc.tuple(request, signing),
    ([{ host, path, query, action, version, ...given }, options]) => {
      const isBodiless = given.method === "GET" || given.method === "HEAD";
      const body = isBodiless ? null : given.body;
      const pairs = Object.entries(query).map(
        ([name, value]) => `${encode(name)}=${encode(value)}`,
      );
      const url = `https://${host}${path}${pairs.length ? `?${pairs.join("&")}` : ""}`;
      const signOptions = {
        ...options,
        action: action || "Action",
        version: version || "2020-09-30",
        trace: true,
      };
      const headers = Object.fromEntries(given.headers);
      const signed = core.signRequest({ method: given.method, url, headers, body }, signOptions);
      assert.equal(
        signed.headers.authorization,
        officialAuthorization(signed, query, body, options.credentials),
      );
      assert.equal(new URL(signed.url).pathname, path);
      assert.deepEqual(Object.fromEntries(new URL(signed.url).searchParams), query);
      checkSigned(signed, options);
    },
  );
});

// Of two members that come out under one name the later counts, there and here: names may have dots.
const scalar = fc.oneof(
  ...[text, fc.integer(), fc.maxSafeInteger(), fc.bigInt(), fc.boolean()],
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((number) => !String(number).includes("e")),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((number) => !String(number).includes("e")),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { arbitrary: scalar, weight: 4 },
    { arbitrary: fc.array(tie("value"), { maxLength: 4 }), weight: 1 },
    {
      arbitrary: fc.dictionary(word, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      weight: 1,
    },
  ),
}));
const parameters = fc
  .dictionary(word, value, { maxKeys: 6, noNullPrototype: true })
  .map(({ RegionId: _, ...others }) => ({ ...others, RegionId: "cn-hangzhou" }));

test("any parameters: the same names and values on the wire", (t) => {
  check(t, parameters, (params) => {
    const expected = OpenApiUtil.query(params);
    const { url } = core.build("DescribeImages", params, { profile: "off" });
    const search = new URL(url).search.slice(1);
    const pairs = Object.keys(expected).sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    assert.equal(
      search,
      pairs.map((name) => `${encode(name)}=${encode(expected[name])}`).join("&"),
    );
  });
});

test("any call: the same signature, by POST and by GET", (t) => {
  const given = fc.record({
    params: parameters,
    method: fc.constantFrom("POST", "GET"),
    options: signing,
  });
  check(t, given, ({ params, method, options }) => {
    const signed = core.sign("DescribeImages", params, {
      ...options,
      method,
      profile: "off",
      trace: true,
    });
    const expected = officialAuthorization(
      signed,
      OpenApiUtil.query(params),
      null,
      options.credentials,
    );
    assert.equal(signed.headers.authorization, expected);
    checkSigned(signed, options);
  });
});
