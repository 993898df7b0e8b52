/** What passes between the service and whoever carries requests to it: HTTP server or `fetch`. */

/** A request as it arrived. */
export type Arrival = {
  method: string;
  /** Path and query as sent, from the first slash. */
  target: string;
  /** Names in lower case. A header sent twice is one value, joined with a comma. */
  headers: Record<string, string>;
  /** Undefined when it was larger than `MAX_BODY_BYTES` and therefore not kept. */
  body: Uint8Array | undefined;
};

/** An answer of the service. */
export type Answer = {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
};

/**
 * How an answer reaches the client.
 * - `whole`: as it is.
 * - `broken`: head and body are sent, then the connection is lost before the announced length.
 * - `reset`: the connection is lost before anything is sent.
 * - `garbage`: something that is not HTTP is sent.
 */
export type Delivery = {
  answer: Answer;
  /** How long the whole answer waits. */
  delayMs: number;
  /** How long the body waits after the headers. */
  bodyDelayMs: number;
  ending: "whole" | "broken" | "reset" | "garbage";
};

/** A body beyond this is refused. The service's own limit is not published. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Waits; rejects with the signal's reason as soon as it aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
