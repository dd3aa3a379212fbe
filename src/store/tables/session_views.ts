/**
 * Creates the views of a session over the tables of a database that is attached as `store`. They are temporary: a
 * transaction that changes the store may change no other database.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { tablesByRun } from "./schema.ts";
import views from "./views.sql" with { type: "text" };

/** Conditions of the rows that a session sees, each empty or from `WHERE` on. */
export interface SeenRows {
  /** Of tables with the columns `experiment` and `run_id`. */
  readonly runs: string;
  /** Of tables with the column `run_id`. */
  readonly tables: string;
}

/** Every row. */
export const everyRow: SeenRows = { runs: "", tables: "" };

/** Creates the views: one for each table with the rows that are seen, and those of `views.sql` over them. */
export async function createViews(
  connection: DuckDBConnection,
  seen: SeenRows,
): Promise<void> {
  await showRows(connection, seen);
  await connection.run(views);
}

/** Replaces the views of the tables, and so what all views show. */
export async function showRows(
  connection: DuckDBConnection,
  { runs, tables }: SeenRows,
): Promise<void> {
  const all = [
    ...["runs", "warnings"].map((table) => toView(table, runs)),
    ...tablesByRun.map((table) => toView(table, tables)),
  ];
  await connection.run(all.join("\n"));
}

function toView(table: string, filter: string): string {
  return `CREATE OR REPLACE TEMP VIEW ${table} AS SELECT * FROM store.main.${table} ${filter};`;
}
