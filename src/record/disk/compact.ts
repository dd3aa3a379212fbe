/** Compacts tables of one part as CSV to Parquet: within bounded memory, and with the same bytes for the same rows. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { columnNames, columns } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { sqlText } from "../model/sql_text.ts";
import { beginWriter, type BegunWriter } from "../staging/duckdb_writer.ts";
import type { GatheredRows } from "../staging/gathered_rows.ts";
import { showBatches } from "../staging/kept_batches.ts";
import { showGathered } from "../staging/show_gathered.ts";
import type { StagedTable } from "../staging/staged_table.ts";
import { QUERY_ROW_CHARS, type RowQuery, selectQuery } from "./row_query.ts";
import { csvSource } from "./table_source.ts";

/** A table written as CSV, and the size of its rows. */
export interface WrittenTable {
  readonly table: TableName;
  readonly path: string;
  /** Rows of the CSV. */
  readonly rows: number;
  /** Characters of all rows. */
  readonly chars: number;
  readonly longestRowChars: number;
  /** The rows of the CSV; none if they are not all kept. */
  readonly kept: readonly RowBatch[];
  /** Rows that follow those of the CSV; none if there are others that follow. */
  readonly gathered: GatheredRows;
  /** Rows that follow those of the CSV; null if there are none. */
  readonly staged: StagedTable | null;
  /** Rows that follow those. */
  readonly queries: readonly QueryFile[];
  /** Database that writes it, if one has begun; it is closed then. */
  readonly writer: BegunWriter | null;
}

/** Rows of a query, or that were gathered, written as Parquet with all columns of the table. */
export interface QueryFile {
  readonly path: string;
  readonly rows: number;
}

/** DuckDB's default for `max_line_size`; larger values take more memory. */
const DEFAULT_MAX_ROW_BYTES = 2 ** 21;

/** Rows of a vector, the least that DuckDB writes as a row group. */
const VECTOR_ROWS = 2048;

/**
 * Target rows of a row group: two vectors below DuckDB's own 122,880, as several threads overshoot, and larger groups
 * take twice as long to load.
 */
const ROWS_PER_GROUP = 122_880 - 2 * VECTOR_ROWS;
/** Maximum text of a row group, as each thread holds one in memory; usual rows, of 60 to 150 characters, give less. */
const GROUP_CHARS = 2 ** 24;

/** Distinct values of a column up to which Parquet numbers them: more take longer than to compress, and more room. */
const MAX_DICTIONARY = 1024;

/** Returns the rows of a row group; fewer where rows are long. */
export function rowsPerGroup(
  { rows, chars }: Pick<WrittenTable, "rows" | "chars">,
): number {
  const vectors = Math.floor(GROUP_CHARS / (chars / rows) / VECTOR_ROWS);
  return Math.min(ROWS_PER_GROUP, Math.max(1, vectors) * VECTOR_ROWS);
}

/**
 * Converts CSV tables to Parquet beside them; returns the rows of each. Removes the CSV last, so that a crash leaves
 * a complete table in one format or in both.
 */
export async function compact(
  tables: readonly WrittenTable[],
): Promise<ReadonlyMap<TableName, number>> {
  const results = await Promise.allSettled(tables.map(compactOne));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  return new Map(
    results.flatMap((result) =>
      result.status === "fulfilled" ? [result.value] : []
    ),
  );
}

/** Returns the path of the Parquet file that a table becomes. */
export function toParquet(path: string): string {
  return path.replace(/\.csv$/, ".parquet");
}

/** Compacts one table; returns its number of rows. */
async function compactOne(csv: WrittenTable): Promise<[TableName, number]> {
  const { table, path, staged, queries } = csv;
  const parquet = toParquet(path);
  const [only] = queries;
  const hasStaged = staged !== null && staged.rows > 0;
  const isOnly = only !== undefined && queries.length === 1 && !hasStaged &&
    !await hasRows(csv);
  let rows = only?.rows ?? 0;
  if (isOnly) await Deno.rename(only.path, `${parquet}.part`);
  else {
    const run = (sql: string) => staged!.copy(sql);
    rows = hasStaged
      ? await copy(csv, { kept: null, gathered: null, run })
      : await copyWithin(csv);
    for (const { path } of queries) await Deno.remove(path);
  }
  using file = await Deno.open(`${parquet}.part`, { write: true });
  await file.sync();
  await Deno.rename(`${parquet}.part`, parquet);
  await Deno.remove(path);
  return [table, rows];
}

/** Writes `*.parquet.part` of a table without staged rows; returns its number of rows. */
function copyWithin(csv: WrittenTable): Promise<number> {
  return withWriter(csv.path, async (connection) => {
    const kept = await showBatches(connection, csv.kept);
    const gathered = csv.gathered.rows === 0
      ? null
      : await showGathered(connection, csv.gathered.batches);
    const run = (sql: string) => runCopy(connection, sql);
    return await copy(csv, { kept, gathered, run });
  }, csv.writer);
}

/**
 * Runs `act` in a database of its own, which spills to `<path>.tmp`; again without a limit of its memory where that is too
 * low.
 */
export async function withWriter<T>(
  path: string,
  act: (connection: DuckDBConnection) => Promise<T>,
  begun: BegunWriter | null = null,
): Promise<T> {
  try {
    return await actIn(begun ?? beginWriter(path), act);
  } catch (error) {
    if (!String(error).includes("Out of Memory")) throw error;
    // Long rows that stand together; a record that cannot be closed is worse than memory for a moment.
    return await actIn(beginWriter(path, { memory: null }), act);
  }
}

/** Runs `act` in a database, and closes it. */
async function actIn<T>(
  writer: BegunWriter,
  act: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await using open = writer;
  return await act((await open.value).connection);
}

/**
 * Writes `*.parquet.part`; returns its number of rows. `kept` is a SELECT of the rows of the CSV, null to read them there;
 * `gathered` is one of those that were gathered.
 */
async function copy(
  csv: WrittenTable,
  { kept, gathered, run }: {
    readonly kept: string | null;
    readonly gathered: string | null;
    readonly run: (sql: string) => Promise<number>;
  },
): Promise<number> {
  const { table, path, longestRowChars, staged, queries, rows, chars } = csv;
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const maxRowBytes = Math.max(DEFAULT_MAX_ROW_BYTES, 3 * longestRowChars + 1);
  const source = csvSource([path], columns[table], { maxRowBytes });
  const selects: string[] = [];
  const hasStaged = staged !== null && staged.rows > 0;
  const hasQueries = queries.length > 0;
  const hasOthers = hasStaged || hasQueries || gathered !== null;
  if (!hasOthers || await hasRows(csv)) {
    selects.push(kept ?? `SELECT * FROM ${source}`);
  }
  if (gathered !== null) selects.push(gathered);
  if (hasStaged) selects.push(await staged.finish());
  if (hasQueries) {
    const paths = queries.map(({ path }) => sqlText(path));
    selects.push(`SELECT * FROM read_parquet([${paths.join(", ")}])`);
  }
  const queried = queries.reduce((sum, query) => sum + query.rows, 0);
  const groupRows = rowsPerGroup({
    rows: rows + csv.gathered.rows + (staged?.rows ?? 0) + queried,
    chars: chars + csv.gathered.chars + (staged?.chars ?? 0) +
      queried * QUERY_ROW_CHARS,
  });
  return await run(copySql({
    select: selects.join(" UNION ALL "),
    path: `${toParquet(path)}.part`,
    groupRows,
  }));
}

/** Writes the rows of a query to a Parquet file. */
export async function copyQuery(
  query: RowQuery,
  path: string,
): Promise<QueryFile> {
  const rows = await runCopy(
    query.connection,
    copySql({
      select: selectQuery(query),
      path,
      groupRows: rowsPerGroup({ rows: 1, chars: QUERY_ROW_CHARS }),
    }),
  );
  return { path, rows };
}

/** Writes gathered rows to a Parquet file. */
export async function copyGathered(
  gathered: GatheredRows,
  path: string,
): Promise<QueryFile> {
  const groupRows = rowsPerGroup(gathered);
  const rows = await withWriter(path, async (connection) => {
    const select = await showGathered(connection, gathered.batches);
    return await runCopy(connection, copySql({ select, path, groupRows }));
  }, beginWriter(path, { threads: 1 }));
  return { path, rows };
}

/**
 * Returns the statement that writes what a SELECT gives as Parquet: with its second version's encodings, which store times
 * and numbers by their differences, in less time and room.
 */
export function copySql({ select, path, groupRows }: {
  readonly select: string;
  readonly path: string;
  readonly groupRows: number;
}): string {
  return `COPY (${select}) TO ${sqlText(path)} ` +
    `(FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows}, ` +
    `DICTIONARY_SIZE_LIMIT ${MAX_DICTIONARY})`;
}

/** Runs a COPY; returns its number of rows. */
export async function runCopy(
  connection: DuckDBConnection,
  sql: string,
): Promise<number> {
  const copied = await connection.runAndReadAll(sql);
  return Number(copied.getRows()[0]?.[0]);
}

/** Returns true if a CSV holds more than its header; an earlier writer may have added to it. */
async function hasRows(
  { table, path }: Pick<WrittenTable, "table" | "path">,
): Promise<boolean> {
  const { size } = await Deno.stat(path);
  return size > columnNames(table).join(",").length + 1;
}
