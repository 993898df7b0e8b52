/** What a fault rule makes of a call: the refusal it asks for, and the way its answer takes. */
import { STATUS_OF_CODE, type EmulatorCode } from "./codes.js";
import type { Answer, Delivery } from "./exchange.js";
import type { FaultRule } from "./fault_rule.js";
import { Refusal } from "./refusal.js";

/** The refusal a rule asks for, if any. */
export function faultRefusal(rule: FaultRule): Refusal | undefined {
  const { retryAfterMs } = rule;
  if (rule.status === undefined && rule.code === undefined && retryAfterMs === undefined) {
    return undefined;
  }
  const code = rule.code ?? codeOfStatus(rule.status);
  const status = rule.status ?? STATUS_OF_CODE[code as EmulatorCode] ?? 400;
  return new Refusal(code, "A fault rule of the emulator refused the call.", {
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function codeOfStatus(status: number | undefined): EmulatorCode {
  if (status === undefined || status === 429) return "Throttling";
  if (status === 503) return "ServiceUnavailable";
  return status >= 500 ? "InternalError" : "InvalidParameter";
}

/** How an answer reaches the client under a rule. */
export function deliver(answer: Answer, rule: FaultRule = {}): Delivery {
  const { truncate, delayMs = 0, bodyDelayMs = 0 } = rule;
  const { status, headers, body } = rule.body === undefined ? answer : asText(answer, rule.body);
  const length = truncate === true ? body.length / 2 : truncate;
  return {
    answer: {
      status,
      headers: { ...headers, ...lowerCase(rule.headers) },
      body: truncate === undefined ? body : body.slice(0, length),
    },
    delayMs,
    bodyDelayMs,
    ending: endingOf(rule),
  };
}

function endingOf({ garbage, reset, truncate }: FaultRule): Delivery["ending"] {
  if (garbage) return "garbage";
  if (reset === undefined) return "whole";
  return truncate === undefined ? "reset" : "broken";
}

function asText(answer: Answer, text: string): Answer {
  const headers = { ...answer.headers, "content-type": "text/html;charset=utf-8" };
  return { ...answer, headers, body: new TextEncoder().encode(text) };
}

function lowerCase(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
