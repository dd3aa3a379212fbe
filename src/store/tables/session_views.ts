/**
 * Creates the views of a session over the tables of a database that is attached as `store`. They are temporary: a
 * transaction that changes the store may change no other database.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  type RowConditions,
  type RunNaming,
  storedRows,
} from "./run_numbers.ts";
import { tablesByRun } from "./schema.ts";
import quantiles from "./quantiles.sql" with { type: "text" };
import views from "./views.sql" with { type: "text" };

/** Queries of the rows that are in files and in no table of the store, by table, with its columns in order. */
export type Elsewhere = ReadonlyMap<string, string>;

/** All rows are in the tables. */
export const nowhere: Elsewhere = new Map();

/** The rows that a session sees: those that meet conditions in the tables of the store, and beside them. */
export interface SeenRows extends RowConditions {
  readonly naming: RunNaming;
  readonly elsewhere: Elsewhere;
}

/** Every row of a store without files. */
export function everyRow(naming: RunNaming): SeenRows {
  return { runs: "", tables: "", naming, elsewhere: nowhere };
}

/**
 * Creates the views: one for each table with the rows that are seen, and those of `views.sql` and `quantiles.sql` over them.
 * The caller has begun no transaction.
 */
export async function createViews(
  connection: DuckDBConnection,
  seen: SeenRows,
): Promise<void> {
  // In one transaction: each statement by itself would ask the catalogue of a DuckLake for its present snapshot.
  await connection.run("BEGIN");
  try {
    await showRows(connection, seen);
    await connection.run(views);
    await connection.run(quantiles);
    await connection.run("COMMIT");
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** Replaces the views of the tables, and so what all views show. */
export async function showRows(
  connection: DuckDBConnection,
  seen: SeenRows,
): Promise<void> {
  const all = ["runs", "warnings", ...tablesByRun].map((table) =>
    toView(table, seen)
  );
  await connection.run(all.join("\n"));
}

function toView(
  table: string,
  { naming, elsewhere, ...conditions }: SeenRows,
): string {
  const rows = storedRows(table, naming, conditions);
  const others = elsewhere.get(table);
  const query = others === undefined
    ? rows
    : `${rows} UNION ALL SELECT * FROM (${others}) ${conditions.tables}`;
  return `CREATE OR REPLACE TEMP VIEW ${table} AS ${query};`;
}
