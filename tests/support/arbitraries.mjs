// Random parts of requests for fast-check. What they leave out is where the official packages and we
// disagree: tests/support/disagreements.mjs names each.
import fc from "fast-check";

/** What a header value may hold, and the same without spaces. */
export const printable = fc
  .string({ unit: "binary-ascii", maxLength: 40 })
  .map((given) => given.replace(/[^\x20-\x7e]/g, "~"));
export const visible = printable.map((given) => given.replace(/ /g, "_"));
export const filled = visible.filter((given) => given !== "");

const PROTOTYPE_NAMES = ["__proto__", "constructor", "prototype"];

/** A name that the official packages sign as it is: all of the service's are such. */
export const word = fc
  .string({
    unit: fc.constantFrom(..."ABCXYZabcxyz0189-_.~"),
    minLength: 1,
    maxLength: 12,
  })
  .filter((name) => !PROTOTYPE_NAMES.includes(name));

const ODD = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\r\t\0é中\u{1F600}\ufeff";

/** Any well-formed text. */
export const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...ODD), maxLength: 30 }),
);

/** Any name whose order is the same in UTF-8 and in UTF-16. */
export const name = fc.oneof(
  { weight: 3, arbitrary: word },
  {
    weight: 1,
    arbitrary: text.filter(
      (given) => given !== "" && !PROTOTYPE_NAMES.includes(given) && !/[\ud800-\udfff]/.test(given),
    ),
  },
);

export const dictionary = (names, values, maxKeys = 6) =>
  fc.dictionary(names, values, { maxKeys, noNullPrototype: true });

export const credentials = fc.record(
  {
    // Behind these an Authorization header goes on with something else.
    accessKeyId: filled.filter((id) => !/[,:]/.test(id)),
    accessKeySecret: fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: "binary-ascii", minLength: 50, maxLength: 90 }),
    ),
    securityToken: filled,
  },
  { requiredKeys: ["accessKeyId", "accessKeySecret"] },
);

export const date = fc
  .date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .map((given) => `${given.toISOString().slice(0, 19)}Z`);

/** Who signs, and when. */
export const signing = fc.record({ credentials, date, nonce: filled });

/** A path of encoded segments, none of them . or .. */
export const pathOf = (encode) =>
  fc
    .array(
      fc
        .oneof(word, text)
        .filter((part) => !part.split("/").some((inner) => inner === "." || inner === "..")),
      { maxLength: 4 },
    )
    .map((parts) => `/${parts.map(encode).join("/")}`);

/** Headers of the caller's own, each once: x-acs-* and others. */
export const headersOf = (...others) =>
  fc
    .uniqueArray(
      fc.tuple(
        fc.oneof(
          word.map((own) => `x-acs-own-${own.toLowerCase()}`),
          word.map((own) => `X-Acs-Own-${own}`),
          fc.constantFrom("Accept", "user-agent", "x-other", ...others),
        ),
        // A form is read as parameters by verify: not for arbitrary bodies.
        printable.filter((value) => !/form/i.test(value)),
      ),
      { selector: ([own]) => own.toLowerCase(), maxLength: 5 },
    )
    .map((list) => Object.fromEntries(list));

const decimal = (number) => !String(number).includes("e");
const plainScalar = fc.oneof(
  ...[text, fc.integer(), fc.maxSafeInteger(), fc.boolean()],
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(decimal),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter(decimal),
);

const nested = (scalar) =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { arbitrary: scalar, weight: 4 },
      { arbitrary: fc.array(tie("value"), { maxLength: 4 }), weight: 1 },
      { arbitrary: dictionary(word, tie("value"), 4), weight: 1 },
    ),
  })).value;

/** A parameter's value; and one that JSON has too. */
export const value = nested(fc.oneof(plainScalar, fc.bigInt()));
export const jsonValue = nested(plainScalar);

/**
 * Nested parameters of a call. Of two members that come out under one name the later counts, there and
 * here: names may have dots.
 */
export const parameters = dictionary(word, value).map(({ RegionId: _, ...others }) => ({
  ...others,
  RegionId: "cn-hangzhou",
}));
