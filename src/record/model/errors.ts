/** Request that cannot be served as given: a one-line message and exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
