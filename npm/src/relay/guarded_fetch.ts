import { hider } from "../client/credentials.js";
import type { Fetch } from "../core/internal.js";

/** The service's clock, by the Date header of its last answer; until there was one, ours. */
export class ServiceClock {
  #aheadMs = 0;

  observe(date: string | null): void {
    const theirs = Date.parse(date ?? "");
    if (!Number.isNaN(theirs)) this.#aheadMs = theirs - Date.now();
  }

  now(): string {
    return new Date(Date.now() + this.#aheadMs).toISOString();
  }
}

/** What tells who signed, in the headers and the URL of a signed request. */
function identityIn(url: string, headers: Record<string, string>, body: unknown): string[] {
  const { authorization = "" } = headers;
  const parameters = [
    new URL(url).searchParams,
    new URLSearchParams(typeof body === "string" ? body : ""),
  ];
  const named = ["AccessKeyId", "SecurityToken", "BearerToken", "Signature"];
  return [
    /Credential=([^,]+)/.exec(authorization)?.[1],
    /Signature=(\w+)/.exec(authorization)?.[1],
    headers["x-acs-accesskey-id"],
    headers["x-acs-security-token"],
    headers["x-acs-bearer-token"],
    ...parameters.flatMap((list) => named.map((name) => list.get(name))),
  ].filter((text): text is string => typeof text === "string");
}

/**
 * `fetch` that takes out of an answer what it echoes of who asked: a client is to hear what the service
 * says, and nothing of the keys that signed. (The secret itself is never sent.)
 */
export function guardedFetch(fetch: () => Fetch, clock: ServiceClock): Fetch {
  return async (url, init) => {
    const response = await fetch()(url, init);
    // What is not the service's answer may not be its clock either.
    const isTheServices = response.headers.get("x-acs-request-id") !== null;
    if (isTheServices) clock.observe(response.headers.get("date"));
    const hide = hider(identityIn(url, init.headers, init.body));
    return {
      status: response.status,
      headers: {
        get: (name) => {
          const value = response.headers.get(name);
          return value === null ? null : hide(value);
        },
      },
      text: async () => hide(await response.text()),
    };
  };
}
