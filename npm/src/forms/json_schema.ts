import type { Constraints, Field, Locale, Operation, Profile, Text } from "../core/internal.js";
import { patternOf } from "./pattern.js";
import { isScalar, valueOf } from "./spelling.js";

/** What may be given to `validate`, or what it answers. */
export type Side = "input" | "output";

export type JsonSchema = Record<string, unknown>;

/** Where a field stands: whether it must be there, and may therefore not be an empty text. */
type Place = "required" | "optional" | "item";

const VALUES = {
  en: (values: string[]) => `Documented values: ${values.join(", ")}.`,
  zh: (values: string[]) => `文档列出的取值：${values.join("、")}。`,
};

/**
 * The operation's parameters in words that JSON Schema has, of the drafts 07 to 2020-12 alike. It refuses
 * nothing that `validate` accepts. It lets through what those words cannot say: rules between parameters,
 * bounds of integers that are spelt as texts, days that no calendar has, numbers that need an exponent,
 * ill-formed Unicode, sizes of calls, and null below parameters that are not documented.
 */
export function jsonSchema(
  operation: Operation,
  side: Side,
  options: { profile?: Profile; locale?: Locale },
): JsonSchema {
  const writer = new Writer(operation, side, options.profile ?? "default", options.locale ?? "en");
  return {
    title: operation.name,
    description: textIn(options.locale ?? "en", operation.summary),
    type: "object",
    ...writer.members(operation.parameters),
  };
}

function textIn(locale: Locale, text: Text | undefined): string | undefined {
  return text?.[locale] ?? text?.en;
}

class Writer {
  readonly #isOff: boolean;
  readonly #isDocumented: boolean;

  constructor(
    operation: Operation,
    private readonly side: Side,
    profile: Profile,
    private readonly locale: Locale,
  ) {
    this.#isOff = profile === "off";
    // As in src/validation/validate.cpp; tests compare the two on generated parameters.
    this.#isDocumented =
      profile === "documented" || (profile === "default" && operation.strict === true);
  }

  members(fields: readonly Field[]): JsonSchema {
    const required = fields.filter((field) => this.#isRequired(field)).map(({ name }) => name);
    const properties = fields.map((field) => {
      const place = this.#isRequired(field) ? "required" : "optional";
      return [field.name, { ...this.#about(field), ...this.#check(field, place) }];
    });
    return {
      properties: Object.fromEntries(properties) as JsonSchema,
      ...(required.length > 0 ? { required } : {}),
    };
  }

  /** The constraints that are errors. */
  #rules({ schema, documented }: Field): Constraints[] {
    if (this.#isOff) return [];
    return [schema, this.#isDocumented ? documented : undefined].filter(
      (rules) => rules !== undefined,
    );
  }

  #isRequired(field: Field): boolean {
    return this.#rules(field).some(({ required }) => required);
  }

  /** What a reader or a generated form wants to know, and no check. */
  #about(field: Field): JsonSchema {
    const values = [...new Set([...(field.schema?.enum ?? []), ...(field.documented?.enum ?? [])])];
    const texts = [textIn(this.locale, field.description)];
    if (values.length > 0) texts.push(VALUES[this.locale](values.map(String)));
    const examples =
      values.length > 0 ? values : field.example === undefined ? [] : [field.example];
    const spelt = (value: unknown): unknown => valueOf(field, String(value));
    return defined({
      title: textIn(this.locale, field.title),
      description: texts.filter(Boolean).join("\n") || undefined,
      default: isScalar(field) && field.default !== undefined ? spelt(field.default) : undefined,
      // The lists are open, the service adds values: they are examples, not an enumeration.
      examples: isScalar(field) && examples.length > 0 ? examples.map(spelt) : undefined,
    });
  }

  #check(field: Field, place: Place): JsonSchema {
    const check = this.#isOff ? this.#leastCheck(field) : this.#typeCheck(field, place);
    const mayBeEmpty = this.side === "input" && place === "optional" && field.type === "string";
    const refusesEmpty = "pattern" in check || "minLength" in check;
    return mayBeEmpty && refusesEmpty ? { anyOf: [{ const: "" }, check] } : check;
  }

  /** Of the profile `off`: what would make the request unsafe. */
  #leastCheck(field: Field): JsonSchema {
    return defined({
      not: { type: "null" },
      pattern: patternOf(field, [], false),
      items: field.items && this.#check(field.items, "item"),
      ...(field.properties ? this.members(field.properties) : {}),
    });
  }

  #typeCheck(field: Field, place: Place): JsonSchema {
    const rules = this.#rules(field);
    switch (field.type) {
      case "string":
        return defined({
          type: "string",
          minLength: most([
            place === "required" ? 1 : undefined,
            ...rules.map((rule) => rule.minLength),
          ]),
          maxLength: least(rules.map((rule) => rule.maxLength)),
          pattern: patternOf(field, rules, this.#isDocumented),
        });
      case "integer":
      case "number":
        return this.#numberCheck(field, place);
      case "boolean":
        if (this.side === "output") return { type: "boolean" };
        return { enum: [true, false, "true", "false", ...(place === "optional" ? [""] : [])] };
      case "array":
        return defined({
          type: "array",
          items: field.items && {
            ...this.#about(field.items),
            ...this.#check(field.items, "item"),
          },
          minItems: most(rules.map((rule) => rule.minItems)),
          maxItems: least(rules.map((rule) => rule.maxItems)),
        });
      case "object":
        return { type: "object", ...(field.properties ? this.members(field.properties) : {}) };
      case "any":
        return { not: { type: "null" } };
    }
  }

  /** Bounds are those of numbers; a text is only held against its spelling. */
  #numberCheck(field: Field, place: Place): JsonSchema {
    const rules = this.#rules(field);
    const [lowest, highest] = limits(field);
    // On the way out only what a JavaScript number cannot hold is still a text.
    const hasTexts = this.side === "input" || field.format !== "int32";
    const digits = field.type === "integer" ? "-?[0-9]+" : "-?[0-9]+(\\.[0-9]+)?";
    const isOptional = this.side === "input" && place === "optional";
    return defined({
      type: hasTexts ? [field.type, "string"] : field.type,
      minimum: most([lowest, ...rules.map((rule) => rule.minimum)]),
      maximum: least([highest, ...rules.map((rule) => rule.maximum)]),
      pattern: hasTexts ? (isOptional ? `^(${digits})?$` : `^${digits}$`) : undefined,
    });
  }
}

/** What a JavaScript number of the format may be. */
function limits({ type, format }: Field): [number, number] | [] {
  if (type !== "integer") return [];
  if (format === "int32") return [-(2 ** 31), 2 ** 31 - 1];
  return [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
}

const isNumber = (figure: number | undefined): figure is number => figure !== undefined;

/** The strictest lower limit, if there is any. */
function most(figures: (number | undefined)[]): number | undefined {
  const known = figures.filter(isNumber);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** The strictest upper limit, if there is any. */
function least(figures: (number | undefined)[]): number | undefined {
  const known = figures.filter(isNumber);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function defined(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
