import { errorOf, unusable } from "./answer_error.js";
import type { Tried } from "./answer_error.js";
import type { Result } from "./options.js";

/** A member that an answer must have to be of use: a text that is not empty, or a list. */
export type Needed = { name: string; is: "text" | "list" };

function hasMember(result: Result, { name, is }: Needed): boolean {
  const value = result[name];
  return is === "list" ? Array.isArray(value) : typeof value === "string" && value !== "";
}

/** As the service, or an older one, spells it. */
function requestIdOf({ RequestId, requestId }: Result): string | undefined {
  return [RequestId, requestId].find((id): id is string => typeof id === "string" && id !== "");
}

/** @throws EcdError `InvalidAnswer` when a result lacks what is needed */
export function ensureNeeded(needed: Needed | undefined, result: Result, tried: Tried): void {
  if (needed === undefined || hasMember(result, needed)) return;
  throw errorOf(unusable(`the answer has no ${needed.is} ${needed.name}`, requestIdOf(result)), tried);
}
