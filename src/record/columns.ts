/** SQL types of the columns of a part's tables, in CSV and in Parquet. */
import type { TableName } from "./model.ts";

export type SqlType = "VARCHAR" | "DOUBLE" | "BIGINT" | "BOOLEAN" | "TIMESTAMP";

/** SQL type of each column, in the order of the file; the names agree with the schemas of `model.ts`. */
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

/** Quotes a string as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Longest row of a CSV. */
export const MAX_ROW_BYTES = 64 * 2 ** 20;

/**
 * Returns the SQL table function that reads a file of this table with its types; null and empty text stay distinct. A
 * lower `maxRowBytes`, if every row is known to be shorter, lets DuckDB read parts of a large file in parallel.
 */
export function tableSource(
  table: TableName,
  path: string,
  { maxRowBytes = MAX_ROW_BYTES }: { readonly maxRowBytes?: number } = {},
): string {
  if (path.endsWith(".parquet")) return `read_parquet(${sqlText(path)})`;
  const types = Object.entries(columnTypes[table])
    .map(([name, type]) => `${sqlText(name)}: ${sqlText(type)}`).join(", ");
  return `read_csv(${sqlText(path)}, columns = {${types}}, ` +
    "auto_detect = false, header = true, delim = ',', quote = '\"', " +
    "escape = '\"', new_line = '\\n', nullstr = '', " +
    `allow_quoted_nulls = false, max_line_size = ${maxRowBytes})`;
}
