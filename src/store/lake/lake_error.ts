/** Errors of a store that machines share: its catalogue and tables can go away at any statement. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { UsageError } from "../../record/mod.ts";

/** Returns an error of DuckDB as a `UsageError` of one line, any other as it is. `what` could not be done. */
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

/** What a message of DuckDB has that is of storage, or of the statement itself. */
const HARMLESS =
  /\b(s3|https?):\/\/|\b(Parser|Binder|Catalog|Conversion|Permission) Error:/;

/**
 * Whether a connection to a DuckLake can be closed after an error. If its catalogue has gone, DuckDB could not take a
 * transaction back, tries again when it is closed, and ends this process as nobody catches that it cannot. So it can be closed
 * after an error of ours, and after one of storage or of a statement whose catalogue still answers.
 */
export async function canClose(
  connection: DuckDBConnection,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof Error)) return false;
  if (error.constructor !== Error && error.cause === undefined) return true;
  return HARMLESS.test(error.message) &&
    await connection.run(
      "SELECT 1 FROM __ducklake_metadata_store.ducklake_metadata LIMIT 1",
    ).then(() => true, () => false);
}
