// How parameters are spelt on the wire, and what cannot be spelt.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadCore } from "ecd-wasm/core";
import { loadCatalog } from "ecd-wasm/catalog";

const core = await loadCore();
await loadCatalog(core);

const RegionId = "cn-hangzhou";
const build = (operation, params, options) => core.build(operation, { RegionId, ...params }, options);
const query = (operation, params, options) =>
  Object.fromEntries(new URL(build(operation, params, options).url).searchParams);
const issuesOf = (operation, params, options) =>
  core.validate(operation, { RegionId, ...params }, options).map(({ path, code }) => `${path.join("/")} ${code}`);

test("integers: safe numbers, BigInts and decimal digits, as they are", () => {
  const spellings = [[0, "0"], [-0, "0"], [7, "7"], [-7, "-7"], [2 ** 53 - 1, "9007199254740991"], [7n, "7"],
    [2n ** 63n - 1n, "9223372036854775807"], ["007", "007"], ["9223372036854775807", "9223372036854775807"]];
  for (const [value, text] of spellings) {
    assert.equal(query("ModifyImagePermission", { ImageId: "m-1", AddAccount: [value] })["AddAccount.1"], text);
  }
});

test("integers: what is none is an issue, never an exponent on the wire", () => {
  for (const value of [1.5, 2 ** 53, 1e21, NaN, Infinity, "1e3", "1.0", "0x10", " 1", "1 ", "+1", "-", "１", true, null]) {
    const params = { ImageId: "m-1", AddAccount: [value] };
    assert.deepEqual(issuesOf("ModifyImagePermission", params), ["AddAccount/0 type"], String(value));
    assert.throws(() => build("ModifyImagePermission", params), { code: "ValidationError" });
  }
  for (const value of [2n ** 63n, -(2n ** 63n) - 1n, "9223372036854775808"]) {
    assert.deepEqual(issuesOf("ModifyImagePermission", { ImageId: "m-1", AddAccount: [value] }), ["AddAccount/0 format"]);
  }
  for (const value of [2 ** 31, "2147483648", 2n ** 31n]) {
    assert.ok(issuesOf("DescribeTemplates", { PageNumber: value }).includes("PageNumber format"));
  }
});

test("booleans are true and false", () => {
  for (const [value, text] of [[true, "true"], [false, "false"], ["true", "true"], ["false", "false"]]) {
    assert.equal(query("DeleteImages", { ImageId: ["m-1"], DeleteCascadedBundle: value }).DeleteCascadedBundle, text);
  }
  for (const value of ["True", "", "yes", 1, 0]) {
    assert.deepEqual(issuesOf("DeleteImages", { ImageId: ["m-1"], DeleteCascadedBundle: value }), ["DeleteCascadedBundle type"]);
  }
});

test("lists and objects are flattened, empty ones vanish", () => {
  const Tag = [{ Key: "team", Value: "a&b" }, { Key: "空 格" }];
  assert.deepEqual(query("DescribeDesktops", { Tag, DesktopId: [], EndUserId: ["a", ""] }), {
    RegionId, "Tag.1.Key": "team", "Tag.1.Value": "a&b", "Tag.2.Key": "空 格", "EndUserId.1": "a", "EndUserId.2": "",
  });
});

test("parameters of the style json are one JSON text with the keys in their order", () => {
  const MemberList = [{ RoleId: "SystemFileOwner", CdsIdentity: { Type: "IT_User", Id: 'q"\u2028\n空😀' } }];
  const params = { CdsId: "cn-hangzhou+cds-1", FileId: "f", MemberList };
  assert.equal(query("AddFilePermission", params).MemberList, JSON.stringify(MemberList));
  const [reversed] = [{ CdsIdentity: { Id: "a", Type: "IT_User" }, RoleId: "SystemFileOwner" }];
  assert.equal(
    query("AddFilePermission", { ...params, MemberList: [reversed] }).MemberList,
    '[{"CdsIdentity":{"Id":"a","Type":"IT_User"},"RoleId":"SystemFileOwner"}]',
  );
  assert.equal(query("AddFilePermission", { ...params, MemberList: [] }).MemberList, "[]");
});

test("form parameters are the body, the region only chooses the endpoint", () => {
  const { url, body, method, headers } = build("CreateTemplate", {
    TemplateName: "Office 空",
    AutoPay: true,
    DataDiskList: [{ Size: 40 }, { Size: "50" }],
  });
  assert.equal(method, "POST");
  assert.equal(url, "https://ecd.cn-hangzhou.aliyuncs.com/");
  assert.equal(headers["content-type"], "application/x-www-form-urlencoded");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
    AutoPay: "true", "DataDiskList.1.Size": "40", "DataDiskList.2.Size": "50", TemplateName: "Office 空",
  });
  assert.throws(() => build("CreateTemplate", { TemplateName: "Office" }, { method: "GET" }), { code: "UnsupportedMethod" });
  const { trace } = core.sign("CreateTemplate", { RegionId, TemplateName: "Office" }, {
    credentials: { accessKeyId: "a", accessKeySecret: "b" }, date: "2026-01-05T00:00:00Z", nonce: "n", trace: true,
  });
  assert.match(trace.canonicalRequest, /^POST\n\/\n\ncontent-type:/);
});

test("Tag.1.Key and [\"Tag\", 0, \"Key\"] name the same place", () => {
  const params = { RegionId, Tag: [{ Key: "acs:team" }] };
  const [issue] = core.validate("DescribeDesktops", params, { profile: "documented" });
  assert.deepEqual(issue.path, ["Tag", 0, "Key"]);
  assert.deepEqual(core.validateParameter("DescribeDesktops", "Tag.1.Key", "acs:team", { params, profile: "documented" }), [issue]);
  for (const path of ["Tag.0.Key", "Tag.Key", "Tag.1.Colour", "Tag.1.Key.x", "Tag.x", "Tag.", "Nothing", ""]) {
    assert.throws(() => core.validateParameter("DescribeDesktops", path, "a"), { code: "UnknownParameter" }, path);
  }
});

test("a parameter under its name on the wire is checked as what it stands for", () => {
  const team = { "Tag.1.Key": "acs:team" };
  assert.deepEqual(issuesOf("DescribeDesktops", team, { profile: "documented" }),
    issuesOf("DescribeDesktops", { Tag: [{ Key: "acs:team" }] }, { profile: "documented" }));
  assert.deepEqual(issuesOf("DescribeDesktops", { "Tag.2.Value": 1 }), ["Tag/1/Value type"]);
  assert.deepEqual(issuesOf("DescribeDesktops", { "Tag.1": { Key: 1 } }), ["Tag/0/Key type"]);
  // Part of a required parameter is enough, as for the service.
  assert.deepEqual(issuesOf("StartDesktops", { "DesktopId.1": "ecd-1", "DesktopId.2": "ecd-2" }), []);
  assert.deepEqual(issuesOf("StartDesktops", {}), ["DesktopId required"]);
  assert.deepEqual(issuesOf("StartDesktops", { "DesktopIdx.1": "ecd-1" }),
    ["DesktopIdx.1 unknownParameter", "DesktopId required"]);
  for (const name of ["Tag.1.Colour", "Tag.0.Key", "Tag.Key", "Tag..Key", "Tag.", ".Tag", "GroupId.1", "tag.1.Key"]) {
    assert.deepEqual(issuesOf("DescribeDesktops", { [name]: "a" }), [`${name} unknownParameter`]);
  }
  // Inside of one JSON text the wire has no names.
  const file = { CdsId: "cn-hangzhou+cds-1", FileId: "f", MemberList: [] };
  assert.deepEqual(issuesOf("AddFilePermission", { ...file, "MemberList.1.RoleId": "x" }), ["MemberList.1.RoleId unknownParameter"]);
});

test("a parameter under its name on the wire is sent as what it stands for", () => {
  assert.deepEqual(query("DescribeDesktops", { "Tag.1.Key": "team", "Tag.1.Value": "a", DesktopId: ["ecd-1"] }),
    query("DescribeDesktops", { Tag: [{ Key: "team", Value: "a" }], DesktopId: ["ecd-1"] }));
  const flat = build("CreateTemplate", { TemplateName: "Office", "DataDiskList.1.Size": 40 });
  assert.equal(flat.body, build("CreateTemplate", { TemplateName: "Office", DataDiskList: [{ Size: 40 }] }).body);
  assert.doesNotMatch(flat.url, /DataDisk/);
});

test("what cannot be sent is an issue at its place; nothing of the caller's is run", () => {
  const run = () => assert.fail("was run");
  const sparse = ["ecd-1", , "ecd-3"]; // eslint-disable-line no-sparse-arrays
  const cyclic = [];
  cyclic.push(cyclic);
  const wrong = {
    "an object where a list belongs": [{ 0: "ecd-1" }, "DesktopId type"],
    "a list where a text belongs": [["ecd-1"], "GroupId type"],
    "a sparse list": [sparse, "DesktopId/1 type"],
    "undefined in a list": [[undefined], "DesktopId/0 type"],
    "null": [null, "GroupId type"],
    "a Date": [new Date(), "GroupId type"],
    "a Map": [new Map([["a", 1]]), "DesktopId type"],
    "a Set": [new Set(["ecd-1"]), "DesktopId type"],
    "bytes": [new Uint8Array(2), "GroupId type"],
    "a function": [run, "GroupId type"],
    "a symbol": [Symbol("x"), "GroupId type"],
    "a boxed text": [new String("dg-1"), "GroupId type"],
    "a Promise": [Promise.resolve("dg-1"), "GroupId type"],
    "an instance with toJSON": [new (class { toJSON = run; })(), "GroupId type"],
    "toString": [{ toString: run, valueOf: run }, "GroupId type"],
    "a lone surrogate": ["\ud800", "GroupId malformedUnicode"],
  };
  for (const [what, [value, issue]] of Object.entries(wrong)) {
    const params = { [issue.split(/[/ ]/)[0]]: value };
    assert.ok(issuesOf("DescribeDesktops", params).includes(issue), `${what}: ${issuesOf("DescribeDesktops", params)}`);
    assert.throws(() => build("DescribeDesktops", params), { code: "ValidationError" }, what);
  }
  const getter = Object.defineProperty({}, "GroupId", { get: run, enumerable: true });
  assert.throws(() => core.build("DescribeDesktops", getter), { code: "ValidationError" });
  assert.ok(issuesOf("DescribeDesktops", { DesktopId: cyclic }).some((issue) => issue.endsWith("tooDeep") || issue.endsWith("type")));
});
