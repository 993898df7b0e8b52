import { EcdError, VERSION } from "../core/internal.js";

/** Visible characters and spaces: nothing that could end the header. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;

/** The version of Node.js, or of what passes for it; "" where there is none. */
function nodeVersion(): string {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node ?? "";
}

/**
 * The header that names this package, what runs it and, behind these, the application. None in pages:
 * they may not name themselves, and a header of our own would cost them a preflight.
 * @throws EcdError `InvalidOption`
 */
export function userAgentHeader(application: string | undefined): Record<string, string> {
  if (application !== undefined && !HEADER_TEXT.test(application))
    throw new EcdError("InvalidOption", "userAgent must be printable ASCII text");
  if (typeof document !== "undefined") return {};
  const node = nodeVersion();
  const names = [`ecd-wasm/${VERSION}`, node && `Node.js/${node}`, application];
  return { "user-agent": names.filter(Boolean).join(" ") };
}
