/** Opens a database in memory that writes one table within bounded memory. */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

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
}

/**
 * Opens a database that spills to `<path>.tmp`. A fixed number of threads, so that the same rows give the same bytes; one
 * instance a table, so that no table waits.
 */
export async function openWriter(
  path: string,
  { memory = MEMORY_LIMIT }: WriterLimits = {},
): Promise<DuckDBWriter> {
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    temp_directory: `${path}.tmp`,
    ...(memory === null ? {} : { memory_limit: memory }),
  });
  return { instance, connection: await instance.connect() };
}

/** Such a database, which begins in the background; dispose of it to close it. */
export class BegunWriter implements AsyncDisposable {
  readonly #writer: Promise<DuckDBWriter>;
  #isClosed = false;

  constructor(path: string, limits: WriterLimits = {}) {
    this.#writer = openWriter(path, limits);
    // Told to who connects.
    this.#writer.catch(() => {});
  }

  /** Returns its connection as soon as it has begun. Throws DuckDB's error if it cannot begin. */
  async connect(): Promise<DuckDBConnection> {
    return (await this.#writer).connection;
  }

  /** Closes it, once. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const writer = await this.#writer.catch(() => null);
    writer?.connection.closeSync();
    writer?.instance.closeSync();
  }
}
