/** Writing a part: rows appended as CSV and flushed every second, large tables compacted to Parquet at close. */
import { columnTypes, sqlText, tableSource } from "./columns.ts";
import type { Row, Rows, Run, TableName } from "./model.ts";
import { tableNames } from "./model.ts";

export interface PartWriterOptions {
  /** Milliseconds between flushes: what a killed run can lose. @default {1000} */
  readonly flushEvery?: number;
  /** Tables of at least this many rows become Parquet; smaller ones stay text that a reviewer can diff. @default {2000} */
  readonly compactFrom?: number;
}

interface OpenTable {
  readonly file: Deno.FsFile;
  readonly path: string;
  readonly columns: readonly Column[];
  pending: string;
  rows: number;
  /** Characters of its longest row. */
  longestRow: number;
}

/** A column with the value it held last, as rows that follow each other mostly repeat it. */
interface Column {
  readonly name: string;
  /** What stands before its field: nothing for the first, else a comma. */
  readonly before: string;
  value: Value;
  /** The value as CSV, with what stands before it. */
  field: string;
}

type Value = string | number | boolean | null;

// Not a library: null must stay an unquoted nothing and "" a quoted one, and a million rows must not take seconds.
function csvField(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return value === "" || /[",\n\r]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}

function csvRow(row: object, columns: readonly Column[]): string {
  const values = row as Record<string, Value>;
  let line = "";
  for (const column of columns) {
    const value = values[column.name] ?? null;
    if (value !== column.value) {
      column.value = value;
      column.field = column.before + csvField(value);
    }
    line += column.field;
  }
  return line + "\n";
}

/** Writes the tables of one part into a folder; close it to compact, or leave it and lose at most the last second. */
export class PartWriter implements AsyncDisposable {
  readonly #folder: string;
  readonly #compactFrom: number;
  readonly #tables = new Map<TableName, OpenTable>();
  readonly #timer: ReturnType<typeof setInterval>;
  #closed = false;
  /** What went wrong when nobody had called: thrown to who calls next. */
  #failure: Error | null = null;

  constructor(
    folder: string,
    { flushEvery = 1000, compactFrom = 2000 }: PartWriterOptions = {},
  ) {
    Deno.mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#compactFrom = compactFrom;
    this.#timer = setInterval(() => this.#flushInTime(), flushEvery);
    Deno.unrefTimer(Number(this.#timer));
  }

  /**
   * Buffers rows until the next flush, or until there are many of them. Throws what a flush in between could not do: write to
   * a disk that is full.
   */
  append<T extends TableName>(table: T, rows: readonly Row<T>[]): void {
    if (this.#failure) throw this.#failure;
    if (rows.length === 0) return;
    const open = this.#open(table);
    for (const row of rows) {
      const line = csvRow(row, open.columns);
      if (line.length > open.longestRow) open.longestRow = line.length;
      open.pending += line;
      if (open.pending.length >= FULL) write(open);
    }
    open.rows += rows.length;
  }

  /** Appends whole tables of rows. */
  appendAll(rows: Rows): void {
    for (const table of tableNames) this.append(table, rows[table]);
  }

  /** Writes what is buffered, whole rows at a time, to the operating system. */
  flush(): void {
    for (const open of this.#tables.values()) write(open);
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

  /** Flushes, closes and compacts; further calls do nothing. Throws what a flush before could not do. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    if (this.#failure) {
      for (const { file } of this.#tables.values()) file.close();
      throw this.#failure;
    }
    this.flush();
    const large: [TableName, OpenTable][] = [];
    for (const [table, open] of this.#tables) {
      // What is compacted need not reach the disk twice: its Parquet does.
      if (open.rows >= this.#compactFrom) large.push([table, open]);
      else open.file.syncSync();
      open.file.close();
    }
    await compact(large);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(table: TableName): OpenTable {
    const known = this.#tables.get(table);
    if (known) return known;
    const path = `${this.#folder}/${table}.csv`;
    const file = Deno.openSync(path, { append: true, create: true });
    const names = Object.keys(columnTypes[table]);
    const open = {
      file,
      path,
      columns: names.map((name, i): Column => {
        const before = i === 0 ? "" : ",";
        return { name, before, value: null, field: before };
      }),
      pending: file.statSync().size === 0 ? names.join(",") + "\n" : "",
      rows: 0,
      longestRow: 0,
    };
    this.#tables.set(table, open);
    return open;
  }
}

/** Characters from which a table is written without waiting for the next flush. */
const FULL = 2 ** 18;

function write(open: OpenTable): void {
  if (open.pending === "") return;
  const bytes = new TextEncoder().encode(open.pending);
  open.pending = "";
  for (let at = 0; at < bytes.length;) {
    at += open.file.writeSync(bytes.subarray(at));
  }
}

/** DuckDB's own bound of a row, with which it needs no more memory than usual. */
const USUAL_ROW = 2 ** 21;

/**
 * Rows a row group aims at: two vectors below DuckDB's own 122,880, as several threads overshoot, and what is larger
 * than that takes twice as long to load.
 */
const ROW_GROUP = 122_880 - 2 * 2048;

/** Turns CSV tables into Parquet beside them. The CSV goes last, so that a crash leaves one whole table or both. */
async function compact(
  files: readonly [TableName, OpenTable][],
): Promise<void> {
  const results = await Promise.allSettled(files.map(compactOne));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

async function compactOne(
  [table, { path, longestRow }]: [TableName, OpenTable],
): Promise<void> {
  // Only here: notebooks import this file, and may not load the addon.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  // A fixed number of threads: the same rows give the same bytes. An instance each: no table waits for another.
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  try {
    // A character is at most three bytes of UTF-8 for each of its 16-bit units.
    const source = tableSource(table, path, {
      longestRow: Math.max(USUAL_ROW, 3 * longestRow + 1),
    });
    const parquet = path.replace(/\.csv$/, ".parquet");
    await connection.run(
      `COPY (SELECT * FROM ${source}) ` +
        `TO ${sqlText(`${parquet}.part`)} ` +
        `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
    );
    using file = await Deno.open(`${parquet}.part`, { write: true });
    await file.sync();
    await Deno.rename(`${parquet}.part`, parquet);
    await Deno.remove(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Appends runs to `reports.json`, one a line; a line torn by an earlier crash is closed off first. */
export async function appendRuns(
  folder: string,
  runs: readonly Run[],
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  using file = await Deno.open(`${folder}/reports.json`, {
    read: true,
    append: true,
    create: true,
  });
  await file.lock(true);
  const { size } = await file.stat();
  const last = new Uint8Array(1);
  if (size > 0) {
    await file.seek(size - 1, Deno.SeekMode.Start);
    await file.read(last);
  }
  const torn = size > 0 && last[0] !== 10;
  const lines = runs.map((run) => JSON.stringify(run) + "\n").join("");
  const bytes = new TextEncoder().encode((torn ? "\n" : "") + lines);
  for (let at = 0; at < bytes.length;) {
    at += await file.write(bytes.subarray(at));
  }
  await file.sync();
}
