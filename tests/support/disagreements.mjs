// Where the official packages and we disagree on purpose, by the names that docs/signing.md has for
// it. Each entry shows one example: `theirs` what comes out there, `ours` what comes out here. The
// random tests leave out what these stand for.
import crypto from "node:crypto";
import official from "@alicloud/openapi-core";
import util from "@alicloud/openapi-util";
import { sentByCore, sentByPopRpc } from "./official_requests.mjs";

const { OpenApiUtil } = official;
const OldUtil = util.default ?? util;

const CREDENTIALS = { accessKeyId: "id", accessKeySecret: "secret" };
const OPTIONS = {
  ...{ credentials: CREDENTIALS, action: "A", version: "1", trace: true },
  ...{ date: "2026-01-05T08:00:00Z", nonce: "n" },
};
const HOST = "https://h.example";

/** The lines of the text that an official signer hashes. */
function officialLines(given, by = OpenApiUtil) {
  const request = { method: "POST", pathname: "/", query: {}, headers: {}, ...given };
  const { createHash } = crypto;
  let seen = "";
  crypto.createHash = (name) => {
    const hash = createHash(name);
    const update = hash.update.bind(hash);
    hash.update = (data) => update((seen = data));
    return hash;
  };
  try {
    by.getAuthorization(request, "ACS3-HMAC-SHA256", "", "id", "secret");
  } finally {
    crypto.createHash = createHash;
  }
  return String(seen).split("\n");
}

const officialRoaText = (given) =>
  OpenApiUtil.getStringToSign({ method: "GET", pathname: "/", query: {}, headers: {}, ...given });

/** {name: {theirs: [function, what it gives], ours: [function, what it gives]}} */
export function disagreements(core) {
  const sign = (given, options) => {
    const request = { method: "POST", url: `${HOST}/`, headers: {}, body: null, ...given };
    return core.signRequest(request, { ...OPTIONS, ...options });
  };
  const lines = (given) => sign(given).trace.canonicalRequest.split("\n");
  const roaText = (given) =>
    sign({ method: "GET", ...given }, { algorithm: "HMAC-SHA1", style: "ROA" }).trace.stringToSign;
  const refusal = (given) => {
    try {
      return sign(given).url;
    } catch ({ code }) {
      return code;
    }
  };
  /** The query of a call, or the codes of its issues. */
  const wire = (params) => {
    const options = { profile: "off", regionId: "cn-hangzhou" };
    try {
      return new URL(core.build("DescribeImages", params, options).url).search;
    } catch ({ issues }) {
      return issues.filter(({ severity }) => severity === "error").map(({ code }) => code);
    }
  };
  const there = (params) => OpenApiUtil.query(params);

  return {
    "query-names": {
      theirs: [() => officialLines({ query: { "a/b": "1" } })[2], "a/b=1"],
      ours: [() => lines({ url: `${HOST}/?a/b=1` })[2], "a%2Fb=1"],
    },
    "query-order": {
      theirs: [
        () => officialLines({ query: { "\uff5e": "1", "\u{10000}": "2" } })[2],
        "\u{10000}=2&\uff5e=1",
      ],
      ours: [
        () => lines({ url: `${HOST}/?\uff5e=1&\u{10000}=2` })[2],
        "%EF%BD%9E=1&%F0%90%80%80=2",
      ],
    },
    "path-encoding": {
      theirs: [() => officialLines({ pathname: "/a+b!*" })[1], "/a%20b!%2A"],
      ours: [() => lines({ url: `${HOST}/a+b!*` })[1], "/a%2Bb%21%2A"],
    },
    "path-encoding-once": {
      theirs: [() => officialLines({ pathname: "/a*b*" }, OldUtil)[1], "/a%2Ab*"],
      ours: [() => lines({ url: `${HOST}/a*b*` })[1], "/a%2Ab%2A"],
    },
    "empty-path": {
      theirs: [() => officialLines({ pathname: "" })[1], ""],
      ours: [() => lines({ url: HOST })[1], "/"],
    },
    "dot-segments": {
      theirs: [() => officialLines({ pathname: "/a/../b" })[1], "/a/../b"],
      ours: [() => refusal({ url: `${HOST}/a/../b` }), "InvalidUrl"],
    },
    "header-space": {
      theirs: [() => officialLines({ headers: { "x-acs-a": "\u00a0v\ufeff" } })[3], "x-acs-a:v"],
      ours: [() => refusal({ headers: { "x-acs-a": "\u00a0v\ufeff" } }), "InvalidHeader"],
    },
    "header-twice": {
      theirs: [
        () => officialLines({ headers: { "x-acs-a": "2", "X-Acs-A": "1" } })[3],
        "x-acs-a:1,2",
      ],
      ours: [() => refusal({ headers: { "x-acs-a": "2", "X-Acs-A": "1" } }), "InvalidHeader"],
    },
    "lower-case-method": {
      theirs: [() => officialLines({ method: "post" })[0], "post"],
      ours: [() => refusal({ method: "post" }), "InvalidMethod"],
    },
    "null-parameters": {
      theirs: [
        () => there({ a: null, b: undefined, c: ["x", null, "y"] }),
        { "c.1": "x", "c.3": "y" },
      ],
      ours: [() => wire({ a: null, b: undefined, c: ["x", null, "y"] }), ["type", "type"]],
    },
    exponents: {
      theirs: [() => there({ a: 1e21 }), { a: "1e+21" }],
      ours: [() => wire({ a: 1e21 }), ["type"]],
    },
    "values-without-a-wire-form": {
      theirs: [
        () =>
          there({ a: new Date(0), b: new Map(), c: Uint8Array.of(104, 105), d: NaN, e: [, "x"] }),
        { "c.0": "104", "c.1": "105", d: "NaN", "e.1": "x" },
      ],
      ours: [
        () =>
          wire({ a: new Date(0), b: new Map(), c: Uint8Array.of(104, 105), d: NaN, e: [, "x"] }),
        ["type", "type", "type", "type", "type"],
      ],
    },
    "prototype-names": {
      theirs: [
        () => there(JSON.parse('{"__proto__": "a", "constructor": "b"}')),
        { constructor: "b" },
      ],
      ours: [
        () => wire(JSON.parse('{"__proto__": "a", "constructor": "b"}')),
        ["unknownParameter", "unknownParameter"],
      ],
    },
    "form-order": {
      theirs: [() => OpenApiUtil.toForm({ BizType: "x", AutoPay: true }), "BizType=x&AutoPay=true"],
      ours: [
        () => {
          const options = { profile: "off", regionId: "cn-hangzhou" };
          return core.build("CreateTemplate", { BizType: "x", AutoPay: true }, options).body;
        },
        "AutoPay=true&BizType=x",
      ],
    },
    "body-of-get": {
      theirs: [
        async () => {
          const { headers, body } = await sentByCore({ ...GET_CALL, body: { a: 1 } });
          return [headers["x-acs-content-sha256"] === sha256('{"a":1}'), body];
        },
        [true, null],
      ],
      ours: [() => refusal({ method: "GET", body: "{}" }), "InvalidMethod"],
    },
    "roa-empty-value": {
      theirs: [
        () =>
          officialRoaText({ query: { z: "" } })
            .split("\n")
            .at(-1),
        "/?z=",
      ],
      ours: [
        () =>
          roaText({ url: `${HOST}/?z=` })
            .split("\n")
            .at(-1),
        "/?z",
      ],
    },
    "roa-absent-accept": {
      theirs: [() => officialRoaText({}).split("\n")[1], "undefined"],
      ours: [() => roaText({}).split("\n")[1], "application/json"],
    },
    "roa-header-names": {
      theirs: [() => officialRoaText({ headers: { "X-Acs-A": "1" } }).includes("x-acs-a"), false],
      ours: [() => roaText({ headers: { "X-Acs-A": "1" } }).includes("\nx-acs-a:1\n"), true],
    },
    "pop-names": {
      theirs: [async () => (await popForm({ lower: 1 })).get("Lower"), "1"],
      ours: [() => wire({ lower: 1 }), "?lower=1"],
    },
    "pop-objects": {
      theirs: [async () => (await popForm({ A: { b: 1 } })).get("A"), "[object Object]"],
      ours: [() => wire({ A: { b: 1 } }), "?A.b=1"],
    },
    "pop-null": {
      theirs: [async () => (await popForm({ A: null })).get("A"), "null"],
      ours: [() => wire({ A: null }), ["type"]],
    },
  };
}

const GET_CALL = {
  ...{ host: "h.example", credentials: CREDENTIALS, action: "A", version: "1" },
  ...{ method: "GET", style: "ROA", pathname: "/p", reqBodyType: "json" },
};
const sha256 = (text) => crypto.createHash("sha256").update(text).digest("hex");

async function popForm(parameters) {
  const call = { host: "h.example", version: "1", action: "A", method: "POST" };
  const { body } = await sentByPopRpc({ ...call, credentials: CREDENTIALS, parameters });
  return new URLSearchParams(String(body));
}
