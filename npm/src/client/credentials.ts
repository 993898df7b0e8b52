import { EcdError } from "../core/internal.js";
import type { Credentials, HttpRequest } from "../core/internal.js";
import type { CredentialsSource, ProvidedCredentials } from "./options.js";
import { atOutcome } from "./retries.js";

/** What a provider answered, as credentials. Empty members count as absent. */
function fromProvided(provided: ProvidedCredentials): Credentials {
  if (provided.bearerToken) return { bearerToken: provided.bearerToken };
  const { accessKeyId = "", accessKeySecret = "", securityToken } = provided;
  return { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) };
}

/** Asks the source. @throws EcdError `CredentialsFailed` when a provider fails */
export async function getCredentials(source: CredentialsSource): Promise<Credentials> {
  if (typeof source === "object" && source !== null && !("getCredential" in source)) return source;
  if (typeof source === "string") return source;
  try {
    return fromProvided(await (typeof source === "function" ? source() : source.getCredential()));
  } catch (error) {
    // Whatever became of the provider's own requests, nothing of this call was sent.
    if (error instanceof EcdError) throw atOutcome(error, { outcome: "not-sent", attempts: 0 });
    // The provider's own text may quote what it read.
    throw new EcdError("CredentialsFailed", "the credentials provider failed");
  }
}

/** The texts of credentials that must appear nowhere. */
function secretsOf(credentials: Credentials): string[] {
  if (typeof credentials === "string") return [];
  const texts =
    "bearerToken" in credentials
      ? [credentials.bearerToken]
      : [credentials.accessKeySecret, credentials.securityToken];
  return texts.filter((text): text is string => typeof text === "string" && text !== "");
}

/** A text as it may be echoed: as it is, in JSON, in a URL as JavaScript or as RFC 3986 writes it. */
function spellings(text: string): string[] {
  const inUrl = encodeURIComponent(text);
  const strictly = inUrl.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return [text, JSON.stringify(text).slice(1, -1), inUrl, strictly];
}

/** The signature of a request: in its Authorization header or, in the older scheme, in its query or form. */
function signatureOf({ url, headers, body }: HttpRequest): string {
  const inHeader = /Signature=(\w+)/.exec(headers["authorization"] ?? "")?.[1];
  const form = new URLSearchParams(typeof body === "string" ? body : "");
  return inHeader ?? new URL(url).searchParams.get("Signature") ?? form.get("Signature") ?? "";
}

/** Takes the texts out, however they are spelt. */
export function hider(texts: readonly string[]): (text: string) => string {
  const secrets = texts.filter((text) => text !== "").flatMap(spellings);
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
}

/** Takes secrets and the signature out of what a service echoes of a request. */
export function redactor(credentials: Credentials, request: HttpRequest): (text: string) => string {
  return hider([...secretsOf(credentials), signatureOf(request)]);
}

/** The same for all texts of a JSON value. */
export function redactAll(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [redact(name), redactAll(member, redact)]),
  );
}
