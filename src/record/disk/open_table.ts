/** A table while its part is written: as CSV, and beside it what becomes Parquet without a text between. */
import { columnNames } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import type { BegunWriter } from "../staging/duckdb_writer.ts";
import { GatheredRows } from "../staging/gathered_rows.ts";
import { KeptBatches } from "../staging/kept_batches.ts";
import type { StagedTable } from "../staging/staged_table.ts";
import { copyGathered, type QueryFile } from "./compact.ts";
import { BatchLines } from "./csv_batch.ts";
import { type CachedColumn, cachedColumns } from "./csv_row.ts";
import { RowBuffer } from "./row_buffer.ts";

/** An open table. */
export interface OpenTable {
  readonly file: Deno.FsFile;
  readonly path: string;
  readonly columns: readonly CachedColumn[];
  readonly lines: BatchLines;
  readonly buffer: RowBuffer;
  /** What the CSV holds, so that it need not be read. */
  readonly kept: KeptBatches;
  /** Rows of the CSV. */
  rows: number;
  chars: number;
  longestRowChars: number;
  /** Small batches, whose rows follow those of the CSV. */
  gathered: GatheredRows;
  /** Other batches, whose rows follow those of the CSV; null if there are none. */
  staged: StagedTable | null;
  /** Written queries, and gathered rows that others follow; their rows follow those of the batches. */
  readonly queries: QueryFile[];
  /** Database that will write the table; null as long as none has begun. */
  writer: BegunWriter | null;
}

/** Opens a table in the folder of its part, behind the rows that it may have. */
export function openTable(folder: string, table: TableName): OpenTable {
  const path = `${folder}/${table}.csv`;
  const file = Deno.openSync(path, { append: true, create: true });
  const isEmpty = file.statSync().size === 0;
  return {
    file,
    path,
    columns: cachedColumns(table),
    lines: new BatchLines(),
    kept: new KeptBatches(isEmpty),
    buffer: new RowBuffer(
      isEmpty ? `${columnNames(table).join(",")}\n` : "",
    ),
    rows: 0,
    chars: 0,
    longestRowChars: 0,
    gathered: new GatheredRows(table),
    staged: null,
    queries: [],
    writer: null,
  };
}

/** Writes gathered rows, if there are any, to a file of their own; others may be gathered then. */
export async function writeGathered(open: OpenTable): Promise<void> {
  const { path, gathered, queries } = open;
  if (gathered.rows === 0) return;
  queries.push(await copyGathered(gathered, `${path}.query-${queries.length}`));
  open.gathered = new GatheredRows(gathered.table);
}
