import { EcdError } from "../core/internal.js";
import type { ThrottlingError } from "../core/internal.js";
import type { Caller } from "./call.js";
import type { Limits } from "./time.js";

/** Whether a look that failed may be followed by another: a failure to look says nothing about the image. */
export function isPassing(error: unknown, limits: Limits): boolean {
  if (!(error instanceof EcdError)) return false;
  return error.retryable || (error.code === "Timeout" && limits.left() > 0);
}

/** Whether a look failed for want of good credentials, and the provider may bring such the next time. */
export function mayRenew(error: unknown, caller: Caller): boolean {
  if (!(error instanceof EcdError) || !caller.renewsCredentials) return false;
  return error.code === "CredentialsFailed" || error.code.startsWith("InvalidSecurityToken");
}

/** The pause before the next look: no shorter than the service asked for when it refused the last one. */
export function pauseAfter(failure: EcdError | undefined, pause: number): number {
  return Math.max(withJitter(pause), (failure as ThrottlingError | undefined)?.retryAfterMs ?? 0);
}

/** The same pause in many clients would make them ask in step. */
function withJitter(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}
