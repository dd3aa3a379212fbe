/** Compacts written tables: large ones become Parquet. */
import { columns } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import { csvSource, sqlText } from "./table_source.ts";

/** A table written as CSV. */
export interface WrittenTable {
  readonly path: string;
  readonly longestRowChars: number;
}

/** Memory for rows of usual length; without a limit a table of ten million takes a gibibyte, and is no faster. */
const MEMORY_LIMIT = "400MB";

/** DuckDB's default for `max_line_size`; larger values take more memory. */
const DEFAULT_MAX_ROW_BYTES = 2 ** 21;

/**
 * Target rows of a row group: two vectors below DuckDB's own 122,880, as several threads overshoot, and larger groups
 * take twice as long to load.
 */
const ROWS_PER_GROUP = 122_880 - 2 * 2048;

/**
 * Converts CSV tables to Parquet beside them; returns the rows of each. Removes the CSV last, so that a crash leaves
 * a complete table in one format or in both.
 */
export async function compact(
  files: readonly [TableName, WrittenTable][],
): Promise<ReadonlyMap<TableName, number>> {
  const results = await Promise.allSettled(files.map(compactOne));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  return new Map(
    results.flatMap((result) =>
      result.status === "fulfilled" ? [result.value] : []
    ),
  );
}

export function toParquet(path: string): string {
  return path.replace(/\.csv$/, ".parquet");
}

/** Compacts one table; returns its number of rows. */
async function compactOne(
  [table, { path, longestRowChars }]: [TableName, WrittenTable],
): Promise<[TableName, number]> {
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const maxRowBytes = Math.max(DEFAULT_MAX_ROW_BYTES, 3 * longestRowChars + 1);
  // A fixed number of threads, so that the same rows give the same bytes; one instance a table, so that no table waits.
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    temp_directory: `${path}.tmp`,
    ...maxRowBytes === DEFAULT_MAX_ROW_BYTES
      ? { memory_limit: MEMORY_LIMIT }
      : {},
  });
  const connection = await instance.connect();
  try {
    const source = csvSource(path, columns[table], { maxRowBytes });
    const parquet = toParquet(path);
    const copied = await connection.runAndReadAll(
      `COPY (SELECT * FROM ${source}) ` +
        `TO ${sqlText(`${parquet}.part`)} ` +
        `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_PER_GROUP})`,
    );
    using file = await Deno.open(`${parquet}.part`, { write: true });
    await file.sync();
    await Deno.rename(`${parquet}.part`, parquet);
    await Deno.remove(path);
    return [table, Number(copied.getRows()[0]?.[0])];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
