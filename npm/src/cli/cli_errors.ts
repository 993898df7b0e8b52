/** The command line is wrong. Ends with status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
