import type { Core } from "../core/internal.js";
import type { Account } from "./account.js";
import { Refusal } from "./refusal.js";

/**
 * RAM as far as an account denies actions. An operation whose documentation page names no action,
 * such as DescribeRegions, is open to everyone.
 * @throws Refusal `Forbidden.RAM`
 */
export function checkPermission(account: Account, operation: string, core: Core): void {
  const { accessKeyId, securityToken, deny = [] } = account;
  if (deny.length === 0) return;
  const actions = core.describe(operation).authorization.map((row) => row.operation);
  const denied = actions.find((action) => deny.some((pattern) => covers(pattern, action)));
  if (denied === undefined) return;
  throw new Refusal("Forbidden.RAM", "User not authorized to operate on the specified resource.", {
    accessDeniedDetail: {
      AuthAction: denied,
      AuthPrincipalType: securityToken === undefined ? "SubUser" : "AssumedRoleUser",
      AuthPrincipalDisplayName: accessKeyId,
      NoPermissionType: "ExplicitDeny",
      PolicyType: "AccountLevelIdentityBasedPolicy",
    },
  });
}

/** `*` stands at a pattern's end only. */
function covers(pattern: string, action: string): boolean {
  return pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
}
