import type { Credentials, HttpRequest, SignedRequest } from "../core/internal.js";

const MASK = "***";

/** Takes the secret and the token out of a text. */
function maskerOf(credentials: Credentials): (text: string) => string {
  if (typeof credentials === "string") return (text) => text;
  const secrets =
    "bearerToken" in credentials
      ? [credentials.bearerToken]
      : [credentials.accessKeySecret, credentials.securityToken];
  return (text) =>
    secrets.reduce<string>((left, secret) => (secret ? left.replaceAll(secret, MASK) : left), text);
}

/** A signed request that may be shown: without secret and token, its trace too. */
export function maskSecrets(request: SignedRequest, credentials: Credentials): SignedRequest {
  const mask = maskerOf(credentials);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, mask(value)]);
  const { trace } = request;
  return {
    ...request,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(trace ? { trace: { ...trace, canonicalRequest: mask(trace.canonicalRequest) } } : {}),
  };
}

/** The same without the signature: what cannot be sent by whoever reads it. */
export function maskSignature(request: HttpRequest): HttpRequest {
  const { authorization, ...headers } = request.headers;
  if (authorization === undefined) return request;
  return {
    ...request,
    headers: {
      ...headers,
      authorization: authorization.replace(/Signature=\w+/, `Signature=${MASK}`),
    },
  };
}
