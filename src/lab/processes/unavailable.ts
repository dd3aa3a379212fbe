/** A requirement that this machine does not meet: a program or a privilege. The run is skipped with the reason. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}
