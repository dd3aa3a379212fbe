/** Inserts runs and their params, as lines that DuckDB reads from a file. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  type Column,
  MAX_ROW_BYTES,
  paramColumns,
  type Run,
  runColumns,
  sqlText,
} from "../../record/mod.ts";
import { nameOwnRuns } from "./own_runs.ts";
import type { RunNaming } from "../tables/run_numbers.ts";

/**
 * Inserts runs and their params into the attached `store`, and names them for the rows of their tables, which are inserted next
 * (`own_runs.ts`). `folder` is for a temporary file (`runsSource()`).
 */
export async function insertRuns(
  connection: DuckDBConnection,
  runs: readonly Run[],
  { folder, naming }: {
    readonly folder: string;
    readonly naming: RunNaming;
  },
): Promise<void> {
  await nameOwnRuns(connection, runs, naming);
  if (runs.length === 0) return;
  const lines = runs.map((run) => JSON.stringify(run));
  await Deno.writeTextFile(runsFile(folder), lines.join("\n"));
  const longest = lines.reduce((max, line) => Math.max(max, line.length), 0);
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const source = runsSource(folder, 3 * longest + 1);
  await connection.run(
    `CREATE TEMP TABLE incoming AS SELECT * FROM ${source}`,
  );
  const number = naming === "id" ? "" : ", own_run(run_id)";
  await connection.run(
    `INSERT INTO store.main.runs SELECT ${runNames}${number} FROM incoming`,
  );
  await connection.run(
    `INSERT INTO store.main.params SELECT ${paramValues} FROM incoming`,
  );
  await connection.run("DROP TABLE incoming");
}

const runsFile = (folder: string) => `${folder}/runs.json`;

/** Columns of the table `runs`, of a source of runs. */
export const runNames = runColumns.map(({ name }) => name).join(", ");

/** Columns of the table `params`, of a source of runs. */
export const paramValues = "run_id, UNNEST(params, recursive := true)";

/** Least bound of the bytes of a line: a thread reads twice as many bytes at once. */
const MIN_LINE_BYTES = 2 ** 20;

/**
 * Returns the SQL source of the runs that were inserted last, each with its params in a list. If their longest line is known
 * to be short, several threads read those of thousands of runs.
 */
export function runsSource(
  folder: string,
  maxLineBytes = MAX_ROW_BYTES,
): string {
  const param = paramColumns.map(({ name, type }) => `"${name}" ${type}`).join(
    ", ",
  );
  const types = [
    ...runColumns.map(toType),
    `params: ${sqlText(`STRUCT(${param})[]`)}`,
  ].join(", ");
  const size = Math.max(maxLineBytes, MIN_LINE_BYTES);
  return `read_json(${sqlText(runsFile(folder))}, columns = {${types}}, ` +
    `format = 'newline_delimited', maximum_object_size = ${size})`;
}

function toType({ name, type }: Column): string {
  return `${name}: ${sqlText(type)}`;
}
