import { isPlainObject, ownValue } from "../core/internal.js";
import { MESSAGE_VERSION } from "./message.js";
import type { RelayCall } from "./message.js";
import { Refusal } from "./refusal.js";

const MEMBERS = ["version", "operation", "params", "nonce", "regionId"] as const;

/** @throws Refusal `MethodNotAllowed`, `UnsupportedMediaType` */
export function checkHead({ method, headers }: Request): void {
  if (method !== "POST") throw new Refusal(405, "MethodNotAllowed", "calls are sent with POST");
  // No form of another site's page can send this type: a browser would ask first.
  if (/^application\/json *(;|$)/i.test(headers.get("content-type") ?? "")) return;
  throw new Refusal(415, "UnsupportedMediaType", "calls are sent as application/json");
}

/** The body's text, read no further than the limit. @throws Refusal `BodyTooLarge`, `InvalidBody` */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = new Refusal(413, "BodyTooLarge", `the body is larger than ${maxBytes} bytes`);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge;
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = request.body?.getReader();
    for (let part; reader && (part = await reader.read()) && !part.done; parts.push(part.value)) {
      size += part.value.length;
      if (size <= maxBytes) continue;
      // Not waited for: a sender may never end.
      reader.cancel().catch(() => undefined);
      throw tooLarge;
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(joined(parts, size));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, "InvalidBody", "the body cannot be read as UTF-8");
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What is asked for. Its parameters are not looked at yet. @throws Refusal `InvalidBody`, `UnsupportedVersion` */
export function readCall(body: string): RelayCall {
  const call = parse(body);
  const [version, operation, params, nonce, regionId] = MEMBERS.map((name) => ownValue(call, name));
  if (version !== MESSAGE_VERSION) {
    throw new Refusal(400, "UnsupportedVersion", `the relay speaks version ${MESSAGE_VERSION}`);
  }
  const isRegion = regionId === undefined || typeof regionId === "string";
  const isNonce = typeof nonce === "string" && /^[0-9a-f]{32}$/.test(nonce);
  if (typeof operation !== "string" || !isPlainObject(params) || !isNonce || !isRegion) {
    const needed =
      "operation (text), params (object), nonce (32 hexadecimal digits), and may have regionId (text)";
    throw new Refusal(400, "InvalidBody", `a call has ${needed}`);
  }
  return {
    version,
    operation,
    params,
    nonce,
    ...(isRegion && regionId !== undefined ? { regionId } : {}),
  };
}

function parse(text: string): unknown {
  if (text === "") {
    throw new Refusal(400, "InvalidBody", "the body is empty: was it read before the relay?");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "InvalidBody", "the body is not JSON");
  }
}
