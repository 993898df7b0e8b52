import { EcdError, ValidationError } from "./errors.js";
import type { Issue } from "./types.js";

/** What a call of a module answers: src/wasm/module.h. */
export type Answer<Value> =
  { value: Value } | { error: { code: string; message: string } } | { issues: unknown[] };

/** The value of an answer. @throws EcdError, ValidationError */
export function valueOf<Value>(answer: Answer<Value>, operation = ""): Value {
  if ("value" in answer) return answer.value;
  if ("issues" in answer) throw new ValidationError(answer.issues as Issue[], operation);
  throw new EcdError(answer.error.code, answer.error.message, operation ? { operation } : {});
}
