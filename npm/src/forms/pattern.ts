import type { Constraints, Field } from "../core/internal.js";

/** A region becomes part of a host name; `is_region_id` in src/catalog/operation.cpp. */
const REGION_ID = "[a-z]{2,10}(-[a-z0-9]{1,20}){0,4}";

/** `yyyy-MM-ddTHH:mm:ssZ` from 1970 on. That the month has the day is not checked. */
const TIMESTAMP =
  "(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" +
  "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z";

/**
 * The rules about a text's characters as one regular expression in Unicode mode, as JSON Schema wants it;
 * nothing when there are none. It has no nested repetition, so no engine is slow with it.
 */
export function patternOf(
  { format }: Field,
  rules: readonly Constraints[],
  checksDates: boolean,
): string | undefined {
  const ahead = rules.flatMap(aheadOf);
  // Each of these describes the whole text.
  const whole = rules.flatMap(({ allowedCharacters }) =>
    allowedCharacters ? [`${classOf(allowedCharacters)}*`] : [],
  );
  if (format === "regionId") whole.push(REGION_ID);
  if (format === "date-time" && checksDates) whole.push(TIMESTAMP);
  const last = whole.pop();
  const parts = [
    ...ahead,
    ...whole.map((each) => `(?=${each}$)`),
    last === undefined ? "" : `${last}$`,
  ];
  const pattern = parts.join("");
  return pattern === "" ? undefined : `^${pattern}`;
}

/** Conditions on how the text starts and on what stands anywhere in it. */
function aheadOf({ forbiddenPrefixes, forbiddenSubstrings, startsWith }: Constraints): string[] {
  return [
    forbiddenPrefixes ? `(?!${forbiddenPrefixes.map(literal).join("|")})` : "",
    forbiddenSubstrings ? `(?![\\s\\S]*(${forbiddenSubstrings.map(literal).join("|")}))` : "",
    startsWith ? `(?=${classOf(startsWith)})` : "",
  ];
}

/** `["A-Z", "_", "-"]` → `[A-Z_\-]`: an element of three characters is a range. */
function classOf(ranges: readonly string[]): string {
  const parts = ranges.map((range) => {
    const characters = [...range];
    return characters
      .map((each, at) => (at === 1 && characters.length === 3 ? each : inClass(each)))
      .join("");
  });
  return `[${parts.join("")}]`;
}

function inClass(character: string): string {
  if (character === "\n") return "\\n";
  return /[\\\]^-]/.test(character) ? `\\${character}` : character;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
