/**
 * How the large tables of a store name the run of a row: by its id, as records do, or by its number in the table `runs`.
 *
 * DuckDB keeps the least and the greatest value of each block of a column, and skips blocks without what a query asks for. Of
 * texts it keeps 8 bytes, and the ids of runs begin with the day: a question about one run would look at the id of every row.
 * Numbers, of which a join with `runs` finds the one that is asked for, also take a little less room.
 *
 * A DuckLake has ids: it takes the Parquet of records as it is, whose statistics have whole texts.
 */
import { columns, type TableName } from "../../record/mod.ts";
import { sqlColumns, toDefinitions } from "./sql_columns.ts";

/** How a store names the run of a row in its large tables. */
export type RunNaming = "id" | "number";

/**
 * Tables of which a run may have many rows. Neither `events` nor `reported`: which of two events of one moment came first, and
 * which of two figures in one place, is told by their order in the table, which a join does not keep.
 */
export const largeTables: readonly TableName[] = [
  "operations",
  "stages",
  "samples",
  "histograms",
];

/** A table as it is in the database. */
export interface StoredTable {
  /** Name, with that of the database. */
  readonly name: string;
  /** Column that names the run of a row, in the table and in `runs`. */
  readonly runColumn: "run_id" | "run_number";
}

/** Returns where a store has the rows of a table. */
export function storedTable(table: string, naming: RunNaming): StoredTable {
  return isNumbered(table, naming)
    ? { name: `store.numbered.${table}`, runColumn: "run_number" }
    : { name: `store.main.${table}`, runColumn: "run_id" };
}

/** Whether a table names runs by number. */
function isNumbered(table: string, naming: RunNaming): table is TableName {
  return naming === "number" && largeTables.some((name) => name === table);
}

/** Conditions on the rows of a query, each empty or from `WHERE` on. */
export interface RowConditions {
  /** Of the tables `runs` and `warnings`, which have the name of the experiment. */
  readonly runs: string;
  /** Of the others: that they are of these runs. */
  readonly tables: string;
}

/** Returns the query of the rows of a table, with the columns of the record in their order. */
export function storedRows(
  table: string,
  naming: RunNaming,
  { runs, tables }: RowConditions,
): string {
  if (table === "runs") {
    const rows = naming === "number" ? "* EXCLUDE (run_number)" : "*";
    return `SELECT ${rows} FROM store.main.runs ${runs}`;
  }
  const { name } = storedTable(table, naming);
  if (isNumbered(table, naming)) {
    return withIds(table, { name, runs: `store.main.runs ${runs}` });
  }
  // Warnings of whole files name no run, but their experiment as runs do.
  return `SELECT * FROM ${name} ${table === "warnings" ? runs : tables}`;
}

/** Returns the query of the rows of a large table, of those runs that are in `runs`. */
function withIds(
  table: TableName,
  { name, runs }: { readonly name: string; readonly runs: string },
): string {
  return `SELECT ${sqlColumns(table)} FROM ${name} ` +
    `JOIN (SELECT run_id, run_number FROM ${runs}) USING (run_number)`;
}

/**
 * Returns the statements that create the large tables, each with a view of its name that shows the ids of runs: for other
 * programs that open the file.
 */
export function largeTablesSql(): string {
  const tables = largeTables.map((table) => {
    const others = toDefinitions(
      columns[table].filter(({ name }) => name !== "run_id"),
    );
    const name = `numbered.${table}`;
    const rows = withIds(table, { name, runs: "runs" });
    return `CREATE TABLE ${name} (run_number INTEGER, ${others.join(", ")});
CREATE VIEW ${table} AS ${rows};`;
  });
  return ["CREATE SCHEMA numbered;", ...tables].join("\n");
}
