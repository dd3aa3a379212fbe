/**
 * Names the runs whose rows are inserted, for the statements that insert them.
 *
 * By an expression: with a join, DuckDB inserts rows in any order, and compresses those of one run by one thread, at the commit.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { columns, sqlText, type TableName } from "../../record/mod.ts";
import { type RunNaming, storedTable } from "../tables/run_numbers.ts";
import { sqlColumns } from "../tables/sql_columns.ts";

/** Condition on rows that have a `run_id`: they are of the runs that were named last. */
export const IS_OWN = "own_run(run_id) IS NOT NULL";

/**
 * Makes the macro `own_run` of what names a run in the tables of the store, by its id: null for all but these runs. Numbers go on
 * from the greatest in the table `runs`.
 */
export async function nameOwnRuns(
  connection: DuckDBConnection,
  runs: readonly { readonly run_id: string }[],
  naming: RunNaming,
): Promise<void> {
  const value = runs.length === 0
    ? "NULL"
    : await toName(connection, runs, naming);
  await connection.run(
    `CREATE OR REPLACE TEMP MACRO own_run(id) AS ${value}`,
  );
}

async function toName(
  connection: DuckDBConnection,
  runs: readonly { readonly run_id: string }[],
  naming: RunNaming,
): Promise<string> {
  const ids = new Set(runs.map(({ run_id }) => sqlText(run_id)));
  const own = `TRY_CAST(id AS ENUM (${[...ids].join(", ")}))`;
  if (naming === "id") return `CAST(${own} AS VARCHAR)`;
  const reader = await connection.runAndReadAll(
    "SELECT coalesce(max(run_number), 0) + 1 FROM store.main.runs",
  );
  const first = Number(reader.getRows()[0]?.[0]);
  return `CAST(${first} + enum_code(${own}) AS INTEGER)`;
}

/** Returns the statement that inserts rows of own runs; `source` has the columns of the record, and may end with a condition. */
export function insertOwn(
  table: TableName,
  naming: RunNaming,
  source: string,
): string {
  const { name, runColumn } = storedTable(table, naming);
  if (runColumn === "run_id") {
    return `INSERT INTO ${name} SELECT ${sqlColumns(table)} FROM ${source}`;
  }
  const others = columns[table].filter(({ name }) => name !== "run_id")
    .map(({ name }) => `"${name}"`);
  return `INSERT INTO ${name} SELECT own_run(run_id), ${
    others.join(", ")
  } FROM ${source}`;
}
