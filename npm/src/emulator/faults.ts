import { checkFaultRule, type FaultRule } from "./fault_rule.js";

/** Handle of an added rule. */
export type FaultHandle = {
  /** How many calls it has met. */
  readonly hits: number;
  remove(): void;
};

/** An emulator's fault switches. A call meets the oldest rule that fits and is not used up. */
export type Faults = {
  /** @throws EcdError `InvalidOptions` */
  add(rule: FaultRule): FaultHandle;
  clear(): void;
};

type ActiveRule = { rule: FaultRule; hits: number };

/** The rules in force. */
export class FaultList implements Faults {
  readonly #active = new Set<ActiveRule>();

  add(rule: FaultRule): FaultHandle {
    checkFaultRule(rule);
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
