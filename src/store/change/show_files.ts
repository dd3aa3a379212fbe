/**
 * Shows a session the rows of parts as they are in their files: in a store that many share, to look for them takes longer than
 * to read them.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  columns,
  sqlText,
  type TableName,
  tableNames,
  tableSources,
  wholeFile,
} from "../../record/mod.ts";
import type { Part } from "../records/part.ts";
import { factTables } from "../tables/fact_tables.ts";
import { paramValues, runNames, runsSource } from "./insert_runs.ts";
import { validRows } from "./row_filter.ts";

/**
 * Replaces the views of the tables by the parts' own runs, of which there must be one and which were inserted last, by their
 * valid rows, and by temporary tables of facts without rows, each named by `ownFacts()`. `folder` is that of the insertion: its
 * files must stay as long as the views are used.
 */
export async function showFiles(
  connection: DuckDBConnection,
  parts: readonly Part[],
  folder: string,
): Promise<void> {
  const ids = parts.flatMap(({ runs }) => runs)
    .map(({ run_id }) => sqlText(run_id)).join(", ");
  const own = `WHERE run_id IN (${ids})`;
  const runs = runsSource(folder);
  const shown = [
    `CREATE OR REPLACE TEMP VIEW runs AS SELECT ${runNames} FROM ${runs}`,
    `CREATE OR REPLACE TEMP VIEW params AS SELECT ${paramValues} FROM ${runs}`,
    ...factTables.flatMap(({ name, columns }) => [
      `CREATE OR REPLACE TEMP TABLE ${ownFacts(name)} (run_id VARCHAR, ${
        columns.join(", ")
      })`,
      `CREATE OR REPLACE TEMP VIEW ${name} AS FROM ${ownFacts(name)}`,
    ]),
  ];
  await connection.run(shown.join(";\n"));
  for (const table of tableNames) {
    if (table === "warnings") continue;
    const files = parts.flatMap(({ files }) => files)
      .filter((file) => file.table === table);
    const paths = await Promise.all(
      files.map((file) => wholeFile(file, folder)),
    );
    const sources = paths.length === 0
      ? []
      : await tableSources(connection, table, paths);
    await connection.run(
      `CREATE OR REPLACE TEMP VIEW ${table} AS ${toQuery(table, sources, own)}`,
    );
  }
}

/** Returns the name of the temporary table of facts of one kind. */
export function ownFacts(name: string): string {
  return `own_${name}`;
}

function toQuery(
  table: TableName,
  sources: readonly string[],
  own: string,
): string {
  if (sources.length === 0) {
    const none = columns[table].map(({ name, type }) =>
      `NULL::${type} AS "${name}"`
    );
    return `SELECT ${none.join(", ")} WHERE false`;
  }
  const values = columns[table].map(({ name, type }) =>
    `"${name}"::${type} AS "${name}"`
  ).join(", ");
  const valid = validRows(table);
  return sources.map((source) =>
    `SELECT ${values} FROM (FROM ${source} ${own} AND ${valid})`
  ).join(" UNION ALL ");
}
