// The rules of an operation as Standard Schema, and what form libraries make of them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { FieldApi, FormApi } from "@tanstack/form-core";
import { loadCore } from "ecd-wasm/core";
import { standardSchema } from "ecd-wasm/forms";

const core = await loadCore();

const GOOD = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2demo",
  DestinationRegionId: "cn-shenzhen",
  DestinationImageName: "Office_Shenzhen",
  DestinationDescription: "Copied by a test.",
};

const check = (operation, value, options) =>
  standardSchema(core, operation, options)["~standard"].validate(value);

describe("Standard Schema", () => {
  test("has the members of version 1", () => {
    const schema = standardSchema(core, "CopyImage");
    const { version, vendor, validate, jsonSchema } = schema["~standard"];
    assert.deepEqual([version, vendor], [1, "ecd-wasm"]);
    for (const each of [validate, jsonSchema.input, jsonSchema.output])
      assert.equal(typeof each, "function");
  });

  test("answers the value, or messages with their places", () => {
    assert.deepEqual(check("CopyImage", GOOD), { value: GOOD });
    const { issues } = check("CopyImage", { ...GOOD, DestinationImageName: "x" }, { locale: "zh" });
    assert.deepEqual(issues, [
      { message: "长度至少为 2 个字符，当前为 1 个。", path: ["DestinationImageName"] },
    ]);
  });

  test("warnings are no issues, and the profile decides what is one", () => {
    const unknown = { ...GOOD, DestinationRegionId: "cn-nowhere", More: "x" };
    assert.deepEqual(check("CopyImage", unknown), { value: unknown });
    const create = { RegionId: "cn-hangzhou", ImageName: "x" };
    assert.equal(check("CreateImage", create).issues, undefined);
    assert.ok(check("CreateImage", create, { profile: "documented" }).issues.length > 0);
  });

  test("texts become what they spell", () => {
    const given = { RegionId: "cn-hangzhou", MaxResults: "020", ImageId: ["m-1", ""] };
    const { value } = check("DescribeImages", given);
    assert.deepEqual(value, { RegionId: "cn-hangzhou", MaxResults: 20, ImageId: ["m-1", ""] });
    assert.equal(given.MaxResults, "020");
    const deletion = {
      RegionId: "cn-hangzhou",
      ImageId: ["m-1"],
      DeleteCascadedBundle: "false",
    };
    assert.equal(check("DeleteImages", deletion).value.DeleteCascadedBundle, false);
    const { issues } = check("DescribeImages", { RegionId: "cn-hangzhou", MaxResults: "2e1" });
    assert.deepEqual(issues[0].path, ["MaxResults"]);
  });

  test("an empty text is an empty field", () => {
    const { value } = check("DescribeImages", {
      RegionId: "cn-hangzhou",
      MaxResults: "",
      ImageName: "",
    });
    assert.deepEqual(value, { RegionId: "cn-hangzhou" });
    const { issues } = check("CopyImage", { ...GOOD, ImageId: "" });
    assert.deepEqual(issues, [{ message: "This parameter is required.", path: ["ImageId"] }]);
  });

  test("refuses what is no set of parameters, and runs nothing of it", () => {
    const cyclic = { ...GOOD };
    cyclic.ImageId = cyclic;
    const trap = {
      ...GOOD,
      get ImageId() {
        assert.fail("an accessor was run");
      },
      toJSON: () => assert.fail("toJSON was run"),
    };
    const values = [undefined, null, 5, "", "x", [], [GOOD], new Map(), new Date(), () => {}];
    for (const value of [...values, cyclic, trap]) {
      const { issues } = check("CopyImage", value);
      assert.ok(issues.length > 0);
      for (const { message, path } of issues) {
        assert.equal(typeof message, "string");
        assert.ok(Array.isArray(path));
      }
    }
    const list = Object.defineProperty(["m-1"], 1, {
      get: () => assert.fail("run"),
      enumerable: true,
    });
    const { issues } = check("DescribeImages", { RegionId: "cn-hangzhou", ImageId: list });
    assert.deepEqual(issues[0].path, ["ImageId", 1]);
    const polluting = JSON.parse('{"__proto__": {"polluted": "yes"}, "MaxResults": "5"}');
    assert.ok(check("DescribeImages", polluting).issues.length > 0);
    assert.equal({}.polluted, undefined);
  });

  test("misuse is told at once", () => {
    const code = (code) => ({ name: "EcdError", code });
    assert.throws(() => standardSchema(core, "Nothing"), code("UnknownOperation"));
    assert.throws(() => standardSchema(core, "CopyImage", { locale: "fr" }), code("InvalidOption"));
    assert.throws(() => standardSchema(core, "CopyImage", { profile: "x" }), code("InvalidOption"));
    const { jsonSchema } = standardSchema(core, "CopyImage")["~standard"];
    assert.throws(() => jsonSchema.input({ target: "openapi-3.0" }), code("UnsupportedTarget"));
    assert.throws(() => jsonSchema.output({ target: "toString" }), code("UnsupportedTarget"));
  });

  test("is there for CommonJS", () => {
    const forms = createRequire(import.meta.url)("ecd-wasm/forms");
    assert.deepEqual(Object.keys(forms).sort(), ["bindForm", "standardSchema"]);
    const bind = () => forms.bindForm({}, core, "CopyImage");
    assert.throws(bind, { name: "EcdError", code: "InvalidOption" }, "there is no form here");
  });
});

describe("form libraries take it", () => {
  test("react-hook-form, by its resolver", async () => {
    const resolve = standardSchemaResolver(standardSchema(core, "CopyImage"));
    const options = { fields: {}, shouldUseNativeValidation: false };
    assert.deepEqual(await resolve(GOOD, undefined, options), { values: GOOD, errors: {} });
    const wrong = { ...GOOD, DestinationRegionId: "cn-hangzhou", DestinationDescription: "" };
    const { values, errors } = await resolve(wrong, undefined, options);
    assert.deepEqual(values, {});
    assert.deepEqual(Object.keys(errors).sort(), ["DestinationDescription", "DestinationRegionId"]);
    assert.equal(errors.DestinationRegionId.message, "Must differ from RegionId.");
  });

  test("react-hook-form places errors of items", async () => {
    const resolve = standardSchemaResolver(standardSchema(core, "DescribeImages"));
    const params = { RegionId: "cn-hangzhou", ImageId: ["m-1", {}] };
    const { errors } = await resolve(params, undefined, { fields: {} });
    assert.equal(errors.ImageId[1].message, "Must be of type string, not object.");
  });

  test("TanStack Form", async () => {
    let sent;
    const form = new FormApi({
      defaultValues: { ...GOOD, DestinationImageName: "1st" },
      validators: { onSubmit: standardSchema(core, "CopyImage") },
      onSubmit: ({ value }) => (sent = value),
    });
    form.mount();
    const name = new FieldApi({ form, name: "DestinationImageName" });
    name.mount();
    await form.handleSubmit();
    assert.equal(sent, undefined);
    const [error] = name.state.meta.errors;
    assert.equal(error.message, "Must start with a letter or a Chinese character.");
    name.handleChange("First");
    await form.handleSubmit();
    assert.equal(sent.DestinationImageName, "First");
  });
});
