/** The page that `ecd console` serves: the element in front of the emulator behind the same origin. */
import "./elements.js";
import { loadCore } from "ecd-wasm/core";
import type { Locale } from "ecd-wasm/core";
import type {} from "ecd-wasm/console";
import { localeOf } from "./locale.js";
import { consoleFetch } from "./page_fetch.js";
import { speak } from "./page_language.js";

/** The emulator's default account, which is no secret. */
const ACCOUNT = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };

/** The emulator has this image from the start. */
const EXAMPLE = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2demo",
  DestinationRegionId: "cn-shenzhen",
  DestinationImageName: "Office_Shenzhen",
  DestinationDescription: "A copy made on the console page.",
};

const element = document.querySelector("ecd-copy-image")!;

function setLocale(locale: Locale): void {
  element.locale = locale;
  void loadCore().then(({ version }) => speak(document, locale, version));
}

element.endpoint = location.origin;
element.fetch = consoleFetch(document);
element.credentials = ACCOUNT;

document.querySelector("#example")?.addEventListener("click", () => {
  element.params = EXAMPLE;
});
for (const button of document.querySelectorAll<HTMLElement>("[data-locale]")) {
  button.addEventListener("click", () => {
    const locale = localeOf(button.dataset["locale"]);
    history.replaceState(null, "", `?locale=${locale}`);
    setLocale(locale);
  });
}
setLocale(localeOf(new URLSearchParams(location.search).get("locale") ?? navigator.language));
