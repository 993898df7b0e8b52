/**
 * The page that `ecd console` serves: the element in front of what is behind the same origin, an emulator
 * or a relay.
 */
import "./elements.js";
import { loadCore } from "ecd-wasm/core";
import type { Locale } from "ecd-wasm/core";
import type {} from "ecd-wasm/console";
import { localeOf } from "./locale.js";
import { consoleFetch } from "./page_fetch.js";
import { speak } from "./page_language.js";

/** The emulator's default account, which is no secret. */
const ACCOUNT = { accessKeyId: "emulator", accessKeySecret: "emulator-secret" };

/** As npm/src/cli/console_server_relay.ts has it. */
const RELAY_PATH = "/relay";

/** The emulator has this image from the start. */
const EXAMPLE = {
  RegionId: "cn-hangzhou",
  ImageId: "m-gx2x1dhsmusr2demo",
  DestinationRegionId: "cn-shenzhen",
  DestinationImageName: "Office_Shenzhen",
  DestinationDescription: "A copy made on the console page.",
};

const element = document.querySelector("ecd-copy-image")!;

/** Where the server relays calls to; "" when it has an emulator. */
const service =
  document.querySelector<HTMLMetaElement>('meta[name="ecd-console-service"]')?.content ?? "";

function setLocale(locale: Locale): void {
  element.locale = locale;
  const hasService = service !== "";
  void loadCore().then(({ version }) => speak(document, { locale, version, hasService }));
}

/** The banner says where calls go; there is no example, for nothing is known of the account. */
function showService(): void {
  const address = document.querySelector<HTMLElement>("#service")!;
  address.textContent = service;
  address.hidden = false;
  document.querySelector("#example")?.remove();
  for (const text of document.querySelectorAll<HTMLElement>(".banner [data-text]")) {
    text.dataset["text"] = text.dataset["text"]!.replace("emulator", "service");
  }
}

element.fetch = consoleFetch(document);
if (service === "") {
  element.endpoint = location.origin;
  element.credentials = ACCOUNT;
} else {
  element.relay = RELAY_PATH;
  showService();
}

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
