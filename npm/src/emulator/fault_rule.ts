import { EcdError } from "../core/internal.js";
import { COUNT, FILLED_TEXT, MILLISECONDS, TEXT, TRUE, must, oneOf, record } from "./checks.js";

/** A fault to produce. Only calls whose signature holds meet one. */
export type FaultRule = {
  /** Default: any operation. */
  operation?: string;
  /** The region the call is for. Default: any. */
  regionId?: string;
  /** How many calls it meets. Default: all, until removed. */
  times?: number;

  /** Answers this status, with nothing done; below 400 with a RequestId and nothing else. */
  status?: number;
  /** Answers this error code, with nothing done. Default by `status`. */
  code?: string;
  /** Sends `x-acs-retry-after`; alone it makes the answer a `Throttling`. */
  retryAfterMs?: number;
  /** With the three above: what was asked for is done all the same. */
  done?: true;
  /** The image that the call starts to make ends as `CreateFailed`. */
  imageFails?: true;
  /**
   * The request arrives twice, as a faulty proxy may send it; the client gets the second answer,
   * which is not changed by the rule.
   */
  twice?: true;

  /** Sends this body in place of the service's, as text/html unless `headers` say otherwise. */
  body?: string;
  /** Sends these headers too, or in place of the service's. */
  headers?: Record<string, string>;
  /** Answers so much later, in real time; what was asked for is done at once. */
  delayMs?: number;
  /** Sends the headers, and the body so much later, in real time. */
  bodyDelayMs?: number;
  /** Sends only so many bytes of the body (`true`: half), with nothing that tells of the loss. */
  truncate?: number | true;
  /**
   * Loses the connection instead of answering: `before` with nothing done, `after` with all done.
   * With `truncate` the answer's beginning is still sent.
   */
  reset?: "before" | "after";
  /** Sends something that is not HTTP. */
  garbage?: true;
};

const HEADER = /^[a-z0-9-]+:[\x20-\x7e]*$/i;
const HEADERS = must(
  "an object of header names and texts in ASCII",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every((pair) => HEADER.test(pair.join(":"))),
);

const RULE = record({
  operation: FILLED_TEXT,
  regionId: FILLED_TEXT,
  times: COUNT,
  status: must(
    "a status from 200 to 599",
    (v) => Number.isInteger(v) && Number(v) >= 200 && Number(v) <= 599,
  ),
  code: FILLED_TEXT,
  retryAfterMs: COUNT,
  done: TRUE,
  imageFails: TRUE,
  twice: TRUE,
  body: TEXT,
  headers: HEADERS,
  delayMs: MILLISECONDS,
  bodyDelayMs: MILLISECONDS,
  truncate: must("true or a number of bytes", (v) => v === true || COUNT(v) === undefined),
  reset: oneOf("before", "after"),
  garbage: TRUE,
});

/** @throws EcdError `InvalidOptions` */
export function checkFaultRule(rule: FaultRule): void {
  const wrong = RULE(rule);
  if (wrong !== undefined) throw new EcdError("InvalidOptions", `faults.add: rule${wrong}.`);
}
