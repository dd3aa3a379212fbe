/** Rows as they travel: by column, from whatever answers a query. */
import type { DuckDBValue } from "@duckdb/node-api";

/** Values a query may be given for `$1`, `$2` ... or `$name`. */
export type QueryParams = readonly DuckDBValue[] | Record<string, DuckDBValue>;

/** The answer to a query, by column: plain values, as `toPlain` makes them. */
export interface Columns {
  readonly names: readonly string[];
  /** As many lists as names, all of one length. */
  readonly values: readonly (readonly unknown[])[];
}

/** What answers queries: DuckDB in this process, or another process that holds it. */
export interface RowSource {
  /** Throws DuckDB's error, and RangeError when `sql` is not one statement that only reads. */
  read(sql: string, params: QueryParams): Promise<Columns>;
  close(): void;
}

/** Columns as a list of rows, with keys in the order of the columns. */
export function toRows({ names, values }: Columns): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  for (let i = 0; i < (values[0]?.length ?? 0); i++) {
    const row: Record<string, unknown> = {};
    for (let c = 0; c < names.length; c++) row[names[c]!] = values[c]![i];
    rows.push(row);
  }
  return rows;
}
