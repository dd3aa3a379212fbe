/** Query results by column, and the interface of their source. */
import type { DuckDBValue } from "@duckdb/node-api";

/** Values for the parameters `$1`, `$2` ... or `$name` of a query. */
export type QueryParams = readonly DuckDBValue[] | Record<string, DuckDBValue>;

/** Result of a query by column: plain values, as `toPlain` returns them. */
export interface Columns {
  readonly names: readonly string[];
  /** One list for each name, all of the same length. */
  readonly values: readonly (readonly unknown[])[];
}

/** Source of query results: DuckDB in this process or in another. */
export interface RowSource {
  /** Throws DuckDB's error, and `RangeError` if `sql` is not one statement that only reads. */
  read(sql: string, params: QueryParams): Promise<Columns>;
  close(): void;
}

/** Converts columns to a list of rows, with keys in the order of the columns. */
export function toRows({ names, values }: Columns): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  for (let i = 0; i < (values[0]?.length ?? 0); i++) {
    const row: Record<string, unknown> = {};
    for (let c = 0; c < names.length; c++) row[names[c]!] = values[c]![i];
    rows.push(row);
  }
  return rows;
}
