/** Tells a full disk in one line: DuckDB's own message names a temporary file, and no remedy. */
import { UsageError } from "../../record/mod.ts";

/** Returns the error of what was to be done, as a `UsageError` with its remedy if the disk is full. */
export function withRemedy(error: unknown, what: string): unknown {
  const isFull = error instanceof Error &&
    (/No space left on device/.test(error.message) ||
      ("code" in error && error.code === "ENOSPC"));
  return isFull
    ? new UsageError(
      `Cannot ${what} as its disk is full: make room there; the store and the records are as they were`,
      { cause: error },
    )
    : error;
}
