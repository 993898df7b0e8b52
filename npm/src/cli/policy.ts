import type { Core } from "../core/internal.js";

/** A policy document of Resource Access Management. */
export type Policy = {
  Version: "1";
  Statement: { Effect: "Allow"; Action: string[]; Resource: string }[];
};

/** What finishing an operation's job takes besides: waiting for a copy, and cancelling it. */
const COMPANIONS: Record<string, readonly string[]> = {
  CopyImage: ["DescribeImages", "CancelCopyImage"],
};

/** Actions in the text of a cell, e.g. `vpc: DescribeVpcs`. */
function actionsIn(cell: string): string[] {
  return [...cell.matchAll(/([\w-]+):\s*(\w+)/g)].map(([, product, name]) => `${product}:${name}`);
}

/** What lets a user do an operation: a statement for each resource. None: nothing has to be allowed. */
export function policyOf(core: Core, operation: string): { policy: Policy; unconfirmed: string[] } {
  const names = [operation, ...(COMPANIONS[operation] ?? [])];
  const rows = names.flatMap((name) => core.describe(name).authorization);
  const actions = new Map<string, Set<string>>();
  const allow = (resource: string, action: string): void => {
    actions.set(resource, (actions.get(resource) ?? new Set()).add(action));
  };
  for (const row of rows) {
    allow(row.resource, row.operation);
    for (const action of actionsIn(row.associatedOperation)) allow("*", action);
  }
  const Statement = [...actions].map(([Resource, Action]) => ({
    Effect: "Allow" as const,
    Action: [...Action],
    Resource,
  }));
  const unconfirmed = rows.filter((row) => !row.confirmed).map((row) => row.operation);
  return { policy: { Version: "1", Statement }, unconfirmed };
}
