/** Tells a file that cannot be read from a store that cannot be written, as DuckDB reports both by one error. */
import { DuckDBInstance } from "@duckdb/node-api";
import { type TableName, tableSource } from "../../record/mod.ts";
import { schemaSql } from "../tables/schema.ts";
import { sqlColumns } from "../tables/sql_columns.ts";
import { validRows } from "./row_filter.ts";

/** Returns why the valid rows of a file cannot be inserted into a store in memory; empty if they can. */
export async function findUnreadable(
  table: TableName,
  path: string,
): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = sqlColumns(table);
  const valid = validRows(table);
  try {
    await connection.run(schemaSql);
    const source = await tableSource(connection, table, path);
    await connection.run(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${source} WHERE ${valid}`,
    );
    return "";
  } catch (error) {
    return (error as Error).message.split("\n")[0] ?? "";
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
