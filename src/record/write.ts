/** Writing a part: rows appended as CSV and flushed every second, large tables compacted to Parquet at close. */
import { columnTypes, sqlText, tableSource } from "./columns.ts";
import {
  describeFile,
  dropManifest,
  type ManifestTable,
  writeManifest,
} from "./manifest.ts";
import type { Row, Rows, TableName } from "./model.ts";
import { tableNames } from "./model.ts";
import { columnChecks } from "./row_check.ts";

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
  readonly problemOf: (value: unknown) => string;
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

/** A row as a line; or, where a column cannot hold its value, that column and the reason. */
function csvRow(
  row: object,
  columns: readonly Column[],
): string | { readonly column: string; readonly problem: string } {
  const values = row as Record<string, Value>;
  let line = "";
  for (const column of columns) {
    const value = values[column.name] ?? null;
    if (value !== column.value) {
      const problem = column.problemOf(value);
      if (problem !== "") return { column: column.name, problem };
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
  /** Rows that a column could not hold, by run, table and column. */
  readonly #rejected = new Map<string, Row<"warnings">>();
  /** Tables that an earlier writer closed in this folder. */
  readonly #earlier: readonly ManifestTable[];
  #closed = false;
  /** What went wrong when nobody had called: thrown to who calls next. */
  #failure: Error | null = null;

  constructor(
    folder: string,
    { flushEvery = 1000, compactFrom = 2000 }: PartWriterOptions = {},
  ) {
    Deno.mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    // What is written to is not closed any more.
    this.#earlier = dropManifest(folder);
    this.#compactFrom = compactFrom;
    this.#timer = setInterval(() => this.#flushInTime(), flushEvery);
    Deno.unrefTimer(Number(this.#timer));
  }

  /**
   * Buffers rows until the next flush, or until there are many of them. A row that the store could not load, such as one with
   * a value of NaN, is left out, and counted in a warning that is written at close. Throws what a flush in between could not
   * do: write to a disk that is full.
   */
  append<T extends TableName>(table: T, rows: readonly Row<T>[]): void {
    if (this.#failure) throw this.#failure;
    if (rows.length === 0) return;
    const open = this.#open(table);
    for (const row of rows) {
      const line = csvRow(row, open.columns);
      if (typeof line !== "string") {
        this.#reject(table, row.run_id, line);
        continue;
      }
      if (line.length > open.longestRow) open.longestRow = line.length;
      open.pending += line;
      open.rows++;
      if (open.pending.length >= FULL) write(open);
    }
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

  /**
   * Flushes, closes, compacts, and writes what the tables hold into a manifest beside them (`manifest.ts`); further calls do
   * nothing. `runs` is how many runs the part holds, null where the writer need not know. Throws what a flush before could
   * not do.
   */
  async close(runs: number | null = null): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    if (this.#failure) {
      for (const { file } of this.#tables.values()) file.close();
      throw this.#failure;
    }
    this.append("warnings", [...this.#rejected.values()]);
    this.flush();
    const large: [TableName, OpenTable][] = [];
    const written = new Map<TableName, Promise<ManifestTable>>();
    for (const [table, open] of this.#tables) {
      // What is compacted need not reach the disk twice: its Parquet does.
      if (open.rows >= this.#compactFrom) large.push([table, open]);
      else open.file.syncSync();
      open.file.close();
    }
    const compacted = await compact(large);
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
      columns: columnChecks[table].map((
        { column: name, nullable, problemOf },
        i,
      ): Column => {
        const before = i === 0 ? "" : ",";
        // Only a column that may be null can be said to have held null before the first row.
        const value = nullable ? null : NaN;
        return { name, problemOf, before, value, field: before };
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

/** Turns CSV tables into Parquet beside them; returns the rows of each. The CSV goes last, so that a crash leaves one whole table or both. */
async function compact(
  files: readonly [TableName, OpenTable][],
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

function toParquet(path: string): string {
  return path.replace(/\.csv$/, ".parquet");
}

/** Compacts one table; returns how many rows it holds. */
async function compactOne(
  [table, { path, longestRow }]: [TableName, OpenTable],
): Promise<[TableName, number]> {
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
    const parquet = toParquet(path);
    const copied = await connection.runAndReadAll(
      `COPY (SELECT * FROM ${source}) ` +
        `TO ${sqlText(`${parquet}.part`)} ` +
        `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP})`,
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
