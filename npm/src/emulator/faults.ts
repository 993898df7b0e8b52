import { Refusal, STATUS_OF_CODE, type EmulatorCode } from "./codes.js";

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
  /** Answers so much later, in real time; what was asked for is done at once. */
  delayMs?: number;
  /** Sends only so many bytes of the body (`true`: half), with nothing that tells of the loss. */
  truncate?: number | true;
  /**
   * Loses the connection instead of answering: `before` with nothing done, `after` with all done.
   * With `truncate` the answer's beginning is still sent.
   */
  reset?: "before" | "after";
};

/** Handle of an added rule. */
export type FaultHandle = {
  /** How many calls it has met. */
  readonly hits: number;
  remove(): void;
};

/** An emulator's fault switches. A call meets the oldest rule that fits and is not used up. */
export type Faults = { add(rule: FaultRule): FaultHandle; clear(): void };

type ActiveRule = { rule: FaultRule; hits: number };

/** The rules in force. */
export class FaultList implements Faults {
  readonly #active = new Set<ActiveRule>();

  add(rule: FaultRule): FaultHandle {
    const active: ActiveRule = { rule: { ...rule }, hits: 0 };
    this.#active.add(active);
    return {
      get hits() {
        return active.hits;
      },
      remove: () => void this.#active.delete(active),
    };
  }

  clear(): void {
    this.#active.clear();
  }

  /** The rule a call meets, counted as a hit. */
  take(operation: string, regionId: string | undefined): FaultRule | undefined {
    for (const active of this.#active) {
      const { rule } = active;
      if (active.hits >= (rule.times ?? Infinity)) continue;
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.regionId !== undefined && rule.regionId !== regionId) continue;
      active.hits += 1;
      return rule;
    }
    return undefined;
  }
}

/** The refusal a rule asks for, if any. */
export function faultRefusal(rule: FaultRule): Refusal | undefined {
  if (rule.status === undefined && rule.code === undefined && rule.retryAfterMs === undefined) {
    return undefined;
  }
  const code = rule.code ?? codeOfStatus(rule.status);
  const status = rule.status ?? STATUS_OF_CODE[code as EmulatorCode] ?? 400;
  return new Refusal(code, "A fault rule of the emulator refused the call.", status);
}

function codeOfStatus(status: number | undefined): EmulatorCode {
  if (status === undefined || status === 429) return "Throttling";
  if (status === 503) return "ServiceUnavailable";
  return status >= 500 ? "InternalError" : "InvalidParameter";
}
