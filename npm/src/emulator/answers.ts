import type { Answer } from "./exchange.js";
import type { Refusal } from "./refusal.js";

/** What every answer carries. */
export type AnswerContext = {
  requestId: string;
  /** The endpoint, `HostId` of error answers. */
  host: string;
  now: Date;
};

/** The address that explains a code, as the service gives it in `Recommend`. */
const TROUBLESHOOT_PAGE = "https://api.aliyun.com/troubleshoot";

/** A call was done. */
export function successAnswer(result: Record<string, unknown>, context: AnswerContext): Answer {
  return jsonAnswer(200, { ...result, RequestId: context.requestId }, context);
}

/** A call was refused: the service's error envelope. A status below 400 carries no error. */
export function refusalAnswer(refusal: Refusal, context: AnswerContext): Answer {
  const { requestId, host } = context;
  const { code, message, status, details } = refusal;
  if (status < 400) return jsonAnswer(status, { RequestId: requestId }, context);
  const query = new URLSearchParams({ q: code, product: "ecd", requestId });
  const envelope = {
    RequestId: requestId,
    HostId: host,
    Code: code,
    Message: message,
    Recommend: `${TROUBLESHOOT_PAGE}?${query}`,
    // JSON leaves out what is undefined.
    AccessDeniedDetail: details.accessDeniedDetail,
    CanonicalRequest: details.canonicalRequest,
  };
  const answer = jsonAnswer(status, envelope, context);
  if (details.retryAfterMs !== undefined) {
    answer.headers["x-acs-retry-after"] = String(details.retryAfterMs);
  }
  return answer;
}

const encoder = new TextEncoder();

function jsonAnswer(status: number, content: object, { requestId, now }: AnswerContext): Answer {
  const headers = {
    "content-type": "application/json;charset=utf-8",
    date: now.toUTCString(),
    "x-acs-request-id": requestId,
  };
  return { status, headers, body: encoder.encode(JSON.stringify(content)) };
}
