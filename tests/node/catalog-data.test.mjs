// The committed catalogs: well-formed, complete, and CopyImage exactly as its documentation page.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const CATALOG = join(ROOT, "src", "catalog");
const read = (...path) => readFileSync(join(CATALOG, ...path), "utf8");

const FAMILY = [
  "CancelCopyImage", "CopyImage", "CreateImage", "DeleteImages", "DescribeImagePermission",
  "DescribeImages", "DescribeRegions", "ModifyImageAttribute", "ModifyImagePermission",
];

function load(file) {
  const content = read("data", file);
  assert.ok(content.endsWith("\n"));
  const lines = content.slice(0, -1).split("\n");
  const [service, ...operations] = lines.map((line) => JSON.parse(line));
  return { file, lines, service, operations };
}

const full = load("ecd.ndjson");
const family = load("image_family.ndjson");
const both = [full, family];
const find = (name) => family.operations.find((operation) => operation.name === name);

// Keys in the first column of a table of README.md.
function documentedKeys(heading) {
  const section = read("README.md").split("\n## ").find((part) => part.startsWith(heading));
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const cells = rows.map((row) => row.split("|")[1]);
  return new Set(cells.flatMap((cell) => cell.match(/\w+/g)));
}

function constraintKeys() {
  const section = read("README.md").split("\n## ").find((part) => part.startsWith("Constraints"));
  return new Set([...section.matchAll(/`(\w+)`/g)].map((match) => match[1]));
}

function visit(field, path, see) {
  see(field, path);
  if (field.items) visit(field.items, `${path}[]`, see);
  for (const member of field.properties ?? []) {
    visit(member, path ? `${path}.${member.name}` : member.name, see);
  }
}

function visitOperation(operation, see) {
  for (const field of operation.parameters) {
    visit(field, field.name, (one, path) => see(one, `${operation.name} ${path}`));
  }
  visit(operation.response, "", (one, path) => see(one, `${operation.name} answer ${path}`));
}

const visitAll = (see) => {
  for (const { operations } of both) for (const one of operations) visitOperation(one, see);
};

const isText = (value) => typeof value === "string" && value.length > 0;
const assertText = (text, where, languages = ["en"]) => {
  for (const language of languages) assert.ok(isText(text?.[language]), `${where}: ${language}`);
  assert.ok(Object.keys(text).every((key) => key === "en" || key === "zh"), where);
};
const inBoth = ["en", "zh"];

test("each line is compact JSON; an operation begins with its name", () => {
  for (const { lines, service, operations } of both) {
    lines.forEach((line) => assert.equal(JSON.stringify(JSON.parse(line)), line));
    operations.forEach((operation, at) => {
      assert.equal(Object.keys(operation)[0], "name");
      assert.ok(lines[at + 1].startsWith(`{"name":"${operation.name}",`));
    });
    const names = operations.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
    assert.equal(names.length, service.sizes.length);
    assert.equal(new Set(names).size, names.length);
  }
});

test("295 operations, nine of them in the image family, the same in both files", () => {
  assert.equal(full.operations.length, 295);
  assert.deepEqual(family.operations.map(({ name }) => name), FAMILY);
  for (const operation of family.operations) {
    const other = full.operations.find(({ name }) => name === operation.name);
    assert.deepEqual(other, operation);
  }
});

test("the service line", () => {
  const keys = documentedKeys("Line 1");
  for (const { service } of both) {
    // Only the catalog of a part names what it does not hold.
    const own = [...keys].filter((key) => key !== "allOperations" || service === family.service);
    assert.deepEqual(new Set(Object.keys(service)), new Set(own));
    assert.equal(service.catalog, 1);
    assert.equal(service.product, "ecd");
    assert.equal(service.version, "2020-09-30");
    assert.equal(service.endpoint, "ecd.{regionId}.aliyuncs.com");
    assert.match(service.asOf, /^\d{4}-\d\d-\d\d$/);
    const pages = [service.errorCodesPage, service.troubleshootPage];
    assert.deepEqual(pages, ["https://api.aliyun.com/document/ecd/2020-09-30/errorCode",
      "https://api.aliyun.com/troubleshoot"]);
    assertText(service.title, "title", inBoth);
  }
});

test("24 regions, sorted, named in both languages", () => {
  for (const { regions } of both.map(({ service }) => service)) {
    assert.equal(regions.length, 24);
    const ids = regions.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
    for (const region of regions) {
      assertText(region.name, region.id, inBoth);
      assert.equal(region.endpoint, `ecd.${region.id}.aliyuncs.com`);
    }
    const without = regions.filter(({ vpcEndpoint }) => !vpcEndpoint).map(({ id }) => id);
    assert.deepEqual(without, ["us-east-1"]);
  }
});

test("the image family's catalog names all operations", () => {
  assert.deepEqual(family.service.allOperations, full.operations.map(({ name }) => name));
});

test("the full catalog fits into 50,000 bytes of brotli", () => {
  const bytes = brotliCompressSync(read("data", "ecd.ndjson")).length;
  assert.ok(bytes <= 50_000, `${bytes} bytes`);
});

test("operations have known keys only, and those every operation needs", () => {
  const keys = documentedKeys("A further line");
  for (const operation of full.operations) {
    const { name } = operation;
    for (const key of Object.keys(operation)) assert.ok(keys.has(key), `${name} ${key}`);
    assertText(operation.summary, name);
    assert.ok(Array.isArray(operation.authorization), name);
    assert.ok(Array.isArray(operation.parameters), name);
    assert.equal(operation.response.type, "object");
    assert.match(operation.methods.join(), /^(POST,GET|POST|GET)$/);
    assert.match(operation.asOf, /^\d{4}-\d\d-\d\d$/);
    for (const rule of operation.rules ?? []) assertText(rule, name);
    for (const { code } of operation.errorCodes ?? []) assert.ok(isText(code), name);
  }
  const strict = full.operations.filter((operation) => "strict" in operation);
  assert.deepEqual(strict.map(({ name }) => name), ["CopyImage"]);
});

test("one authorization row for each operation but DescribeRegions", () => {
  const cells = ["operation", "accessLevel", "resourceType", "resource", "conditionKey",
    "associatedOperation", "confirmed"];
  for (const { name, authorization } of full.operations) {
    if (name === "DescribeRegions") continue;
    assert.equal(authorization.length, 1, name);
    assert.deepEqual(Object.keys(authorization[0]), cells);
    assert.equal(authorization[0].operation, `ecd:${name}`);
    assert.equal(typeof authorization[0].confirmed, "boolean");
  }
  const confirmed = full.operations.filter(({ authorization: [row] }) => row?.confirmed);
  assert.equal(confirmed.length, 14);
  assert.deepEqual(find("DescribeRegions").authorization, []);
  assert.match(find("DescribeRegions").rules[0].en, /no RAM authorization/);
});

test("fields have known keys, types, formats and styles", () => {
  const keys = documentedKeys("A field");
  const types = ["string", "integer", "number", "boolean", "array", "object", "any"];
  const formats = ["int32", "int64", "float", "double", "date-time", "regionId"];
  visitAll((field, where) => {
    for (const key of Object.keys(field)) assert.ok(keys.has(key), `${where}: ${key}`);
    assert.ok(types.includes(field.type), where);
    assert.ok(field.format === undefined || formats.includes(field.format), where);
    assert.ok([undefined, "flat", "json"].includes(field.style), where);
    assert.ok([undefined, "formData", "host"].includes(field.in), where);
    assert.equal(field.type === "array", field.items !== undefined, where);
    assert.ok(field.type === "object" || field.properties === undefined, where);
    assert.ok(field.example === undefined || typeof field.example === "string", where);
    for (const note of field.notes ?? []) assert.ok(isText(note), where);
  });
});

const NUMBERS = ["minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"];
const LISTS = ["enum", "forbiddenPrefixes", "forbiddenSubstrings"];
const OF_TYPE = {
  string: /^(?!min(imum|Items)|max(imum|Items))/,
  integer: /^(required|minimum|maximum|enum)$/,
  number: /^(required|minimum|maximum|enum)$/,
  boolean: /^(required|enum)$/,
  array: /^(required|minItems|maxItems)$/,
  object: /^required$/,
};

function checkRanges(ranges, where) {
  assert.ok(Array.isArray(ranges) && ranges.length > 0, where);
  for (const element of ranges) {
    const characters = [...element];
    assert.ok(characters.length === 1 || characters.length === 3, `${where}: ${element}`);
    if (characters.length === 1) continue;
    assert.equal(characters[1], "-", where);
    assert.ok(characters[0].codePointAt(0) < characters[2].codePointAt(0), `${where}: ${element}`);
  }
}

function checkConstraints(constraints, where) {
  for (const key of NUMBERS.filter((one) => one in constraints)) {
    assert.ok(Number.isFinite(constraints[key]), `${where} ${key}`);
  }
  for (const key of LISTS.filter((one) => one in constraints)) {
    assert.ok(Array.isArray(constraints[key]) && constraints[key].length > 0, `${where} ${key}`);
  }
  for (const key of ["startsWith", "allowedCharacters"].filter((one) => one in constraints)) {
    checkRanges(constraints[key], `${where} ${key}`);
  }
  for (const kind of ["Length", "imum", "Items"]) {
    assert.ok(!(constraints[`min${kind}`] > constraints[`max${kind}`]), `${where} ${kind}`);
  }
  assert.ok(!("pattern" in constraints) || "allowedCharacters" in constraints, where);
}

test("constraints have known keys that suit the type, and well-formed values", () => {
  const keys = constraintKeys();
  visitAll((field, where) => {
    for (const side of ["schema", "documented"]) {
      for (const key of Object.keys(field[side] ?? {})) {
        assert.ok(keys.has(key), `${where}: ${key}`);
        assert.match(key, OF_TYPE[field.type], where);
      }
      checkConstraints(field[side] ?? {}, `${where} ${side}`);
    }
    assert.ok(!("enum" in (field.schema ?? {})), `${where}: an enum is documentation`);
  });
});

test("parameters named …RegionId have the format regionId", () => {
  for (const operation of full.operations) {
    visitOperation(operation, (field, where) => {
      if (where.includes(" answer ") || !field.name?.endsWith("RegionId")) return;
      const foreign = field.name === "OssBucketRegionId";
      assert.equal(field.format, foreign ? undefined : "regionId", where);
    });
  }
});

test("paging names parameters and answers that are there", () => {
  const has = (fields, name) => fields.some((field) => field.name === name);
  const paged = full.operations.filter(({ paging }) => paging);
  for (const { name, paging, parameters, response } of paged) {
    assert.ok(has(parameters, paging), name);
    assert.ok(has(response.properties, paging === "NextToken" ? paging : "TotalCount"), name);
  }
  assert.equal(find("DescribeImages").paging, "NextToken");
});

test("the image family is written out in both languages", () => {
  for (const operation of family.operations) {
    assertText(operation.summary, operation.name, inBoth);
    for (const rule of operation.rules ?? []) assertText(rule, operation.name, inBoth);
    for (const field of operation.parameters) {
      assertText(field.title, `${operation.name} ${field.name} title`, inBoth);
      assertText(field.description, `${operation.name} ${field.name}`, inBoth);
    }
    visit(operation.response, "", (field, path) => {
      if (path) assertText(field.description, `${operation.name} answer ${path}`, inBoth);
    });
  }
});

test("where bounds differ, schema and documentation keep their own", () => {
  const [, maxResults] = find("DescribeImages").parameters;
  assert.deepEqual(maxResults.schema, { minimum: 0, maximum: 500 });
  assert.deepEqual(maxResults.documented, { maximum: 100 });
  const [, , add, remove] = find("ModifyImagePermission").parameters;
  assert.deepEqual([add.schema, remove.schema], [{ maxItems: 50 }, { maxItems: 50 }]);
  assert.deepEqual(add.documented, { minItems: 1, maxItems: 20 });
  assert.deepEqual(remove.documented, { minItems: 1, maxItems: 10 });
});

// ---- CopyImage, as on the page

const PAGE = {
  summary: "Copy an image to another region. If you want to share an image across regions, you " +
    "can call this operation to copy the image to the destination region and then share the image.",
  parameters: [
    ["RegionId", "cn-hangzhou", "The region ID. You can call the DescribeRegions operation to " +
      "query the most recent region list."],
    ["ImageId", "m-gx2x1dhsmusr2****",
      "The ID of the image that is copied to the destination region."],
    ["DestinationImageName", "Office_Shanghai", "The name of the new image. The name must be 2 " +
      "to 128 characters in length. The name must start with a letter but cannot start with " +
      "http:// or https://. The name can contain letters, digits, colons (:), underscores (_), " +
      "and hyphens (-)."],
    ["DestinationDescription", "This is a test.", "The description of the new image in the " +
      "destination region. The description must be 2 to 256 characters in length and cannot " +
      "start with http:// or https://."],
    ["DestinationRegionId", "cn-shenzhen", "The ID of the destination region. The ID must be " +
      "different from the current region ID of the image. You can call the DescribeRegions " +
      "operation to query the most recent region list."],
  ],
  response: [
    ["ImageId", "m-2g65ljy3ynrdq****", "The ID of the image that is being copied."],
    ["RequestId", "28A40F12-F340-442B-A35F-46EF6A03****", "The ID of the request."],
  ],
};
const asPublished = (fields) =>
  fields.map(({ name, example, description }) => [name, example, description.en]);

test("CopyImage has the texts and examples of its page", () => {
  const operation = find("CopyImage");
  assert.equal(`${operation.summary.en} ${operation.description.en}`, PAGE.summary);
  assert.deepEqual(asPublished(operation.parameters), PAGE.parameters);
  assert.deepEqual(asPublished(operation.response.properties), PAGE.response);
  for (const field of [...operation.parameters, ...operation.response.properties]) {
    assert.equal(field.type, "string");
  }
  assert.equal(operation.asOf, "2026-01-05");
  assert.deepEqual(operation.history.map(({ date, change }) => [date, change.en]),
    [["2022-05-26", "Add Operation"]]);
  assert.equal(operation.errorCodes, undefined);
});

test("CopyImage has the example and the authorization row of its page", () => {
  const operation = find("CopyImage");
  const pairs = (rows) => Object.fromEntries(rows.map(([name, example]) => [name, example]));
  assert.deepEqual(operation.example,
    { request: pairs(PAGE.parameters), response: pairs(PAGE.response) });
  assert.deepEqual(operation.authorization, [{
    operation: "ecd:CopyImage", accessLevel: "", resourceType: "*All Resources", resource: "*",
    conditionKey: "none", associatedOperation: "none", confirmed: true,
  }]);
});

test("CopyImage has the rules of its page as constraints", () => {
  const operation = find("CopyImage");
  const [region, image, name, description, destination] = operation.parameters;
  const links = ["http://", "https://"];
  const required = { required: true };
  assert.deepEqual(operation.methods, ["POST", "GET"]);
  assert.equal(operation.strict, true);
  assert.deepEqual([region.schema, region.documented, region.format],
    [required, undefined, "regionId"]);
  assert.deepEqual([image.schema, image.documented], [required, undefined]);
  assert.deepEqual([name.schema, name.documented], [required, {
    minLength: 2,
    maxLength: 128,
    startsWith: ["A-Z", "a-z", "\u4E00-\u9FFF"],
    allowedCharacters: ["A-Z", "a-z", "\u4E00-\u9FFF", "0-9", ":", "_", "-"],
    forbiddenPrefixes: links,
  }]);
  assert.deepEqual([description.schema, description.documented],
    [undefined, { required: true, minLength: 2, maxLength: 256, forbiddenPrefixes: links }]);
  assert.deepEqual([destination.schema, destination.documented, destination.format],
    [required, { differsFrom: "RegionId" }, "regionId"]);
});

// ---- the facts, where they are at hand

const FACTS = join(ROOT, "..", "shared", "facts", "ecd-api.json");
const skip = existsSync(FACTS) ? false : "the facts are not beside the repository";

test("the catalogs are what the facts and the supplement make", { skip }, () => {
  const script = join(ROOT, "scripts", "make-catalog.mjs");
  const run = spawnSync(process.execPath, [script, FACTS, "--check"], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
