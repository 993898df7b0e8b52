import type { Constraints, Field, Locale } from "../../core/internal.js";

/** Phrases by language; `{}` is where the figures or names go. */
const PHRASES = {
  en: {
    length: "{} characters",
    items: "{} items",
    value: "{}",
    atLeast: "at least {}",
    atMost: "at most {}",
    range: "{} to {}",
    startsWith: "first character: {}",
    allowed: "characters: {}",
    forbiddenPrefixes: "must not start with {}",
    forbiddenSubstrings: "must not contain {}",
    differs: "must differ from {}",
    enumeration: "documented values: {}",
    documented: "{} (documentation only)",
    letters: "letters",
    chinese: "Chinese characters",
    digits: "digits",
    separator: ", ",
  },
  zh: {
    length: "{} 个字符",
    items: "{} 项",
    value: "{}",
    atLeast: "至少 {}",
    atMost: "至多 {}",
    range: "{}～{}",
    startsWith: "首字符：{}",
    allowed: "可用字符：{}",
    forbiddenPrefixes: "不能以 {} 开头",
    forbiddenSubstrings: "不能包含 {}",
    differs: "不能与 {} 相同",
    enumeration: "文档列出的取值：{}",
    documented: "{}（仅见于文档）",
    letters: "英文字母",
    chinese: "中文字符",
    digits: "数字",
    separator: "、",
  },
} as const satisfies Record<Locale, Record<string, string>>;

type Phrases = Record<keyof (typeof PHRASES)["en"], string>;

function fill(phrase: string, ...texts: (string | number)[]): string {
  return texts.reduce<string>((filled, text) => filled.replace("{}", () => String(text)), phrase);
}

/** `2 to 128 characters` */
function bounds(phrases: Phrases, unit: string, least?: number, most?: number): string[] {
  if (least === undefined && most === undefined) return [];
  if (least === undefined) return [fill(unit, fill(phrases.atMost, most!))];
  if (most === undefined) return [fill(unit, fill(phrases.atLeast, least))];
  return [fill(unit, fill(phrases.range, least, most))];
}

/** Character classes as people name them. */
function characters(phrases: Phrases, classes: readonly string[]): string {
  const names = classes.map((each) => {
    if (each === "A-Z" || each === "a-z") return phrases.letters;
    if (each === "0-9") return phrases.digits;
    return each === "一-鿿" ? phrases.chinese : each;
  });
  const words = [...new Set(names)].filter((name) => name.length > 1);
  const symbols = names.filter((name) => name.length === 1);
  return [...words, ...(symbols.length > 0 ? [symbols.join(" ")] : [])].join(phrases.separator);
}

function listed(phrases: Phrases, phrase: string, texts: readonly unknown[] | undefined): string[] {
  return texts && texts.length > 0 ? [fill(phrase, texts.join(phrases.separator))] : [];
}

function phrasesOf(phrases: Phrases, rules: Constraints): string[] {
  const { startsWith, allowedCharacters, differsFrom } = rules;
  return [
    ...bounds(phrases, phrases.length, rules.minLength, rules.maxLength),
    ...bounds(phrases, phrases.items, rules.minItems, rules.maxItems),
    ...bounds(phrases, phrases.value, rules.minimum, rules.maximum),
    ...(startsWith ? [fill(phrases.startsWith, characters(phrases, startsWith))] : []),
    ...(allowedCharacters ? [fill(phrases.allowed, characters(phrases, allowedCharacters))] : []),
    ...listed(phrases, phrases.forbiddenPrefixes, rules.forbiddenPrefixes),
    ...listed(phrases, phrases.forbiddenSubstrings, rules.forbiddenSubstrings),
    ...(differsFrom === undefined ? [] : [fill(phrases.differs, differsFrom)]),
  ];
}

/** The rules of a field in words. With `strict` documented rules are errors, so they are not set apart. */
export function constraintTexts(field: Field, locale: Locale, strict: boolean): string[] {
  const phrases = PHRASES[locale];
  const documented = phrasesOf(phrases, field.documented ?? {});
  return [
    ...phrasesOf(phrases, field.schema ?? {}),
    ...documented.map((text) => (strict ? text : fill(phrases.documented, text))),
    // Never an error, whoever states it.
    ...listed(phrases, phrases.enumeration, field.schema?.enum ?? field.documented?.enum),
  ];
}
