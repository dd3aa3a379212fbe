/** The SQL type of every column of a part's tables: what a CSV header promises and Parquet keeps. */
import type { TableName } from "./model.ts";

export type SqlType = "VARCHAR" | "DOUBLE" | "BIGINT" | "BOOLEAN" | "TIMESTAMP";

/** Column name to SQL type, in the order they are written; names agree with the schemas of `model.ts`. */
export const columnTypes: {
  readonly [T in TableName]: Readonly<Record<string, SqlType>>;
} = {
  operations: {
    run_id: "VARCHAR",
    operation_id: "VARCHAR",
    kind: "VARCHAR",
    subject: "VARCHAR",
    started_at: "TIMESTAMP",
    duration_s: "DOUBLE",
    outcome: "VARCHAR",
    error: "VARCHAR",
    bytes: "BIGINT",
    worker: "VARCHAR",
  },
  stages: {
    run_id: "VARCHAR",
    operation_id: "VARCHAR",
    stage: "VARCHAR",
    at: "TIMESTAMP",
  },
  samples: {
    run_id: "VARCHAR",
    source: "VARCHAR",
    metric: "VARCHAR",
    unit: "VARCHAR",
    at: "TIMESTAMP",
    value: "DOUBLE",
  },
  histograms: {
    run_id: "VARCHAR",
    kind: "VARCHAR",
    lower: "DOUBLE",
    upper: "DOUBLE",
    count: "BIGINT",
  },
  reported: {
    run_id: "VARCHAR",
    kind: "VARCHAR",
    statistic: "VARCHAR",
    value: "DOUBLE",
    unit: "VARCHAR",
    n: "BIGINT",
    label: "VARCHAR",
    position: "BIGINT",
    text: "VARCHAR",
    annotation: "VARCHAR",
    struck: "BOOLEAN",
  },
  events: {
    run_id: "VARCHAR",
    at: "TIMESTAMP",
    kind: "VARCHAR",
    subject: "VARCHAR",
    detail: "VARCHAR",
  },
  warnings: {
    run_id: "VARCHAR",
    stage: "VARCHAR",
    code: "VARCHAR",
    message: "VARCHAR",
    place: "VARCHAR",
    n: "BIGINT",
  },
};

/** A string as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Longest row that a CSV may hold, in bytes. */
export const LONGEST_ROW = 64 * 2 ** 20;

/**
 * The SQL table function that reads a file of this table, typed, with empty text and null kept apart. Who knows that every
 * row is shorter than `longestRow` bytes may say so: DuckDB then reads parts of a large file side by side.
 */
export function tableSource(
  table: TableName,
  path: string,
  { longestRow = LONGEST_ROW }: { readonly longestRow?: number } = {},
): string {
  if (path.endsWith(".parquet")) return `read_parquet(${sqlText(path)})`;
  const types = Object.entries(columnTypes[table])
    .map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`).join(", ");
  return `read_csv(${sqlText(path)}, columns = {${types}}, ` +
    "auto_detect = false, header = true, delim = ',', quote = '\"', " +
    "escape = '\"', new_line = '\\n', nullstr = '', " +
    `allow_quoted_nulls = false, max_line_size = ${longestRow})`;
}
