/** Tells in one line what DuckDB reports of a store that machines share: its catalogue and tables can go away at any statement. */
import { UsageError } from "../../record/mod.ts";

/** Returns an error of DuckDB as a `UsageError`; any other as it is. `what` could not be done. */
export function toLakeError(error: unknown, what: string): unknown {
  // DuckDB's errors are of no class of their own.
  return error instanceof Error && error.constructor === Error
    ? new UsageError(
      `Cannot ${what} as DuckDB reports: ${
        error.message.split("\n")[0]
      }; what was loaded before stays: check that the catalogue and the tables can be reached, and load again`,
      { cause: error },
    )
    : error;
}
