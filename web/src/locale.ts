import type { Locale } from "ecd-wasm/core";

/** "zh", "zh-CN", "zh-Hans" → zh; all else → en. */
export function localeOf(tag: string | null | undefined): Locale {
  return /^zh\b/i.test(tag ?? "") ? "zh" : "en";
}
