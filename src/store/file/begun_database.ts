/** A database in memory that begins in the background. */
import { DuckDBInstance } from "@duckdb/node-api";
import { Begun } from "../../record/staging/begun.ts";

/** A database in memory that has begun; dispose of it to close it with its connections. */
export type BegunDatabase = Begun<DuckDBInstance>;

/** Begins a database in memory. */
export function beginDatabase(): BegunDatabase {
  return new Begun(
    DuckDBInstance.create(":memory:"),
    (instance) => instance.closeSync(),
  );
}
