/** Computes the facts of runs into their tables. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlText } from "../../record/mod.ts";
import { factTables } from "./fact_tables.ts";
import { type SeenRows, showRows } from "./session_views.ts";

/** Where the rows of a store are. */
export type RowPlace = Pick<SeenRows, "naming" | "elsewhere">;

/** Operations of the runs that are computed together: their durations are in memory, some bytes each. */
const MAX_OPERATIONS = 20_000_000;

/** Runs up to which each is named where rows are selected: DuckDB then skips blocks of rows that have none of them. */
export const MAX_NAMED = 64;

/**
 * Computes the facts of runs, of which there must be none yet, in the caller's transaction; of all runs if `run_ids` is
 * null. The connection has the store attached and the views of a session, which afterwards show the rows of some runs only.
 */
export async function computeFacts(
  connection: DuckDBConnection,
  run_ids: readonly string[] | null,
  place: RowPlace,
): Promise<void> {
  const batches = await toBatches(connection, run_ids, place);
  for (const own of batches) {
    if (batches.length > 1) await show(connection, own, place);
    await insertFacts(connection, (name) => `store.main.${name}`);
  }
}

/**
 * Computes the facts of the runs whose rows the views of the session show, in the caller's transaction, into the tables that
 * `target` names.
 */
export async function insertFacts(
  connection: DuckDBConnection,
  target: (name: string) => string,
): Promise<void> {
  for (const { name, where, sql } of factTables) {
    const found = await connection.runAndReadAll(`SELECT ${where}`);
    if (found.getRows()[0]?.[0] !== true) continue;
    await connection.run(`INSERT INTO ${target(name)} BY NAME ${sql}`);
  }
}

/** Shows the rows of runs, and divides them into those that are computed together; null stands for all. */
async function toBatches(
  connection: DuckDBConnection,
  run_ids: readonly string[] | null,
  place: RowPlace,
): Promise<(readonly string[] | null)[]> {
  if (run_ids?.length === 0) return [];
  await show(connection, run_ids, place);
  const reader = await connection.runAndReadAll(
    "SELECT count(*)::DOUBLE FROM operations",
  );
  if (Number(reader.getRows()[0]?.[0]) <= MAX_OPERATIONS) return [run_ids];
  const counts = await connection.runAndReadAll(
    `SELECT run_id, coalesce(n, 0)::DOUBLE FROM runs LEFT JOIN (
       SELECT run_id, count(*) AS n FROM operations GROUP BY run_id) USING (run_id) ORDER BY run_id`,
  );
  const batches: string[][] = [];
  let sum = Infinity;
  for (const [run_id, n] of counts.getRows()) {
    sum += Number(n);
    if (sum > MAX_OPERATIONS) {
      batches.push([]);
      sum = Number(n);
    }
    batches.at(-1)?.push(String(run_id));
  }
  return batches;
}

async function show(
  connection: DuckDBConnection,
  run_ids: readonly string[] | null,
  place: RowPlace,
): Promise<void> {
  if (run_ids === null) {
    await showRows(connection, { runs: "", tables: "", ...place });
    return;
  }
  let ids = `(${run_ids.map(sqlText).join(", ")})`;
  if (run_ids.length > MAX_NAMED) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE shown AS SELECT unnest([${
        run_ids.map(sqlText).join(", ")
      }]) AS run_id`,
    );
    ids = "(SELECT run_id FROM temp.main.shown)";
  }
  const filter = `WHERE run_id IN ${ids}`;
  await showRows(connection, { runs: filter, tables: filter, ...place });
}
