/** `ecd-wasm/core`: validation, requests and signatures, without any network. */
export { loadCore } from "./internal.js";
export type { CoreSource } from "./internal.js";
export {
  AbortError, EcdError, ServiceError, ThrottlingError, TimeoutError, TransportError, ValidationError,
} from "./internal.js";
export type {
  AuthorizationRow, BuildOptions, Constraints, Core, Credentials, DifferenceCause, ErrorDetails, Field, HttpRequest, Issue,
  IssueCode, Locale, Operation, Outcome, Parameter, Profile, Region, SignatureAlgorithm, SignedRequest,
  SignOptions, Fetch, Signal, Text, TextDifference, Trace, Verdict, VerifyOptions,
} from "./internal.js";
