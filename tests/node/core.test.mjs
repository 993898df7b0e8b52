// The core as programs use it: what it knows, what it finds wrong, what it builds, signs and verifies.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { EcdError, loadCore, ValidationError } from "ecd-wasm/core";
import { PAGE_EXAMPLE as COPY } from "../support/emulator_calls.mjs";
import { isSignedBy } from "../support/independent_signer.mjs";

const core = await loadCore();
const KEY = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
const DATE = "2026-01-05T08:00:00Z";
const NONCE = "28a40f12f340442ba35f46ef6a030001";
const FIXED = { credentials: KEY, date: DATE, nonce: NONCE };
const LIST = { RegionId: "cn-hangzhou" };

const brief = (issues) =>
  issues.map(({ path, code, severity }) => `${severity} ${path.join(".")} ${code}`);
const isEcdError = (code) => (error) => error instanceof EcdError && error.code === code;

describe("what the core knows", () => {
  test("its version is the package's", () => {
    const file = new URL("../../npm/package.json", import.meta.url);
    assert.equal(core.version, JSON.parse(readFileSync(file, "utf8")).version);
  });

  test("the operations of the image family, sorted", () => {
    assert.deepEqual(core.operations(), [
      ...["CancelCopyImage", "CopyImage", "CreateImage", "DeleteImages", "DescribeImagePermission"],
      ...["DescribeImages", "DescribeRegions", "ModifyImageAttribute", "ModifyImagePermission"],
    ]);
  });

  test("regions, sorted, with names in both languages and their endpoint", () => {
    const regions = core.regions();
    assert.ok(regions.length >= 24);
    const ids = regions.map(({ id }) => id);
    assert.deepEqual(ids, [...ids].sort());
    for (const { id, name, endpoint } of regions) {
      assert.equal(endpoint, `ecd.${id}.aliyuncs.com`);
      assert.ok(name.en && name.zh, id);
    }
    assert.equal(regions.find(({ id }) => id === "cn-hangzhou").name.zh, "华东1（杭州）");
  });

  test("what is given out is the caller's own: changing it changes nothing", () => {
    core.operations().length = 0;
    core.regions()[0].id = "changed";
    core.describe("CopyImage").parameters.length = 0;
    assert.equal(core.operations().length, 9);
    assert.notEqual(core.regions()[0].id, "changed");
    assert.equal(core.describe("CopyImage").parameters.length, 5);
  });

  test("every operation is described in full", () => {
    for (const name of core.operations()) {
      const page = core.describe(name);
      assert.equal(page.name, name);
      assert.ok(page.summary.en && page.summary.zh, name);
      assert.equal(page.methods[0], "POST");
      for (const list of ["authorization", "rules", "parameters", "errorCodes", "history"]) {
        assert.ok(Array.isArray(page[list]), `${name}.${list}`);
      }
      assert.equal(page.response.type, "object");
      assert.match(page.asOf, /^\d{4}-\d\d-\d\d$/);
      assert.match(page.errorCodesPage, /^https:/);
    }
  });
});

describe("CopyImage, as its page has it", () => {
  const page = core.describe("CopyImage");

  test("summary, date, history, error codes", () => {
    const text = `${page.summary.en} ${page.description.en}`;
    assert.equal(
      text,
      "Copy an image to another region. If you want to share an image across regions, you can call this " +
        "operation to copy the image to the destination region and then share the image.",
    );
    assert.equal(page.asOf, "2026-01-05");
    assert.deepEqual(
      page.history.map(({ date, change }) => [date, change.en]),
      [["2022-05-26", "Add Operation"]],
    );
    assert.equal(page.errorCodesPage, "https://api.aliyun.com/document/ecd/2020-09-30/errorCode");
  });

  test("the authorization table", () => {
    assert.deepEqual(page.authorization, [
      {
        operation: "ecd:CopyImage",
        accessLevel: "",
        resourceType: "*All Resources",
        resource: "*",
        conditionKey: "none",
        associatedOperation: "none",
        confirmed: true,
      },
    ]);
  });

  test("request parameters: names, types, required, descriptions, examples", () => {
    const region =
      "You can call the DescribeRegions operation to query the most recent region list.";
    const rows = page.parameters.map(({ name, type, schema, documented, description, example }) => [
      name,
      type,
      Boolean(schema?.required || documented?.required),
      description.en,
      example,
    ]);
    assert.deepEqual(rows, [
      ["RegionId", "string", true, `The region ID. ${region}`, "cn-hangzhou"],
      [
        ...["ImageId", "string", true],
        "The ID of the image that is copied to the destination region.",
        "m-gx2x1dhsmusr2****",
      ],
      [
        ...["DestinationImageName", "string", true],
        "The name of the new image. The name must be 2 to 128 characters in length. The name must start " +
          "with a letter but cannot start with http:// or https://. The name can contain letters, digits, " +
          "colons (:), underscores (_), and hyphens (-).",
        "Office_Shanghai",
      ],
      [
        ...["DestinationDescription", "string", true],
        "The description of the new image in the destination region. The description must be 2 to 256 " +
          "characters in length and cannot start with http:// or https://.",
        "This is a test.",
      ],
      [
        ...["DestinationRegionId", "string", true],
        `The ID of the destination region. The ID must be different from the current region ID of the image. ${region}`,
        "cn-shenzhen",
      ],
    ]);
    for (const { name, description, title } of page.parameters) {
      assert.match(description.zh, /\p{Script=Han}/u, name);
      assert.ok(title.en && title.zh, name);
    }
  });

  test("response parameters and the sample", () => {
    const fields = page.response.properties.map(({ name, type, description, example }) => [
      name,
      type,
      description.en,
      example,
    ]);
    assert.deepEqual(fields, [
      ["ImageId", "string", "The ID of the image that is being copied.", "m-2g65ljy3ynrdq****"],
      ["RequestId", "string", "The ID of the request.", "28A40F12-F340-442B-A35F-46EF6A03****"],
    ]);
    assert.deepEqual(page.example, {
      request: COPY,
      response: {
        ImageId: "m-2g65ljy3ynrdq****",
        RequestId: "28A40F12-F340-442B-A35F-46EF6A03****",
      },
    });
  });
});

describe("validate", () => {
  const copyWith = (changes) => core.validate("CopyImage", { ...COPY, ...changes });

  test("the page's example has no issues", () => assert.deepEqual(copyWith({}), []));

  const H = "\u{20000}"; // a Han character beyond U+FFFF, which the rule does not name
  const cases = [
    // [parameter, value, issues]
    ["DestinationImageName", "O", ["minLength"]],
    ["DestinationImageName", "Of", []],
    ["DestinationImageName", "O".repeat(128), []],
    ["DestinationImageName", "O".repeat(129), ["maxLength"]],
    ["DestinationImageName", "办公", []],
    ["DestinationImageName", "办".repeat(128), []],
    ["DestinationImageName", "办".repeat(129), ["maxLength"]],
    ["DestinationImageName", `O${H}`, ["allowedCharacters"]],
    ["DestinationImageName", `${H}${"O".repeat(127)}`, ["startsWith"]],
    ["DestinationImageName", "1Office", ["startsWith"]],
    ["DestinationImageName", "_Office", ["startsWith"]],
    ["DestinationImageName", "Ünder", ["startsWith"]],
    ["DestinationImageName", "Office:2_b-c", []],
    ["DestinationImageName", "Office 2", ["allowedCharacters"]],
    ["DestinationImageName", "Office.2", ["allowedCharacters"]],
    ["DestinationImageName", "http://a", ["forbiddenPrefix"]],
    ["DestinationImageName", "https://a", ["forbiddenPrefix"]],
    ["DestinationImageName", "httpserver", []],
    ["DestinationImageName", "http:a", []],
    ["DestinationImageName", "", ["required"]],
    ["DestinationImageName", null, ["type"]],
    ["DestinationImageName", 5, ["type"]],
    ["DestinationImageName", ["Office"], ["type"]],
    ["DestinationDescription", "T", ["minLength"]],
    ["DestinationDescription", "T".repeat(256), []],
    ["DestinationDescription", "\u{1F600}".repeat(256), []],
    ["DestinationDescription", "\u{1F600}".repeat(257), ["maxLength"]],
    ["DestinationDescription", "http://a", ["forbiddenPrefix"]],
    ["DestinationDescription", "see http://a", []],
    ["DestinationDescription", "", ["required"]],
    ["DestinationDescription", undefined, ["required"]],
    ["ImageId", "", ["required"]],
    ["ImageId", undefined, ["required"]],
    ["DestinationRegionId", "cn-hangzhou", ["sameRegion"]],
    ["DestinationRegionId", "", ["required"]],
    ["DestinationRegionId", "CN-SHENZHEN", ["pattern"]],
    ["RegionId", "cn-hangzhou ", ["pattern"]],
    ["RegionId", true, ["type"]],
  ];
  for (const [name, value, codes] of cases) {
    const shown = JSON.stringify(value)?.slice(0, 24) ?? "undefined";
    test(`${name} ${shown}: ${codes.join() || "fine"}`, () => {
      const expected = codes.map((code) => `error ${name} ${code}`);
      assert.deepEqual(brief(copyWith({ [name]: value })), expected);
    });
  }

  test("all issues at once, in the order given, then what is missing", () => {
    const issues = core.validate("CopyImage", {
      DestinationRegionId: "x/y",
      DestinationImageName: "1 ",
    });
    assert.deepEqual(brief(issues), [
      "error DestinationRegionId pattern",
      "error DestinationImageName startsWith",
      "error DestinationImageName allowedCharacters",
      "error RegionId required",
      "error ImageId required",
      "error DestinationDescription required",
    ]);
  });

  test("figures are in params and in the message, the value is not", () => {
    const [issue] = copyWith({ DestinationImageName: "X" });
    assert.deepEqual(issue.params, { minimum: 2, actual: 1 });
    assert.equal(issue.message, "Must have at least 2 characters; it has 1.");
    const secret = "1<script>\u00e9";
    for (const found of copyWith({
      DestinationImageName: secret,
      RegionId: secret,
      ImageId: { secret },
    })) {
      assert.ok(!JSON.stringify([found.message, found.params]).includes("script"), found.message);
    }
  });

  test("messages in Chinese, everything else the same", () => {
    const bad = { ...COPY, DestinationImageName: "1", ImageId: undefined, Extra: 1 };
    const [english, chinese] = ["en", "zh"].map((locale) =>
      core.validate("CopyImage", bad, { locale }),
    );
    assert.equal(english.length, chinese.length);
    english.forEach(({ message, ...rest }, i) => {
      const { message: other, ...others } = chinese[i];
      assert.deepEqual(others, rest);
      assert.match(other, /\p{Script=Han}/u);
      assert.doesNotMatch(message, /\p{Script=Han}/u);
    });
    assert.equal(chinese.find(({ code }) => code === "required").message, "此参数为必填项。");
    assert.deepEqual(core.validate("CopyImage", bad), english);
  });

  test("a region that is not in the list is a warning, an ill-formed one an error", () => {
    assert.deepEqual(brief(copyWith({ DestinationRegionId: "xx-nowhere-1" })), [
      "warning DestinationRegionId unknownRegion",
    ]);
    for (const profile of ["default", "documented", "schema", "off"]) {
      const issues = core.validate("CopyImage", { ...COPY, RegionId: "evil.com/#" }, { profile });
      assert.ok(brief(issues).includes("error RegionId pattern"), profile);
    }
  });

  test("an undocumented parameter is a warning with a suggestion", () => {
    const [issue, ...others] = copyWith({ DestinationImagename: "x" });
    assert.deepEqual(others, []);
    assert.deepEqual([issue.code, issue.severity], ["unknownParameter", "warning"]);
    assert.equal(issue.params.suggestion, "DestinationImageName");
    assert.match(issue.message, /Did you mean DestinationImageName\?/);
  });

  test("open lists: another value is a warning", () => {
    const issues = core.validate("DescribeImages", { ...LIST, ImageType: "SHARED" });
    assert.deepEqual(brief(issues), ["warning ImageType enum"]);
    assert.match(issues[0].message, /SYSTEM, CUSTOM/);
  });

  test("profiles", () => {
    const under = (operation, params) =>
      ["default", "documented", "schema", "off"].map((profile) =>
        brief(core.validate(operation, params, { profile })).join(),
      );
    const { DestinationDescription: _, ...undescribed } = COPY;
    const missing = "error DestinationDescription required";
    assert.deepEqual(under("CopyImage", undescribed), [missing, missing, "", ""]);
    const badName = { ...COPY, DestinationImageName: "1" };
    const both = "error DestinationImageName minLength,error DestinationImageName startsWith";
    assert.deepEqual(under("CopyImage", badName), [both, both, "", ""]);
    const many = { ...LIST, ImageId: Array(101).fill("m-1") };
    const items = (severity) => `${severity} ImageId maxItems`;
    assert.deepEqual(under("DescribeImages", many), [items("warning"), items("error"), "", ""]);
    const results = { ...LIST, MaxResults: 501 };
    const maximum = "error MaxResults maximum";
    assert.deepEqual(under("DescribeImages", results), [maximum, maximum, maximum, ""]);
    const typed = { ...LIST, MaxResults: "many" };
    assert.deepEqual(under("DescribeImages", typed).slice(2), ["error MaxResults type", ""]);
    assert.deepEqual(
      under("DescribeImages", { ...LIST, ImageId: [null] })[3],
      "error ImageId.0 type",
    );
  });

  test("integers: numbers, BigInt and digits, within their format", () => {
    const codes = (MaxResults) =>
      core.validate("DescribeImages", { ...LIST, MaxResults }).map(({ code }) => code);
    for (const value of [0, 100, 10n, "100", -0, 1e2])
      assert.deepEqual(codes(value), [], String(value));
    for (const value of [1.5, "1.5", "1e2", "0x10", "", " 1", true, 2 ** 53, NaN, Infinity, [1]]) {
      assert.ok(
        codes(value).some((code) => ["type", "required"].includes(code)) || value === "",
        String(value),
      );
    }
    assert.deepEqual(codes(2147483648), ["format", "maximum"]);
    assert.deepEqual(codes(10n ** 30n), ["format", "maximum"]);
    assert.deepEqual(codes(-1), ["minimum"]);
  });
});

describe("validateParameter", () => {
  const at = (path, value, options) =>
    brief(core.validateParameter("CopyImage", path, value, options));

  test("one field alone", () => {
    assert.deepEqual(at("DestinationImageName", "Office"), []);
    assert.deepEqual(at("DestinationImageName", "1"), [
      "error DestinationImageName minLength",
      "error DestinationImageName startsWith",
    ]);
    assert.deepEqual(at("ImageId", undefined), ["error ImageId required"]);
    assert.deepEqual(at("ImageId", ""), ["error ImageId required"]);
  });

  test("with the other fields: rules over two", () => {
    const params = { RegionId: "cn-hangzhou" };
    assert.deepEqual(at("DestinationRegionId", "cn-hangzhou"), []);
    assert.deepEqual(at("DestinationRegionId", "cn-hangzhou", { params }), [
      "error DestinationRegionId sameRegion",
    ]);
    assert.deepEqual(at("DestinationRegionId", "cn-shenzhen", { params }), []);
  });

  test("profile and locale", () => {
    assert.deepEqual(at("DestinationImageName", "1", { profile: "schema" }), []);
    const [issue] = core.validateParameter("CopyImage", "ImageId", "", { locale: "zh" });
    assert.equal(issue.message, "此参数为必填项。");
  });

  test("an item of a list, counted from 1 as on the wire", () => {
    const issues = core.validateParameter("ModifyImagePermission", "AddAccount.2", "x");
    assert.deepEqual(
      issues.map(({ path, code }) => [path, code]),
      [[["AddAccount", 1], "type"]],
    );
  });

  test("a path that is not there", () => {
    for (const path of [
      "Nope",
      "",
      "ImageId.1",
      "AddAccount.0",
      "__proto__",
      "constructor",
      undefined,
      5,
    ]) {
      assert.throws(
        () => core.validateParameter("CopyImage", path, "x"),
        isEcdError("UnknownParameter"),
        String(path),
      );
    }
  });
});

describe("build", () => {
  const QUERY =
    "?DestinationDescription=This%20is%20a%20test.&DestinationImageName=Office_Shanghai" +
    "&DestinationRegionId=cn-shenzhen&ImageId=m-gx2x1dhsmusr2%2A%2A%2A%2A&RegionId=cn-hangzhou";

  test("POST by default, GET when asked", () => {
    for (const [options, method] of [
      [undefined, "POST"],
      [{ method: "POST" }, "POST"],
      [{ method: "GET" }, "GET"],
    ]) {
      assert.deepEqual(core.build("CopyImage", COPY, options), {
        method,
        url: `https://ecd.cn-hangzhou.aliyuncs.com/${QUERY}`,
        headers: { accept: "application/json" },
        body: null,
      });
    }
  });

  test("the endpoint: by region, by option, by function", () => {
    const origin = (options) => new URL(core.build("CopyImage", COPY, options).url).origin;
    assert.equal(origin({ regionId: "cn-beijing" }), "https://ecd.cn-beijing.aliyuncs.com");
    assert.equal(origin({ regionId: "xx-new-9" }), "https://ecd.xx-new-9.aliyuncs.com");
    assert.equal(origin({ endpoint: "https://ecd.example.com" }), "https://ecd.example.com");
    assert.equal(origin({ endpoint: "ecd.example.com" }), "https://ecd.example.com");
    assert.equal(origin({ endpoint: "http://127.0.0.1:8080" }), "http://127.0.0.1:8080");
    const asked = [];
    const endpoint = (regionId) => {
      asked.push(regionId);
      return `https://ecd-vpc.${regionId}.aliyuncs.com`;
    };
    assert.equal(origin({ endpoint }), "https://ecd-vpc.cn-hangzhou.aliyuncs.com");
    assert.equal(
      origin({ endpoint, regionId: "cn-beijing" }),
      "https://ecd-vpc.cn-beijing.aliyuncs.com",
    );
    assert.deepEqual(asked, ["cn-hangzhou", "cn-beijing"]);
  });

  test("an endpoint function may ask the core", () => {
    const endpoint = (regionId) => {
      assert.deepEqual(core.validate("CopyImage", COPY), []);
      return `https://${core.regions().find(({ id }) => id === regionId).vpcEndpoint}`;
    };
    const { url } = core.build("CopyImage", COPY, { endpoint });
    assert.match(url, /^https:\/\/[\w.-]*vpc[\w.-]*\.aliyuncs\.com\//);
    assert.ok(url.endsWith(QUERY));
    const signed = core.sign("CopyImage", COPY, { ...FIXED, endpoint });
    assert.equal(signed.url, url);
    assert.ok(isSignedBy(signed, KEY.accessKeyId, KEY.accessKeySecret));
  });

  test("lists and booleans on the wire", () => {
    const query = (operation, params) => new URL(core.build(operation, params).url).search;
    assert.equal(
      query("DeleteImages", { ...LIST, ImageId: ["m-2", "m-1"], DeleteCascadedBundle: false }),
      "?DeleteCascadedBundle=false&ImageId.1=m-2&ImageId.2=m-1&RegionId=cn-hangzhou",
    );
    assert.equal(
      query("ModifyImagePermission", {
        ...LIST,
        ImageId: "m-1",
        AddAccount: [1234567890123456n, "2"],
      }),
      "?AddAccount.1=1234567890123456&AddAccount.2=2&ImageId=m-1&RegionId=cn-hangzhou",
    );
    const eleven = Array.from({ length: 11 }, (_, i) => `m-${i + 1}`);
    const names = [
      ...new URLSearchParams(query("DeleteImages", { ...LIST, ImageId: eleven })).keys(),
    ];
    assert.deepEqual(names.slice(0, 4), ["ImageId.1", "ImageId.10", "ImageId.11", "ImageId.2"]);
  });

  test("a bad parameter is a ValidationError with all issues", () => {
    const bad = { ...COPY, DestinationImageName: "1", ImageId: undefined, Extra: "" };
    for (const make of [
      () => core.build("CopyImage", bad),
      () => core.sign("CopyImage", bad, FIXED),
    ]) {
      assert.throws(make, (error) => {
        assert.ok(
          error instanceof ValidationError && error instanceof EcdError && error instanceof Error,
        );
        assert.equal(error.name, "ValidationError");
        assert.equal(error.code, "ValidationError");
        assert.deepEqual([error.outcome, error.attempts, error.retryable], ["not-sent", 0, false]);
        assert.equal(error.operation, "CopyImage");
        assert.deepEqual(error.issues, core.validate("CopyImage", bad));
        assert.match(
          error.message,
          /^CopyImage: DestinationImageName: .*ImageId: This parameter is required/,
        );
        assert.doesNotMatch(error.message, /Extra/, "warnings are in the issues alone");
        assert.deepEqual(JSON.parse(JSON.stringify(error)).issues, error.issues);
        return true;
      });
    }
    const inChinese = () => core.build("CopyImage", bad, { locale: "zh" });
    assert.throws(inChinese, (error) => /此参数为必填项/.test(error.message));
  });
});

describe("sign", () => {
  const sign = (options) => core.sign("CopyImage", COPY, { ...FIXED, ...options });

  test("the texts of a signature, when asked for", () => {
    const signed = sign({ trace: true });
    assert.deepEqual(signed.trace, {
      canonicalRequest: [
        "POST",
        "/",
        new URL(core.build("CopyImage", COPY).url).search.slice(1),
        "host:ecd.cn-hangzhou.aliyuncs.com",
        "x-acs-action:CopyImage",
        "x-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        `x-acs-date:${DATE}`,
        `x-acs-signature-nonce:${NONCE}`,
        "x-acs-version:2020-09-30",
        "",
        "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ].join("\n"),
      stringToSign:
        "ACS3-HMAC-SHA256\n80cf4f322defd00077cf153af9d4cefca1e64af17f1409ebb84d3901b7e20fc1",
      signature: "d960bed53b41b654f7b1bb0678884f44bced4906abc201a2b054450591377507",
    });
    assert.match(signed.headers.authorization, new RegExp(`,Signature=${signed.trace.signature}$`));
    assert.equal("trace" in sign({}), false);
  });

  test("the independent signer agrees; date as text or Date", () => {
    const signed = sign({});
    assert.ok(isSignedBy(signed, KEY.accessKeyId, KEY.accessKeySecret));
    assert.deepEqual(sign({ date: new Date(DATE) }), signed);
    assert.deepEqual(sign({ date: new Date(Date.parse(DATE) + 999) }), signed, "whole seconds");
    assert.deepEqual(sign({ algorithm: "ACS3-HMAC-SHA256" }), signed);
  });

  test("date and nonce are filled in", () => {
    const before = Math.floor(Date.now() / 1000);
    const nonces = new Set();
    for (let i = 0; i < 1000; ++i) {
      const { headers } = core.sign("CopyImage", COPY, { credentials: KEY });
      nonces.add(headers["x-acs-signature-nonce"]);
      const second = Date.parse(headers["x-acs-date"]) / 1000;
      assert.ok(second >= before && second <= Date.now() / 1000);
    }
    assert.equal(nonces.size, 1000);
    for (const nonce of nonces) assert.match(nonce, /^[0-9a-f]{32}$/);
  });

  test("a temporary key's token is sent and signed", () => {
    const { headers } = sign({ credentials: { ...KEY, securityToken: "token" } });
    assert.equal(headers["x-acs-security-token"], "token");
    assert.equal(headers["x-acs-accesskey-id"], KEY.accessKeyId);
    assert.match(headers.authorization, /SignedHeaders=[^,]*;x-acs-security-token;/);
    for (const securityToken of ["", undefined, null]) {
      assert.deepEqual(sign({ credentials: { ...KEY, securityToken } }), sign({}));
    }
  });

  test("what was given is not changed", () => {
    const params = Object.freeze({ ...LIST, ImageId: Object.freeze(["m-1"]) });
    const options = Object.freeze({ ...FIXED, credentials: Object.freeze({ ...KEY }) });
    core.sign("DescribeImages", params, options);
    assert.deepEqual(params, { ...LIST, ImageId: ["m-1"] });
  });
});

describe("verify", () => {
  const signed = core.sign("CopyImage", COPY, FIXED);
  const now = new Date(DATE);
  const secretOf = (id) => (id === KEY.accessKeyId ? KEY : undefined);
  const verify = (request, options) => core.verify(request, { secretOf, now, ...options });
  const withHeaders = (headers) => ({ ...signed, headers: { ...signed.headers, ...headers } });
  const without = (name) => {
    const { [name]: _, ...headers } = signed.headers;
    return { ...signed, headers };
  };
  const authorization = signed.headers.authorization;

  test("what was signed", () => {
    const asked = [];
    const verdict = verify(signed, { secretOf: (id) => (asked.push(id), KEY) });
    assert.deepEqual(verdict, {
      ok: true,
      accessKeyId: KEY.accessKeyId,
      operation: "CopyImage",
      version: "2020-09-30",
      parameters: COPY,
      nonce: NONCE,
      date: now,
    });
    assert.deepEqual(asked, [KEY.accessKeyId]);
  });

  test("as it arrives: path alone, names in capitals, headers that need no signature", () => {
    const { pathname, search } = new URL(signed.url);
    const headers = Object.fromEntries(
      Object.entries(signed.headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    headers["User-Agent"] = "anything";
    assert.equal(verify({ ...signed, url: pathname + search, headers }).ok, true);
  });

  test("a form body", () => {
    const body = "RegionId=cn-hangzhou&ImageId=m%20%2B";
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const request = {
      method: "POST",
      url: "https://ecd.cn-hangzhou.aliyuncs.com/?a=b",
      headers,
      body,
    };
    const options = { ...FIXED, action: "DescribeImages", version: "2020-09-30" };
    const form = core.signRequest(request, options);
    assert.deepEqual(verify(form).parameters, { a: "b", RegionId: "cn-hangzhou", ImageId: "m +" });
    const bytes = { ...form, body: new TextEncoder().encode(body) };
    assert.deepEqual(verify(bytes), verify(form));
    assert.equal(verify({ ...form, body: `${body}&x=1` }).code, "SignatureDoesNotMatch");
    const twice = core.signRequest({ ...request, body: "a=c" }, options);
    assert.equal(verify(twice).code, "InvalidParameter");
  });

  const listed = /SignedHeaders=([^,]*)/.exec(authorization)[1];
  const refusals = {
    "no signature": [without("authorization"), "Unsigned", 403],
    "another method": [
      withHeaders({ authorization: authorization.replace("SHA256 ", "MD5 ") }),
      "InvalidSignatureMethod",
    ],
    "no method": [withHeaders({ authorization: "Bearer x" }), "InvalidSignatureMethod"],
    "no Credential": [
      withHeaders({ authorization: authorization.replace("Credential", "Other") }),
      "IncompleteSignature",
    ],
    "no Signature": [
      withHeaders({ authorization: authorization.replace(/,Signature=.*/, "") }),
      "IncompleteSignature",
    ],
    "an empty Signature": [
      withHeaders({ authorization: authorization.replace(/Signature=\w+$/, "Signature=") }),
      "IncompleteSignature",
    ],
    "a listed header is missing": [without("x-acs-signature-nonce"), "IncompleteSignature"],
    "a header that must be signed is not": [
      withHeaders({ "x-acs-extra": "1" }),
      "IncompleteSignature",
    ],
    "the list leaves one out": [
      withHeaders({
        authorization: authorization.replace(listed, listed.replace(";x-acs-version", "")),
      }),
      "IncompleteSignature",
    ],
    "a header is there twice": [
      withHeaders({ Host: "ecd.cn-hangzhou.aliyuncs.com" }),
      "IncompleteSignature",
    ],
    "no date": [without("x-acs-date"), "InvalidTimeStamp.Format"],
    "an ill-formed date": [
      withHeaders({ "x-acs-date": "2026-01-05 08:00:00" }),
      "InvalidTimeStamp.Format",
    ],
    "a changed date": [
      withHeaders({ "x-acs-date": "2026-01-05T08:00:01Z" }),
      "SignatureDoesNotMatch",
    ],
    "a changed action": [withHeaders({ "x-acs-action": "DeleteImages" }), "SignatureDoesNotMatch"],
    "a changed host": [
      withHeaders({ host: "ecd.cn-beijing.aliyuncs.com" }),
      "SignatureDoesNotMatch",
    ],
    "a changed query": [
      { ...signed, url: signed.url.replace("Shanghai", "Beijing") },
      "SignatureDoesNotMatch",
    ],
    "a changed path": [
      { ...signed, url: signed.url.replace("/?", "//?") },
      "SignatureDoesNotMatch",
    ],
    "a changed method": [{ ...signed, method: "GET" }, "SignatureDoesNotMatch"],
    "an added body": [{ ...signed, body: "x" }, "SignatureDoesNotMatch"],
    "a changed signature": [
      withHeaders({ authorization: authorization.replace(/.$/, (c) => (c === "0" ? "1" : "0")) }),
      "SignatureDoesNotMatch",
    ],
    "a longer signature": [
      withHeaders({ authorization: `${authorization}0` }),
      "SignatureDoesNotMatch",
    ],
    "a signature in capitals": [
      withHeaders({ authorization: authorization.replace(/\w+$/, (hex) => hex.toUpperCase()) }),
      "SignatureDoesNotMatch",
    ],
  };
  for (const [what, [request, code, status = 400]] of Object.entries(refusals)) {
    test(`refused: ${what} (${code})`, () => {
      const verdict = verify(request);
      assert.deepEqual([verdict.ok, verdict.code, verdict.status], [false, code, status]);
      assert.ok(verdict.message);
      if (code !== "SignatureDoesNotMatch") return;
      const { canonicalRequest, stringToSign } = verdict.trace;
      assert.match(canonicalRequest, /^(POST|GET)\n/);
      assert.match(stringToSign, /^ACS3-HMAC-SHA256\n[0-9a-f]{64}$/);
      assert.ok(!JSON.stringify(verdict).includes(signed.headers.authorization.slice(-64)));
    });
  }

  test("refused: unknown keys, whatever the lookup says for none", () => {
    for (const none of [undefined, null, "anonymous", {}]) {
      const verdict = verify(signed, { secretOf: () => none });
      assert.deepEqual(
        [verdict.code, verdict.status],
        ["InvalidAccessKeyId.NotFound", 404],
        String(none),
      );
    }
    const wrong = verify(signed, { secretOf: () => ({ ...KEY, accessKeySecret: "wrong" }) });
    assert.equal(wrong.code, "SignatureDoesNotMatch");
  });

  test("the window, either way, and a clock that is none", () => {
    const off = (seconds, options) =>
      verify(signed, { now: new Date(now.getTime() + seconds * 1000), ...options });
    for (const seconds of [-900, 900]) assert.equal(off(seconds).ok, true);
    for (const seconds of [-901, 901]) assert.equal(off(seconds).code, "InvalidTimeStamp.Expired");
    assert.equal(off(30, { windowSeconds: 30 }).ok, true);
    assert.equal(off(31, { windowSeconds: 30 }).code, "InvalidTimeStamp.Expired");
    for (const windowSeconds of [NaN, Infinity, -1, "900"]) {
      assert.equal(
        off(31, { windowSeconds }).code,
        "InvalidTimeStamp.Expired",
        `${windowSeconds} opens nothing`,
      );
    }
    assert.equal(verify(signed, { now: new Date(NaN) }).code, "InvalidTimeStamp.Expired");
    assert.equal(
      core.verify(signed, { secretOf }).code,
      "InvalidTimeStamp.Expired",
      "now, when not told",
    );
    assert.equal(
      core.verify(core.sign("CopyImage", COPY, { credentials: KEY }), { secretOf }).ok,
      true,
    );
  });

  test("what is no request is refused, or misuse", () => {
    const nothing = { method: "", url: "", headers: {}, body: null };
    assert.equal(verify(nothing).code, "Unsigned");
    assert.equal(verify({}).code, "Unsigned");
    for (const request of [null, undefined, "GET /"]) {
      assert.throws(() => verify(request), isEcdError("InvalidOption"));
    }
  });
});

describe("signRequest", () => {
  const FOREIGN = { ...FIXED, action: "RunInstances", version: "2014-05-26" };
  const sign = (request, options) =>
    core.signRequest(
      { method: "POST", url: "https://ecs.example.com/", headers: {}, body: null, ...request },
      { ...FOREIGN, ...options },
    );

  test("any request of any product", () => {
    const url = "https://ecs.example.com:8443/a%20b/%2f?z=1&a=%C3%A9&a=+&empty";
    const signed = sign({
      method: "PUT",
      url,
      headers: { "X-Acs-Extra": " v ", Other: "o" },
      body: '{"a":1}',
    });
    assert.equal(signed.url, "https://ecs.example.com:8443/a%20b/%2F?a=%20&a=%C3%A9&empty=&z=1");
    assert.equal(signed.body, '{"a":1}');
    assert.equal(signed.headers["x-acs-action"], "RunInstances");
    assert.equal(signed.headers["x-acs-version"], "2014-05-26");
    assert.equal(signed.headers.host, "ecs.example.com:8443");
    assert.equal(signed.headers.other, "o");
    assert.match(signed.headers.authorization, /SignedHeaders=host;x-acs-action;.*;x-acs-extra;/);
    assert.ok(!signed.headers.authorization.includes("other"));
  });

  test("a binary body comes back as it is, hashed as it is", () => {
    const body = Uint8Array.from({ length: 256 }, (_, i) => i);
    const signed = sign({ body });
    assert.equal(signed.body, body);
    assert.equal(
      signed.headers["x-acs-content-sha256"],
      "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880",
    );
    assert.equal(
      sign({ body: new Uint8Array(0) }).headers["x-acs-content-sha256"],
      sign({}).headers["x-acs-content-sha256"],
    );
  });

  const misuse = {
    InvalidMethod: [{ method: "post" }, { method: "P T" }, { method: "GET", body: "x" }],
    InvalidUrl: [
      ...[
        "/a",
        "ftp://a.b/",
        "https://user@a.b/",
        "https://A.b/",
        "https://a.b/a/../b",
        "https://a.b/%2e/",
      ],
      ...["https://a.b/%zz", "http://a.b/", "https://a.b:0/", "https://a.b\r\n/", "https:///"],
    ].map((url) => ({ url })),
    InvalidQuery: [{ url: "https://a.b/?%ff=1" }, { url: "https://a.b/?a=%" }],
    InvalidHeader: [
      ...[
        { "a b": "1" },
        { a: "1\n2" },
        { a: "é" },
        { a: "1", A: "2" },
        { host: "other" },
        { "": "1" },
      ],
      ...[
        { a: 1 },
        { a: ["1"] },
        { a: null },
        {
          get a() {
            throw new Error("was run");
          },
        },
      ],
      ...[new Headers({ a: "1" }), new Map([["a", "1"]]), [["a", "1"]], "a: 1", null, undefined],
    ].map((headers) => ({ headers })),
    AlreadySigned: [{ headers: { Authorization: "x" } }, { url: "https://a.b/?Signature=x" }],
    InvalidBody: [
      { body: 5 },
      { body: {} },
      { body: [1] },
      { body: new ArrayBuffer(1) },
      { body: "x".repeat(9 << 20) },
    ],
    InvalidOption: [
      { method: undefined, url: 5 },
      { method: "" },
      { url: "" },
      { url: "https://a.b/\ud800" },
    ],
  };
  for (const [code, requests] of Object.entries(misuse)) {
    test(`misuse: ${code}`, () => {
      requests.forEach((request, i) => {
        assert.throws(() => sign(request), isEcdError(code), `request ${i}`);
      });
    });
  }
});

describe("misuse is an EcdError with a code of its own", () => {
  const calls = [
    ["UnknownOperation", () => core.describe("Nope")],
    ["UnknownOperation", () => core.describe("")],
    ["UnknownOperation", () => core.describe(undefined)],
    ["UnknownOperation", () => core.describe("x".repeat(10_000_000))],
    ["UnknownOperation", () => core.validate({}, {})],
    ["UnknownOperation", () => core.validateParameter(5, "a", 1)],
    ["UnknownOperation", () => core.build("copyimage", COPY)],
    ["UnknownOperation", () => core.sign("__proto__", COPY, FIXED)],
    ["InvalidOption", () => core.validate("CopyImage", COPY, { profile: "strict" })],
    ["InvalidOption", () => core.validate("CopyImage", COPY, { profile: 5 })],
    ["InvalidOption", () => core.validate("CopyImage", COPY, { locale: "fr" })],
    ["InvalidOption", () => core.validate("CopyImage", COPY, { locale: "__proto__" })],
    ["InvalidOption", () => core.validate("CopyImage", COPY, null)],
    ["InvalidOption", () => core.validateParameter("CopyImage", "ImageId", "x", { locale: "" })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { profile: null })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { regionId: "" })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { regionId: 5 })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { endpoint: "" })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { endpoint: {} })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { endpoint: () => 5 })],
    ["InvalidOption", () => core.build("CopyImage", COPY, { method: Symbol("GET") })],
    ["UnsupportedMethod", () => core.build("CopyImage", COPY, { method: "PUT" })],
    ["UnsupportedMethod", () => core.build("CopyImage", COPY, { method: "get" })],
    ["InvalidRegionId", () => core.build("CopyImage", COPY, { regionId: "evil.com/#" })],
    ["InvalidEndpoint", () => core.build("CopyImage", COPY, { endpoint: "http://example.com" })],
    ["InvalidOption", () => core.sign("CopyImage", COPY)],
    ["InvalidOption", () => core.sign("CopyImage", COPY, null)],
    ["InvalidOption", () => core.signRequest(null, FIXED)],
    [
      "InvalidOption",
      () => core.signRequest({ method: "GET", url: "https://a.b/", headers: {}, body: null }),
    ],
    ["InvalidCredentials", () => core.sign("CopyImage", COPY, {})],
    ["InvalidCredentials", () => core.sign("CopyImage", COPY, { credentials: null })],
    ["InvalidCredentials", () => core.sign("CopyImage", COPY, { credentials: "key" })],
    [
      "InvalidCredentials",
      () =>
        core.sign("CopyImage", COPY, {
          credentials: { accessKeyId: "a\nb", accessKeySecret: "s" },
        }),
    ],
    [
      "InvalidOption",
      () =>
        core.sign("CopyImage", COPY, { credentials: { accessKeyId: "", accessKeySecret: "s" } }),
    ],
    [
      "InvalidOption",
      () => core.sign("CopyImage", COPY, { credentials: { accessKeyId: "a", accessKeySecret: 5 } }),
    ],
    ["UnsupportedAlgorithm", () => core.sign("CopyImage", COPY, { ...FIXED, algorithm: "MD5" })],
    ["InvalidOption", () => core.sign("CopyImage", COPY, { ...FIXED, style: "rpc" })],
    ["InvalidOption", () => core.sign("CopyImage", COPY, { ...FIXED, style: null })],
    ["InvalidOption", () => core.compare()],
    ["InvalidOption", () => core.compare("a")],
    ["InvalidOption", () => core.compare(1, 2)],
    ["InvalidOption", () => core.compare({}, {})],
    ["InvalidOption", () => core.compare("\ud800A", "\u{10041}")],
    ["InvalidOption", () => core.compare("a".repeat(9 << 20), "b".repeat(9 << 20))],
    ["InvalidDate", () => core.sign("CopyImage", COPY, { ...FIXED, date: "today" })],
    ["InvalidDate", () => core.sign("CopyImage", COPY, { ...FIXED, date: new Date(NaN) })],
    ["InvalidDate", () => core.sign("CopyImage", COPY, { ...FIXED, date: new Date(8.64e15) })],
    ["InvalidDate", () => core.sign("CopyImage", COPY, { ...FIXED, date: new Date(-1) })],
    ["InvalidDate", () => core.sign("CopyImage", COPY, { ...FIXED, date: 1736064000000 })],
    ["InvalidDate", () => core.sign("CopyImage", COPY, { ...FIXED, date: null })],
    ["InvalidNonce", () => core.sign("CopyImage", COPY, { ...FIXED, nonce: "a\r\nb" })],
    ["InvalidNonce", () => core.sign("CopyImage", COPY, { ...FIXED, nonce: "é" })],
    ["InvalidOption", () => core.sign("CopyImage", COPY, { ...FIXED, nonce: "" })],
  ];
  calls.forEach(([code, call]) => {
    test(`${code}: ${call.toString().replace("() => ", "").slice(0, 90)}`, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof EcdError && !(error instanceof ValidationError), String(error));
        assert.equal(error.code, code);
        assert.deepEqual([error.outcome, error.attempts], ["not-sent", 0]);
        assert.ok(error.message.length > 0 && error.message.length < 300);
        return true;
      });
    });
  });

  test("an unknown operation comes with the one that was meant", () => {
    for (const call of [
      () => core.describe("CopyImages"),
      () => core.validate("copyImage", {}),
      () => core.validateParameter("CopyImag", "a", 1),
      () => core.build("CoypImage", {}),
      () => core.sign("CopyImage ", {}, FIXED),
    ]) {
      assert.throws(call, (error) => /did you mean CopyImage\?$/.test(error.message));
    }
    assert.throws(
      () => core.describe("Zzzzzzzzzzzz"),
      (error) => !/did you mean/.test(error.message),
    );
  });

  test("the core goes on working after all of it", () => {
    assert.equal(
      core.sign("CopyImage", COPY, { ...FIXED, trace: true }).trace.signature,
      "d960bed53b41b654f7b1bb0678884f44bced4906abc201a2b054450591377507",
    );
  });
});

test("loadCore gives the same core again", async () => {
  assert.equal(await loadCore(), core);
  assert.equal(await loadCore(new Uint8Array([0])), core, "the first call decides the source");
});
