/** SQL table functions that read the files of a part. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Column, columns } from "../model/columns.ts";
import { addedColumns, upgradeTable } from "./format_1.ts";
import type { TableName } from "../model/model.ts";
import { sqlText } from "../model/sql_text.ts";

/** Longest row of a CSV. */
export const MAX_ROW_BYTES = 64 * 2 ** 20;

/** Returns the SQL source of a table file with all columns of the table, whatever format the file has. */
export async function tableSource(
  connection: DuckDBConnection,
  table: TableName,
  path: string,
): Promise<string> {
  const added = addedColumns[table];
  const isOld = added.length > 0 &&
    !(await readNames(connection, path)).includes(added[0] ?? "");
  const source = path.endsWith(".parquet")
    ? `read_parquet(${sqlText(path)})`
    : csvSource(
      path,
      columns[table].filter(({ name }) => !isOld || !added.includes(name)),
    );
  return isOld ? upgradeTable(table, source) : source;
}

/**
 * Returns the SQL source of a CSV with these columns; null and empty text stay distinct, and JSON is text. A lower
 * `maxRowBytes`, if every row is known to be shorter, lets DuckDB read parts of a large file in parallel.
 */
export function csvSource(
  path: string,
  columns: readonly Column[],
  { maxRowBytes = MAX_ROW_BYTES }: { readonly maxRowBytes?: number } = {},
): string {
  const types = columns
    .map(({ name, type }) =>
      `${sqlText(name)}: ${sqlText(type === "JSON" ? "VARCHAR" : type)}`
    ).join(", ");
  return `read_csv(${sqlText(path)}, columns = {${types}}, ` +
    "auto_detect = false, header = true, delim = ',', quote = '\"', " +
    "escape = '\"', new_line = '\\n', nullstr = '', " +
    `allow_quoted_nulls = false, max_line_size = ${maxRowBytes})`;
}

/** Longest header of a CSV. */
const MAX_HEADER_BYTES = 4096;

async function readNames(
  connection: DuckDBConnection,
  path: string,
): Promise<unknown[]> {
  if (path.endsWith(".parquet")) {
    const reader = await connection.runAndReadAll(
      `SELECT name FROM parquet_schema(${sqlText(path)})`,
    );
    return reader.getRows().map(([name]) => name);
  }
  using file = await Deno.open(path);
  const bytes = new Uint8Array(MAX_HEADER_BYTES);
  const read = await file.read(bytes) ?? 0;
  const [header = ""] = new TextDecoder().decode(bytes.subarray(0, read)).split(
    "\n",
  );
  return header.split(",");
}
