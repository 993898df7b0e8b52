import { EcdError } from "../core/internal.js";

/** What the relay itself refuses, with the HTTP status it answers. Nothing was sent then. */
export class Refusal extends EcdError {
  constructor(
    readonly status: number,
    code: string,
    message: string,
  ) {
    super(code, message, { statusCode: status });
  }
}
