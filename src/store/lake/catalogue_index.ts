/**
 * Gives a catalogue in PostgreSQL an index of what each file of the tables holds. DuckLake makes none, and uses one that is
 * there: without it, a question about one run has PostgreSQL read what it knows of every column of every file.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlText } from "../../record/mod.ts";
import { parseLakeUrl } from "./lake_url.ts";

const CREATE_INDEX =
  "CREATE INDEX IF NOT EXISTS loadline_file_column_stats ON ducklake_file_column_stats (table_id, column_id)";

/** Creates the index in the catalogue of the DuckLake at `path`, which is attached for writing, unless it is there. */
export async function indexCatalogue(
  connection: DuckDBConnection,
  path: string,
): Promise<void> {
  const { extensions } = parseLakeUrl(path);
  if (!extensions.includes("postgres_scanner")) return;
  await connection.run(
    `CALL postgres_execute('__ducklake_metadata_store', ${
      sqlText(CREATE_INDEX)
    })`,
  ).catch(() => {
    // Who may make none, or is not the first to make it, goes on without: all is the same.
  });
}
