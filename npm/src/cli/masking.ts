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

/** Where a token stands in a canonical request, in a query, and in a string to sign of the RPC scheme. */
const TOKENS = [
  /(x-acs-(?:security|bearer)-token:).*/g,
  /((?:Security|Bearer)Token=)[^&\s]*/g,
  /((?:Security|Bearer)Token%3D).*?(?=%26|$)/gm,
];

/** Takes the tokens out of the texts of a request that is not ours. */
export function maskTokens(text: string): string {
  return TOKENS.reduce((left, token) => left.replace(token, `$1${MASK}`), text);
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
