/** Opens a database in memory that writes one table within bounded memory. */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { Begun } from "./begun.ts";

/** Memory for rows of usual length; without a limit a table of ten million takes a gibibyte, and is no faster. */
const MEMORY_LIMIT = "256MB";

/** A database in memory and its connection; the caller closes both. */
export interface DuckDBWriter {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** Limits of such a database. */
export interface WriterLimits {
  /** Memory that it may take, as DuckDB writes it; null for no limit. @default {"256MB"} */
  readonly memory?: string | null;
  /**
   * Threads that read and write: one for rows that are shown (`shown_rows.ts`), as only one can ask for them, and another would
   * wait for it in a loop that takes a processor from those who have work. @default {2}
   */
  readonly threads?: 1 | 2;
}

/**
 * Opens a database that spills to `<path>.tmp`. A fixed number of threads, so that the same rows give the same bytes; one
 * instance a table, so that no table waits.
 */
export async function openWriter(
  path: string,
  { memory = MEMORY_LIMIT, threads = 2 }: WriterLimits = {},
): Promise<DuckDBWriter> {
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(threads),
    temp_directory: `${path}.tmp`,
    ...(memory === null ? {} : { memory_limit: memory }),
  });
  return { instance, connection: await instance.connect() };
}

/** Such a database, which begins in the background. */
export type BegunWriter = Begun<DuckDBWriter>;

/** Begins to open such a database. */
export function beginWriter(
  path: string,
  limits: WriterLimits = {},
): BegunWriter {
  return new Begun(openWriter(path, limits), ({ connection, instance }) => {
    connection.closeSync();
    instance.closeSync();
  });
}
