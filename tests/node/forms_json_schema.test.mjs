// The rules of an operation as JSON Schema: it accepts what `validate` accepts, for all operations.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { loadCore } from "ecd-wasm/core";
import { standardSchema } from "ecd-wasm/forms";
import fc from "fast-check";

const core = await loadCore();
core.loadCatalog(readFileSync(new URL("../../src/catalog/data/ecd.ndjson", import.meta.url)));
const all = core.operations();

/** The value at a path. */
const at = (value, path) => path.reduce((inner, step) => inner?.[step], value);

/** Whether JSON Schema has no words for the rule; see npm/src/forms/json_schema.ts. */
function isBeyondWords({ code, path, params }, given) {
  const isBound = ["minimum", "maximum"].includes(code) || /^int/.test(params.format ?? "");
  return code === "sameRegion" || (isBound && typeof at(given, path) === "string");
}

const TEXTS = [
  "",
  "a",
  "Ab",
  "1st",
  "办公_1",
  "😀😀",
  "a/b",
  "http://x",
  "x https://y",
  "true",
  "false",
  "7",
  "-7",
  "007",
  "7.5",
  "1e3",
  "99999999999999999999",
  "cn-hangzhou",
  "CN-x",
  "cn-",
  "a-b-c-d-e-f",
  "2024-02-29T10:00:00Z",
  "2024-13-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "x".repeat(129),
  "名".repeat(128),
];

/** Anything, and for the field's type mostly something that is nearly right. */
function anythingFor(field) {
  const bounds = [field.schema, field.documented].flatMap((rules) =>
    [rules?.minimum, rules?.maximum].filter((figure) => figure !== undefined),
  );
  const numbers = [
    ...bounds.flatMap((figure) => [figure - 1, figure, figure + 1]),
    2 ** 31,
    2 ** 53,
  ];
  const scalar = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...TEXTS, String(field.example ?? "m-1")) },
    { weight: 2, arbitrary: fc.constantFrom(...numbers, ...numbers.map(String)) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.boolean(),
        fc.integer(),
        fc.string({ unit: "binary" }),
        fc.constantFrom(0.5, null),
      ),
    },
  );
  const own =
    field.type === "array"
      ? fc.array(field.items ? anythingFor(field.items) : scalar, { maxLength: 4 })
      : field.type === "object"
        ? membersOf(field.properties ?? [])
        : scalar;
  return fc.oneof(
    { weight: 8, arbitrary: own },
    { weight: 1, arbitrary: fc.oneof(scalar, fc.constant([]), fc.constant({})) },
  );
}

function membersOf(fields) {
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, anythingFor(field)])), {
    requiredKeys: [],
  });
}

/** Parameters of an operation. Most are right in most samples, or hardly any sample would be. */
function paramsFor(operation) {
  const model = core.describe(operation).parameters.map((field) => {
    const samples = [
      ...TEXTS,
      1,
      true,
      [],
      ["m-1"],
      {},
      ...fc.sample(anythingFor(field), { numRuns: 20, seed: 1 }),
    ];
    const right = samples.filter((value) => isRight(operation, field.name, value));
    const anything = { weight: 1, arbitrary: anythingFor(field) };
    if (right.length === 0) return [field.name, anything.arbitrary];
    return [field.name, fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...right) }, anything)];
  });
  const required = core.validate(operation, {}).map(({ path }) => path[0]);
  return fc.oneof(
    { weight: 4, arbitrary: fc.record(Object.fromEntries(model), { requiredKeys: required }) },
    { weight: 1, arbitrary: fc.record(Object.fromEntries(model), { requiredKeys: [] }) },
  );
}

const isRight = (operation, name, value) =>
  core.validateParameter(operation, name, value).every(({ severity }) => severity !== "error");

const ajvOf = { "draft-2020-12": Ajv2020, "draft-07": Ajv };

describe("JSON Schema", () => {
  const compile = (schema, target, side = "input") => {
    const ajv = new ajvOf[target]({ allowUnionTypes: true, strictTypes: false });
    return ajv.compile(schema["~standard"].jsonSchema[side]({ target }));
  };

  test("says what it is, what is required and within which bounds", () => {
    const { jsonSchema } = standardSchema(core, "CopyImage", { locale: "zh" })["~standard"];
    const schema = jsonSchema.output({ target: "draft-2020-12" });
    assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
    assert.deepEqual(
      [...schema.required].sort(),
      core
        .describe("CopyImage")
        .parameters.map(({ name }) => name)
        .sort(),
    );
    const { type, title, minLength, maxLength, examples } = schema.properties.DestinationImageName;
    assert.deepEqual(
      { type, title, minLength, maxLength, examples },
      {
        type: "string",
        title: "新镜像名称",
        minLength: 2,
        maxLength: 128,
        examples: ["Office_Shanghai"],
      },
    );
    const lax = standardSchema(core, "CopyImage", { profile: "schema" })["~standard"].jsonSchema;
    assert.ok(!lax.input({ target: "draft-07" }).required.includes("DestinationDescription"));
  });

  test("documented values are examples, for the service adds some", () => {
    const { jsonSchema } = standardSchema(core, "DescribeImages")["~standard"];
    const { ImageType } = jsonSchema.input({ target: "draft-07" }).properties;
    assert.deepEqual(ImageType.examples, ["SYSTEM", "CUSTOM"]);
    assert.match(ImageType.description, /Documented values: SYSTEM, CUSTOM\.$/);
    assert.equal(ImageType.enum, undefined);
  });

  for (const [profile, operations, runs] of [
    ["default", all, 10],
    ["documented", all.filter((_, at) => at % 5 === 0), 20],
    ["schema", all.filter((_, at) => at % 10 === 0), 20],
    ["off", all.filter((_, at) => at % 10 === 0), 20],
    [
      "default",
      ["CopyImage", "CreateImage", "DescribeImages", "DeleteImages", "ModifyImagePermission"],
      500,
    ],
  ]) {
    test(`accepts what validate accepts: ${operations.length} operations, profile ${profile}`, () => {
      let accepted = 0;
      let refused = 0;
      for (const operation of operations) {
        const schema = standardSchema(core, operation, { profile });
        const { parameters } = core.describe(operation);
        const accepts = compile(schema, operation < "D" ? "draft-07" : "draft-2020-12");
        // Compiling takes most of the time: what is answered is looked at for some operations only.
        const answers = operations.length < 100 && compile(schema, "draft-2020-12", "output");
        fc.assert(
          fc.property(paramsFor(operation), (given) => {
            const result = schema["~standard"].validate(given);
            const errors = core
              .validate(operation, withoutEmpty(parameters, given), { profile })
              .filter(({ severity }) => severity === "error");
            assert.equal(result.issues === undefined, errors.length === 0, "as the core has it");
            const wrongs = errors.filter((issue) => !isBeyondWords(issue, given));
            const isAccepted = accepts(given);
            assert.equal(
              isAccepted,
              wrongs.length === 0,
              JSON.stringify([operation, given, wrongs, accepts.errors]),
            );
            if (answers && !result.issues && profile !== "off")
              assert.ok(answers(result.value), JSON.stringify([result.value, answers.errors]));
            if (isAccepted) ++accepted;
            else ++refused;
          }),
          { numRuns: runs },
        );
      }
      assert.ok(
        accepted > refused / 5 && refused > accepted / 50,
        `${accepted} of ${accepted + refused} samples are right`,
      );
    });
  }
});

/** Independent of the package's own: an empty text of a documented scalar is not there. */
function withoutEmpty(fields, given) {
  const clean = (field, value) => {
    if (Array.isArray(value))
      return field?.items ? value.map((item) => clean(field.items, item)) : value;
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([name, member]) => {
      const inner = field?.properties?.find((each) => each.name === name);
      return !(member === "" && inner && !["array", "object", "any"].includes(inner.type));
    });
    return Object.fromEntries(
      kept.map(([name, member]) => [
        name,
        clean(
          field?.properties?.find((each) => each.name === name),
          member,
        ),
      ]),
    );
  };
  return clean({ properties: fields }, given);
}
