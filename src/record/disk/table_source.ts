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
  const [source = ""] = await tableSources(connection, table, [path]);
  return source;
}

/**
 * Returns SQL sources that together have all rows of some files of a table, with all columns of the table and the path of
 * the file as `filename`: one source for each format of file.
 */
export async function tableSources(
  connection: DuckDBConnection,
  table: TableName,
  paths: readonly string[],
): Promise<string[]> {
  const added = addedColumns[table];
  const old = await filesOfFormat1(connection, table, paths);
  const groups = Map.groupBy(
    paths,
    (path) => `${path.endsWith(".parquet")} ${old.has(path)}`,
  );
  return [...groups.values()].map((paths) => {
    const isOld = old.has(paths[0] ?? "");
    const source = paths[0]?.endsWith(".parquet")
      ? `read_parquet(${sqlList(paths)}, filename = true, union_by_name = true)`
      : csvSource(
        paths,
        columns[table].filter(({ name }) => !isOld || !added.includes(name)),
        { options: ", filename = true" },
      );
    return isOld ? upgradeTable(table, source) : source;
  });
}

/** Returns those of some files of a table that lack the columns which were added to it. */
export async function filesOfFormat1(
  connection: DuckDBConnection,
  table: TableName,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  const [column] = addedColumns[table];
  return column === undefined
    ? new Set()
    : await filesWithout(connection, column, paths);
}

function sqlList(paths: readonly string[]): string {
  return `[${paths.map(sqlText).join(", ")}]`;
}

/**
 * Returns the SQL source of CSV files with these columns; null and empty text stay distinct, and JSON is text. A lower
 * `maxRowBytes`, if every row is known to be shorter, lets DuckDB read parts of a large file in parallel. `options` are more
 * of `read_csv`, each after a comma.
 */
export function csvSource(
  paths: readonly string[],
  columns: readonly Column[],
  { maxRowBytes = MAX_ROW_BYTES, options = "" }: {
    readonly maxRowBytes?: number;
    readonly options?: string;
  } = {},
): string {
  const types = columns
    .map(({ name, type }) =>
      `${sqlText(name)}: ${sqlText(type === "JSON" ? "VARCHAR" : type)}`
    ).join(", ");
  return `read_csv(${sqlList(paths)}, columns = {${types}}, ` +
    "auto_detect = false, header = true, delim = ',', quote = '\"', " +
    "escape = '\"', new_line = '\\n', nullstr = '', " +
    `allow_quoted_nulls = false, max_line_size = ${maxRowBytes}${options})`;
}

/** Longest header of a CSV. */
const MAX_HEADER_BYTES = 4096;

/** Returns those of some files that have no such column. */
async function filesWithout(
  connection: DuckDBConnection,
  column: string,
  paths: readonly string[],
): Promise<Set<string>> {
  const without = new Set(paths.filter((path) => !path.endsWith(".parquet")));
  for (const path of without) {
    if (readHeader(path).includes(column)) without.delete(path);
  }
  const parquet = paths.filter((path) => path.endsWith(".parquet"));
  if (parquet.length === 0) return without;
  const reader = await connection.runAndReadAll(
    `SELECT file_name FROM parquet_schema(${sqlList(parquet)})
      GROUP BY file_name HAVING NOT bool_or(name = ${sqlText(column)})`,
  );
  for (const [path] of reader.getRows()) without.add(String(path));
  return without;
}

/** Returns the names of the columns of a CSV. */
function readHeader(path: string): string[] {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(MAX_HEADER_BYTES);
  const read = file.readSync(bytes) ?? 0;
  const [header = ""] = new TextDecoder().decode(bytes.subarray(0, read)).split(
    "\n",
  );
  return header.split(",");
}
