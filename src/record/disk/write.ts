/** Writes a part: appends rows as CSV, flushes every second, and compacts large tables to Parquet at close. */
import {
  describeFile,
  dropManifest,
  type ManifestTable,
  writeManifest,
} from "./manifest.ts";
import type { Row, Rows, TableName } from "../model/model.ts";
import { type RowBatch, rowsOf } from "../model/row_batch.ts";
import { fitsBatch } from "./batch_check.ts";
import { tableNames } from "../model/model.ts";
import { compact, copyQuery, toParquet, type WrittenTable } from "./compact.ts";
import { csvRow } from "./csv_row.ts";
import { type OpenTable, openTable, writeGathered } from "./open_table.ts";
import { type RowQuery, rowsOfQuery } from "./row_query.ts";
import { beginWriter } from "../staging/duckdb_writer.ts";
import { GatheredRows, isSmall } from "../staging/gathered_rows.ts";
import { StagedTable } from "../staging/staged_table.ts";

/** Options of a `PartWriter`. */
export interface PartWriterOptions {
  /** Interval between flushes: a killed run loses at most this much. @default {1000} */
  readonly flushIntervalMs?: number;
  /** Tables of at least this many rows become Parquet; smaller ones stay CSV, for diffs in review. @default {500} */
  readonly minCompactRows?: number;
}

/** Options of `appendBatch()`. */
export interface AppendBatchOptions {
  /** Whether the batch was found to fit its table already (`fitsBatch()`), as an import does. @default {false} */
  readonly isChecked?: boolean;
}

/**
 * Writes the tables of one part into a folder and compacts them at `close()`; without it at most the last second is
 * lost.
 */
export class PartWriter implements AsyncDisposable {
  readonly #folder: string;
  readonly #minCompactRows: number;
  readonly #tables = new Map<TableName, OpenTable>();
  readonly #timer: ReturnType<typeof setInterval>;
  /** Rows that a column could not hold, by run, table and column. */
  readonly #rejected = new Map<string, Row<"warnings">>();
  /** Tables that an earlier writer closed in this folder. */
  readonly #earlier: readonly ManifestTable[];
  #closed = false;
  /** Error of a timed flush, thrown by the next call. */
  #failure: Error | null = null;

  constructor(
    folder: string,
    { flushIntervalMs = 1000, minCompactRows = 500 }: PartWriterOptions = {},
  ) {
    Deno.mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    // The folder is written to again, so its manifest no longer holds.
    this.#earlier = dropManifest(folder);
    this.#minCompactRows = minCompactRows;
    this.#timer = setInterval(() => this.#flushInTime(), flushIntervalMs);
    Deno.unrefTimer(Number(this.#timer));
  }

  /**
   * Buffers rows until the next flush, or until the buffer is full. Drops rows that the store could not load, such as
   * one with a value of NaN, and counts them in a warning that is written at close. Throws the error of a failed
   * flush, such as that of a full disk.
   */
  append<T extends TableName>(table: T, rows: readonly Row<T>[]): void {
    if (this.#failure) throw this.#failure;
    if (rows.length === 0) return;
    const open = this.#open(table);
    open.kept.drop();
    for (const row of rows) {
      const line = csvRow(row, open.columns);
      if (typeof line !== "string") {
        this.#reject(table, row.run_id, line);
        continue;
      }
      if (line.length > open.longestRowChars) {
        open.longestRowChars = line.length;
      }
      open.buffer.addText(line);
      open.rows++;
      open.chars += line.length;
      // With the events before it, which a reader needs to know the phase of a row.
      if (open.buffer.isFull) this.flush();
    }
  }

  /**
   * Buffers the rows of a batch, as `append` does rows, without an object for each. The batch must not be changed
   * afterwards; to its list of shapes more may be added.
   */
  appendColumns(batch: RowBatch): void {
    if (this.#failure) throw this.#failure;
    if (batch.count === 0) return;
    const open = this.#open(batch.table);
    const lines = open.lines.toLines(batch);
    if (lines === null) return this.append(batch.table, rowsOf(batch));
    const { bytes, chars, longestRowChars } = lines;
    open.buffer.addBytes(bytes);
    open.kept.add(batch);
    open.rows += batch.count;
    open.chars += chars;
    open.longestRowChars = Math.max(open.longestRowChars, longestRowChars);
    if (open.buffer.isFull) this.flush();
  }

  #reject(
    table: TableName,
    run_id: unknown,
    { column, problem }: { readonly column: string; readonly problem: string },
  ): void {
    const id = typeof run_id === "string" ? run_id : "";
    const key = `${id}\0${table}\0${column}`;
    const known = this.#rejected.get(key);
    this.#rejected.set(key, {
      ...(known ?? {
        run_id: id,
        stage: "record",
        code: "row-rejected",
        message: `row is left out as its ${column} ${problem}`,
        place: table,
      }),
      n: (known?.n ?? 0) + 1,
    });
  }

  /** Appends whole tables of rows. */
  appendAll(rows: Rows): void {
    for (const table of tableNames) this.append(table, rows[table]);
  }

  /**
   * Appends a batch. Its rows are written as those of `append` while the table is small, and only at close from there
   * on: this is for imports, which keep all or nothing.
   */
  async appendBatch(
    batch: RowBatch,
    { isChecked = false }: AppendBatchOptions = {},
  ): Promise<void> {
    if (batch.count === 0) return;
    const open = this.#open(batch.table);
    const fits = isChecked || fitsBatch(batch);
    // Staged rows come before those of queries on disk, gathered ones behind them.
    const mayGather = fits && (open.staged?.rows ?? 0) === 0 &&
      (isSmall(batch) || open.queries.length > 0 ||
        open.gathered.rows >= this.#minCompactRows);
    if (mayGather && open.gathered.add(batch)) {
      // Its database begins while more is read.
      if (this.#isLarge(open, 0)) {
        open.writer ??= beginWriter(open.path, { threads: 1 });
      }
      if (open.gathered.isFull) await writeGathered(open);
      return;
    }
    this.#writeFewGathered(open);
    if (fits && this.#isLarge(open, batch.count)) {
      open.staged ??= new StagedTable(batch, open.path);
      if (await open.staged.append(batch)) return;
    }
    this.append(batch.table, rowsOf(batch));
  }

  /** Appends the rows of a query, as `appendBatch` does those of a batch; its database may be closed afterwards. */
  async appendQuery(query: RowQuery): Promise<void> {
    if (query.rows === 0) return;
    const open = this.#open(query.table);
    this.#writeFewGathered(open);
    if (this.#isLarge(open, query.rows)) {
      await writeGathered(open);
      open.queries.push(
        await copyQuery(query, `${open.path}.query-${open.queries.length}`),
      );
      return;
    }
    for await (const rows of rowsOfQuery(query)) this.append(query.table, rows);
  }

  /** Writes the buffered rows, complete, to the operating system. */
  flush(): void {
    for (const { buffer, file } of this.#tables.values()) {
      buffer.writeTo(file);
    }
  }

  #flushInTime(): void {
    try {
      this.flush();
    } catch (cause) {
      clearInterval(this.#timer);
      this.#failure = new Error(
        `Cannot write the record in ${this.#folder} as ${
          (cause as Error).message
        }: make room there, and use --resume`,
        { cause },
      );
    }
  }

  /**
   * Flushes, closes and compacts the tables and writes their manifest (`manifest.ts`); further calls do nothing.
   * `runs` is the number of runs in the part, null if unknown. Throws the error of a failed flush.
   */
  async close(runs: number | null = null): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    try {
      if (this.#failure) throw this.#failure;
      await this.#complete(runs);
    } finally {
      await this.#release();
    }
  }

  /** Ends without completing the tables, for what is kept as a whole or not at all; does nothing after `close()`. */
  async discard(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#release();
  }

  async #release(): Promise<void> {
    for (const { file, staged, writer } of this.#tables.values()) {
      file.close();
      await staged?.close();
      await writer?.[Symbol.asyncDispose]();
    }
  }

  async #complete(runs: number | null): Promise<void> {
    for (const open of this.#tables.values()) {
      const hasOthers = (open.staged?.rows ?? 0) > 0 || open.queries.length > 0;
      if (hasOthers) await writeGathered(open);
      else this.#writeFewGathered(open);
    }
    this.append("warnings", [...this.#rejected.values()]);
    this.flush();
    const large: WrittenTable[] = [];
    const synced: Promise<void>[] = [];
    const written = new Map<TableName, Promise<ManifestTable>>();
    for (const [table, open] of this.#tables) {
      // A compacted table reaches the disk as Parquet; its CSV needs no sync.
      if (this.#isLarge(open, 0)) {
        large.push({ table, ...open, kept: open.kept.all });
      } else synced.push(open.file.sync());
    }
    const compacting = compact(large);
    // Whatever fails, no database or file is closed before all have ended.
    await Promise.allSettled([compacting, ...synced]);
    const [compacted] = await Promise.all([compacting, ...synced]);
    for (const [table, { path }] of this.#tables) {
      const rows = compacted.get(table);
      written.set(
        table,
        rows === undefined
          ? describeFile(path)
          : describeFile(toParquet(path), rows),
      );
    }
    const earlier = this.#earlier.filter(({ file }) =>
      !written.has(file.replace(/\..*$/, "") as TableName)
    );
    await writeManifest(this.#folder, {
      runs,
      tables: [...earlier, ...await Promise.all(written.values())],
    });
  }

  /** Whether a table becomes Parquet, with so many more rows. */
  #isLarge(
    { rows, gathered, staged, queries }: OpenTable,
    more: number,
  ): boolean {
    return staged !== null || queries.length > 0 ||
      rows + gathered.rows + more >= this.#minCompactRows;
  }

  /** Writes gathered rows as text if they are few: what follows them then does so on disk too. */
  #writeFewGathered(open: OpenTable): void {
    const { table, rows, batches } = open.gathered;
    if (rows === 0 || rows >= this.#minCompactRows) return;
    open.gathered = new GatheredRows(table);
    this.append(table, batches.flatMap((batch) => rowsOf(batch)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(table: TableName): OpenTable {
    const known = this.#tables.get(table);
    if (known) return known;
    const open = openTable(this.#folder, table);
    this.#tables.set(table, open);
    return open;
  }
}
