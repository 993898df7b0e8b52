import { EcdError } from "../core/internal.js";
import type { RelayedOptions } from "./options.js";

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

const invalid = (message: string): EcdError => new EcdError("InvalidOption", message);

/** Where a page is; nowhere outside of one. */
const pageUrl = (): string | undefined =>
  typeof document === "undefined" ? undefined : document.baseURI;

/** The relay's whole address. @throws EcdError `InvalidOption` */
export function relayUrl({ relay, ...options }: RelayedOptions): string {
  for (const name of ["credentials", "endpoint", "algorithm", "parametersIn"] as const) {
    if (options[name] !== undefined)
      throw invalid(`with a relay there can be no ${name}: they are the relay's`);
  }
  const base = pageUrl();
  let url: URL;
  try {
    url = new URL(relay.url, base);
  } catch {
    throw invalid(
      "relay.url must be an address such as https://host/path; a path alone only in a page",
    );
  }
  const isOwn = base !== undefined && url.origin === new URL(base).origin;
  const isSafe =
    url.protocol === "https:" ||
    (url.protocol === "http:" && (isOwn || LOOPBACK.test(url.hostname)));
  if (!isSafe)
    throw invalid("relay.url must be https, or http on loopback or of the page's own origin");
  if (url.username !== "" || url.password !== "") throw invalid("relay.url must name no user");
  url.hash = "";
  return url.href;
}
