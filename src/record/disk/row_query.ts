/** Rows that DuckDB selects: what it reads from a file goes to Parquet without a row of ours between. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { columns } from "../model/columns.ts";
import type { Row, TableName } from "../model/model.ts";
import { sqlWord } from "../model/sql_text.ts";

/** Rows of one table and one run, in a database that stays open until they are written. */
export interface RowQuery {
  readonly table: TableName;
  readonly run_id: string;
  readonly connection: DuckDBConnection;
  /**
   * Table or view with all columns of the table but `run_id`; each value must be one that its column can hold. A text may
   * be of an enumeration.
   */
  readonly relation: string;
  readonly rows: number;
}

/** Characters of a usual row as CSV, for the size of row groups. */
export const QUERY_ROW_CHARS = 150;

/**
 * Returns the SELECT of all columns of the table, in the order of the file. Enumerations stay such: Parquet has them as the
 * texts that they are, and each text only once, where one of every row is copied, and looked up twice.
 */
export function selectQuery({ table, run_id, relation }: RowQuery): string {
  const fields = columns[table].map(({ name, type }) =>
    name === "run_id"
      ? `${sqlWord(run_id)} AS run_id`
      : type === "VARCHAR"
      ? `"${name}"`
      : `CAST("${name}" AS ${type}) AS "${name}"`
  );
  return `SELECT ${fields.join(", ")} FROM ${relation}`;
}

/** Yields the rows as objects, some thousand at a time. */
export async function* rowsOfQuery<T extends TableName>(
  query: RowQuery & { readonly table: T },
): AsyncGenerator<Row<T>[]> {
  const fields = columns[query.table].map(({ name, type }) =>
    type === "TIMESTAMP"
      ? `${timeText(`"${name}"`)} AS "${name}"`
      : type === "BIGINT"
      ? `CAST("${name}" AS DOUBLE) AS "${name}"`
      : type === "VARCHAR"
      ? `CAST("${name}" AS VARCHAR) AS "${name}"`
      : `"${name}"`
  );
  const result = await query.connection.stream(
    `SELECT ${fields.join(", ")} FROM (${selectQuery(query)})`,
  );
  for await (const rows of result.yieldRowObjectJs()) {
    yield rows as unknown as Row<T>[];
  }
}

/** Returns a time as text, to the millisecond, or to the microsecond where it has some. */
function timeText(field: string): string {
  return `CASE WHEN epoch_us(${field}) % 1000 = 0
    THEN strftime(${field}, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE strftime(${field}, '%Y-%m-%dT%H:%M:%S.%fZ') END`;
}
