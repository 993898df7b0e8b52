import type { Locale } from "ecd-wasm/core";
import { PAGE_MESSAGES } from "./page_messages.js";

/** Puts the page's own texts into the language; `version` is the package's. */
export function speak(page: Document, locale: Locale, version: string): void {
  const texts = PAGE_MESSAGES[locale];
  page.documentElement.lang = locale === "zh" ? "zh-CN" : "en";
  page.title = texts.title;
  for (const element of page.querySelectorAll<HTMLElement>("[data-text]")) {
    const text = texts[element.dataset["text"] as keyof typeof texts];
    if (typeof text === "string") element.textContent = text;
  }
  page.querySelector(".languages")?.setAttribute("aria-label", texts.language);
  for (const button of page.querySelectorAll<HTMLElement>("[data-locale]")) {
    button.setAttribute("aria-pressed", String(button.dataset["locale"] === locale));
  }
  const footer = page.querySelector("#footer");
  if (footer) footer.textContent = texts.footer(version);
}
