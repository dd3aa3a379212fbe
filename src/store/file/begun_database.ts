/** A database in memory that begins in the background: whoever needs it soon reads meanwhile what it is for. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Database that has begun; dispose of it to close it with its connections. */
export class BegunDatabase implements AsyncDisposable {
  readonly #instance = DuckDBInstance.create(":memory:");
  #isClosed = false;

  constructor() {
    // Told to who connects.
    this.#instance.catch(() => {});
  }

  /** Connects as soon as it has begun. Throws DuckDB's error if it cannot begin. */
  async connect(): Promise<DuckDBConnection> {
    return await (await this.#instance).connect();
  }

  /** Closes it, once. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const instance = await this.#instance.catch(() => null);
    instance?.closeSync();
  }
}
