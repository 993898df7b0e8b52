import { STATUS_OF_CODE, type EmulatorCode } from "./codes.js";

/** What an answer tells beside code and message. */
export type RefusalDetails = {
  /** Header `x-acs-retry-after`, in milliseconds. */
  retryAfterMs?: number;
  /** Member `AccessDeniedDetail`: which permission is missing. */
  accessDeniedDetail?: Record<string, string>;
  /** Member `CanonicalRequest`, the emulator's own: the text whose signature was expected. */
  canonicalRequest?: string;
};

/** A call is refused: what becomes `Code`, `Message` and the HTTP status of the answer. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: RefusalDetails;

  /** `status` is needed only for a code that is not the emulator's own. */
  constructor(code: EmulatorCode, message: string, details?: RefusalDetails);
  constructor(code: string, message: string, details: RefusalDetails & { status: number });
  constructor(code: string, message: string, details: RefusalDetails & { status?: number } = {}) {
    super(message);
    const { status = STATUS_OF_CODE[code as EmulatorCode], ...others } = details;
    this.code = code;
    this.status = status;
    this.details = others;
  }
}
