import { EcdError } from "../core/internal.js";
import type { Limits } from "./time.js";

/** Whether a look that failed may be followed by another: a failure to look says nothing about the image. */
export function isPassing(error: unknown, limits: Limits): boolean {
  if (!(error instanceof EcdError)) return false;
  return error.retryable || (error.code === "Timeout" && limits.left() > 0);
}

/** The same pause in many clients would make them ask in step. */
export function withJitter(ms: number): number {
  return ms * (0.8 + Math.random() * 0.4);
}
