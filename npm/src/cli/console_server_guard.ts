import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Carries the token of this start; the page reads it from its own `<meta>`. */
export const TOKEN_HEADER = "x-ecd-console-token";

/** Why a request is not served. */
export type Refusal = { status: number; code: string; message: string };

/**
 * Who may use the server. Listening on loopback is no defence: any page can send requests to it, and one
 * whose name resolves to 127.0.0.1 (DNS rebinding) can read the answers. So the names are looked at.
 */
export class ConsoleGuard {
  readonly #hosts: readonly string[];
  readonly #token: Buffer;

  constructor(port: number, token: string) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#token = Buffer.from(token);
  }

  /** For every request. */
  checkSender({ host = "", origin }: IncomingHttpHeaders): Refusal | undefined {
    if (!this.#hosts.includes(host.toLowerCase())) {
      return { status: 403, code: "InvalidHost", message: "This host is not served." };
    }
    if (
      origin !== undefined &&
      !this.#hosts.some((name) => origin.toLowerCase() === `http://${name}`)
    ) {
      return {
        status: 403,
        code: "InvalidOrigin",
        message: "Pages of this origin are not served.",
      };
    }
    return undefined;
  }

  /** For calls: only the page this server has sent knows the token. */
  checkToken(headers: IncomingHttpHeaders): Refusal | undefined {
    const given = Buffer.from(String(headers[TOKEN_HEADER] ?? ""));
    // The length is no secret.
    if (given.length === this.#token.length && timingSafeEqual(given, this.#token))
      return undefined;
    const message = "The page is not of this start of the console. Reload it.";
    return { status: 403, code: "InvalidConsoleToken", message };
  }
}
