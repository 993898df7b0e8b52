import { exchange } from "../client/exchange.js";
import type { RawAnswer } from "../client/exchange.js";
import { Limits } from "../client/time.js";
import { EcdError, isPlainObject, loadInternals } from "../core/internal.js";
import type { Fetch, HttpRequest } from "../core/internal.js";
import type { Keys } from "./access_key.js";
import { failed } from "./failures.js";

/** With an offset, or it would mean another time in each place. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Sends a request and reads the answer; follows no redirect. `retryable`: whether no answer is a failure
 * that passes. @throws EcdError `CredentialsFailed`
 */
export async function ask(
  fetch: Fetch,
  request: HttpRequest,
  { what, timeoutMs, retryable }: { what: string; timeoutMs: number; retryable: boolean },
): Promise<RawAnswer> {
  const context = {
    operation: { name: what },
    attempt: 1,
    timeoutMs,
    limits: new Limits(undefined, undefined),
  };
  try {
    return await exchange(await loadInternals(), fetch, request, context);
  } catch (error) {
    if (!(error instanceof EcdError)) throw error;
    throw failed(error.message, { retryable });
  }
}

/** A JSON text as an object. What a parser says of it may quote it, so it is not told. */
export function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** When keys expire. @throws EcdError `CredentialsFailed` */
export function expirationOf(value: unknown, what: string): { expiration?: Date } {
  if (value === undefined || value === null || value === "") return {};
  if (typeof value === "string" && DATE.test(value) && !Number.isNaN(Date.parse(value))) {
    return { expiration: new Date(value) };
  }
  throw failed(`${what}: Expiration is no date`);
}

/** Temporary keys as STS, the metadata service and others write them. @throws EcdError `CredentialsFailed` */
export function temporaryKeys(answer: Record<string, unknown>, what: string): Keys {
  const text = (name: string): string => {
    const value = answer[name];
    if (typeof value === "string" && value !== "") return value;
    throw failed(`${what}: the answer has no ${name}`);
  };
  return {
    accessKeyId: text("AccessKeyId"),
    accessKeySecret: text("AccessKeySecret"),
    securityToken: text("SecurityToken"),
    ...expirationOf(answer["Expiration"], what),
  };
}

/** What an answer of keys at a plain address holds. @throws EcdError `CredentialsFailed` */
export function keysAt({ status, body }: { status: number; body: string }, what: string): Keys {
  if (status !== 200) {
    throw failed(`${what}: HTTP status ${status}`, {
      statusCode: status,
      retryable: status >= 500,
    });
  }
  const answer = objectOf(body);
  if (!answer) throw failed(`${what}: the answer is no JSON object`);
  const code = answer["Code"];
  if (code !== undefined && code !== "Success")
    throw failed(`${what}: the answer's Code is not Success`);
  return temporaryKeys(answer, what);
}
