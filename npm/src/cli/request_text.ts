import type { HttpRequest, SignedRequest } from "../core/internal.js";
import { harmless } from "./output.js";
import type { Output } from "./output.js";

function textSection(out: Output, title: string, text: string): string[] {
  return ["", out.paint("bold", title), ...text.split("\n").map(harmless)];
}

/** A request as text, the way it goes over the wire; its trace behind it. */
export function requestLines(
  out: Output,
  request: HttpRequest & Pick<SignedRequest, "trace">,
): string[] {
  const { method, url, headers, body, trace } = request;
  return [
    `${out.paint("bold", method)} ${harmless(url)}`,
    ...Object.entries(headers).map(
      ([name, value]) => `${out.paint("cyan", `${name}:`)} ${harmless(value)}`,
    ),
    ...(body === null ? [] : ["", harmless(String(body))]),
    ...(trace ? textSection(out, "Canonical request", trace.canonicalRequest) : []),
    ...(trace ? textSection(out, "String to sign", trace.stringToSign) : []),
  ];
}
