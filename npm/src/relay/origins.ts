import { Refusal } from "./refusal.js";

/**
 * Whose pages may ask. This keeps other sites' pages from using a visitor's session (CSRF); it proves
 * nothing about a sender that is no browser.
 */
export class Origins {
  readonly #allowed: readonly string[] | undefined;

  constructor(origin: string | readonly string[] | undefined) {
    this.#allowed = typeof origin === "string" ? [origin] : origin;
  }

  /** @throws Refusal `OriginNotAllowed` */
  check(request: Request): void {
    const origin = request.headers.get("origin");
    if (origin === null || this.#isAllowed(origin, request)) return;
    throw new Refusal(403, "OriginNotAllowed", "pages of this origin may not use the relay");
  }

  /** What lets a page of another origin that is named read the answer. */
  headersFor(request: Request): Record<string, string> {
    const origin = request.headers.get("origin");
    if (origin === null || !this.#allowed?.includes(origin)) return {};
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      vary: "origin",
    };
  }

  /** The answer to a browser that asks before it sends; nothing for any other request. */
  preflight(request: Request): Response | undefined {
    const headers = this.headersFor(request);
    const isPreflight =
      request.method === "OPTIONS" && request.headers.has("access-control-request-method");
    if (!isPreflight || !headers["vary"]) return undefined;
    return new Response(null, {
      status: 204,
      headers: {
        ...headers,
        "access-control-allow-methods": "POST",
        // A session's token may stand in any header; it is for authorize to judge.
        "access-control-allow-headers":
          request.headers.get("access-control-request-headers") ?? "content-type",
        "access-control-max-age": "600",
      },
    });
  }

  #isAllowed(origin: string, request: Request): boolean {
    return (this.#allowed ?? [new URL(request.url).origin]).includes(origin);
  }
}
