/** What a caller asked for and cannot have: one line that says so, and exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
