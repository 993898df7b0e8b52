/** The command line is wrong. Ends with status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** There are no usable credentials. Ends with status 4. */
export class CredentialsError extends Error {
  override name = "CredentialsError";
}
