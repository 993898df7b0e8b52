import { isSignedByRsa } from "../core/internal.js";
import type { CoreInternals, Credentials, HttpRequest, Verdict } from "../core/internal.js";
import { maskTokens } from "./masking.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";

/** Requests may be this far from the service's time. */
const WINDOW_SECONDS = 900;

/** How a service would see a signed request. */
export type Looks = {
  /** `unchecked`: there is no secret for its key here. */
  verdict: "right" | "refused" | "unchecked";
  code?: string;
  message?: string;
  /** In ISO 8601, and how long ago in seconds. */
  date?: string;
  ageSeconds?: number;
  canonicalRequest: string;
  stringToSign: string;
};

/** The date in a request of any scheme. */
function dateOf({ headers, url }: HttpRequest): Date | undefined {
  const text = headers["x-acs-date"] ?? /[?&]Timestamp=([^&]+)/.exec(url)?.[1] ?? headers["date"];
  const date = new Date(decodeURIComponent(text ?? ""));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function check(
  core: CoreInternals,
  request: HttpRequest,
  credentials: Credentials | undefined,
): Verdict | undefined {
  if (typeof credentials !== "object" || !("accessKeySecret" in credentials)) return undefined;
  // Credentials hold the private half.
  if (isSignedByRsa(request)) return undefined;
  let isOurs = false;
  const verdict = core.verify(request, {
    secretOf: (id) => ((isOurs = id === credentials.accessKeyId) ? credentials : undefined),
    // Its age is told, not refused: what is explained is mostly old.
    ...(dateOf(request) ? { now: dateOf(request)! } : {}),
  });
  return isOurs || (!verdict.ok && verdict.code !== "InvalidAccessKeyId.NotFound")
    ? verdict
    : undefined;
}

/** @throws EcdError when the request has no texts to sign: it is unsigned, or misses a part */
export function requestLooks(
  core: CoreInternals,
  request: HttpRequest,
  credentials: Credentials | undefined,
): Looks {
  const verdict = check(core, request, credentials);
  const { canonicalRequest, stringToSign } = core.textsOf(request);
  const date = dateOf(request);
  return {
    verdict: verdict === undefined ? "unchecked" : verdict.ok ? "right" : "refused",
    ...(verdict && !verdict.ok ? { code: verdict.code, message: maskTokens(verdict.message) } : {}),
    ...(date
      ? { date: date.toISOString(), ageSeconds: Math.round((Date.now() - date.getTime()) / 1000) }
      : {}),
    canonicalRequest: maskTokens(canonicalRequest),
    stringToSign: maskTokens(stringToSign),
  };
}

const VERDICTS = {
  right: "The signature is right for the key at hand.",
  refused: "The signature is refused.",
  unchecked: "The signature was not checked: there is no secret for its key here.",
};

function ageLine({ date, ageSeconds = 0 }: Looks): string {
  if (date === undefined) return "";
  const far = Math.abs(ageSeconds);
  const spoken =
    far < 120
      ? `${far} s`
      : far < 7200
        ? `${Math.round(far / 60)} min`
        : `${Math.round(far / 3600)} h`;
  const end = far > WINDOW_SECONDS ? ": the service refuses it, 15 min are allowed" : "";
  return `Dated ${date}, ${spoken} ${ageSeconds < 0 ? "ahead of" : "behind"} this clock${end}.`;
}

/** The looks for people. */
export function looksOf(out: Output, looks: Looks): string[] {
  const color =
    looks.verdict === "right" ? "green" : looks.verdict === "refused" ? "red" : "yellow";
  const section = (title: string, text: string): string[] =>
    text === "" ? [] : ["", out.paint("bold", title), ...text.split("\n").map(harmless)];
  const head = [
    out.paint(color, VERDICTS[looks.verdict]),
    looks.code === undefined ? "" : harmless(`${looks.code}: ${looks.message}`),
    ageLine(looks),
  ];
  return [
    ...head.filter((line) => line !== ""),
    ...section("Canonical request", looks.canonicalRequest),
    ...section("String to sign", looks.stringToSign),
  ];
}
