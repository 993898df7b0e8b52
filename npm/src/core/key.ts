import { EcdError } from "./errors.js";
import type { HttpRequest, SignOptions } from "./types.js";

/** Who signs, and how; `generation` of the module's instance that was told. */
export type Key = {
  accessKeyId: string | undefined;
  accessKeySecret: string | undefined;
  securityToken: string | undefined;
  bearerToken: string | undefined;
  isAnonymous: boolean;
  algorithm: string | undefined;
  style: string | undefined;
  generation: number;
};

/** Whether the secret is an RSA key, for which there is a module of its own. */
export function isRsa(algorithm: string | undefined): boolean {
  return algorithm === "ACS3-RSA-SHA256";
}

/** Whether a request is signed by an RSA key, which takes the public half to check. */
export function isSignedByRsa({ headers }: HttpRequest): boolean {
  return headers["authorization"]?.startsWith("ACS3-RSA-") === true;
}

/** @throws EcdError `InvalidCredentials` */
export function keyOf({ credentials, algorithm, style }: SignOptions, generation: number): Key {
  const key: Key = {
    accessKeyId: undefined,
    accessKeySecret: undefined,
    securityToken: undefined,
    bearerToken: undefined,
    isAnonymous: credentials === "anonymous",
    algorithm,
    style,
    generation,
  };
  if (credentials === "anonymous") return key;
  if (typeof credentials !== "object" || credentials === null) throw noKeyPair();
  if ("bearerToken" in credentials) {
    key.bearerToken = credentials.bearerToken;
    return key;
  }
  if (!("accessKeyId" in credentials)) throw noKeyPair();
  key.accessKeyId = credentials.accessKeyId;
  // The core has no use for an RSA key, so it is not given one.
  if (!isRsa(algorithm)) key.accessKeySecret = credentials.accessKeySecret;
  // "" is what credential objects hold that have no token.
  key.securityToken = credentials.securityToken || undefined;
  return key;
}

function noKeyPair(): EcdError {
  return new EcdError("InvalidCredentials", "credentials need accessKeyId and accessKeySecret");
}

/** Whether the core has nothing to be told. */
export function isSameKey(a: Key, b: Key): boolean {
  return (
    a.accessKeySecret === b.accessKeySecret &&
    a.accessKeyId === b.accessKeyId &&
    a.securityToken === b.securityToken &&
    a.bearerToken === b.bearerToken &&
    a.isAnonymous === b.isAnonymous &&
    a.algorithm === b.algorithm &&
    a.style === b.style &&
    a.generation === b.generation
  );
}
