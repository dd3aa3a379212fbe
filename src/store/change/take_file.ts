/** Takes files of tables into a store as they are, where a store can do that and every row of them belongs there. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  columnNames,
  columns,
  sqlText,
  type TableFile,
  type TableName,
} from "../../record/mod.ts";
import type { Part } from "../records/part.ts";
import { columnFilters } from "./row_filter.ts";

/** Takes a file of a table into the store without a copy of its rows; false if it cannot. */
export type Register = (table: TableName, path: string) => Promise<boolean>;

/** Takes no file: all rows are copied. */
export const copyAll: Register = () => Promise.resolve(false);

/** Registers a file of which every row is a valid one of the part's own runs; false if its rows are to be copied. */
export async function takeFile(
  connection: DuckDBConnection,
  { runs }: Part,
  { file, register }: { readonly file: TableFile; readonly register: Register },
): Promise<boolean> {
  const { table, path } = file;
  // JSON is text in a file, and a type of its own in the store.
  const isPlain = columns[table].every(({ type }) => type !== "JSON");
  if (register === copyAll || !isPlain || !path.endsWith(".parquet")) {
    return false;
  }
  const ids = runs.map(({ run_id }) => sqlText(run_id)).join(", ");
  const valid = columnFilters(table).map(({ condition }) => condition)
    .join(" AND ");
  const names = columnNames(table).map((name) => `"${name}"`).join(", ");
  try {
    const reader = await connection.runAndReadAll(
      `SELECT bool_and(run_id IN (${ids}) AND ${valid}) FROM (SELECT ${names} FROM read_parquet(${
        sqlText(path)
      }))`,
    );
    if (reader.getRows()[0]?.[0] !== true) return false;
  } catch {
    // Of an older format, or damaged: the copy tells.
    return false;
  }
  return await register(table, path);
}
