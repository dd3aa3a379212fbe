/** What a run needs and this machine lacks: a program, a right. The run is skipped, by name, and says what to install. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}
