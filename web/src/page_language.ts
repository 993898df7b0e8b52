import type { Locale } from "ecd-wasm/core";
import { PAGE_MESSAGES } from "./page_messages.js";

/** What the page's own texts depend on; `version` is the package's. */
type Facts = { locale: Locale; version: string; hasService: boolean };

/** Puts the page's own texts into the language. */
export function speak(page: Document, { locale, version, hasService }: Facts): void {
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
  if (!footer) return;
  footer.textContent = hasService ? texts.footerOfService(version) : texts.footer(version);
}
