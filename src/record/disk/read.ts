/** Reads records from disk: runs, parts, and tables without the tail that a crash tore. */
import { createHash, type Hash } from "node:crypto";
import { exists, ifThere } from "./if_there.ts";
import { columnNames } from "../model/columns.ts";
import { UsageError } from "../model/errors.ts";
import { addedColumns, upgradeLine } from "./format_1.ts";
import { type Run, Run as RunSchema, type TableName } from "../model/model.ts";
import { tableNames } from "../model/model.ts";
import { isPlainRun } from "./run_check.ts";

/** Line of `reports.json` that could not be read. */
export interface RejectedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  /** True for the last line of the file, cut short by a crash. */
  readonly torn: boolean;
}

/** Runs of a record, as read from disk. */
export interface RecordRuns {
  readonly runs: readonly Run[];
  readonly rejected: readonly RejectedLine[];
}

/** Parses the text of a `reports.json`; the last line of a run replaces its earlier ones. */
export function parseRuns(text: string): RecordRuns {
  const runs = new Map<string, Run>();
  const rejected: RejectedLine[] = [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      const value = upgradeLine(parseLine(line));
      const run = isPlainRun(value) ? value : RunSchema.parse(value);
      runs.set(run.run_id, run);
    } catch (error) {
      rejected.push({
        line: index + 1,
        message: rejection(error),
        torn: index === lines.length - 1,
      });
    }
  }
  return { runs: [...runs.values()], rejected };
}

/** Replaces lone surrogates with U+FFFD: JSON allows them, DuckDB rejects them. */
function parseLine(line: string): unknown {
  return /\\ud[89a-f]/i.test(line)
    ? JSON.parse(
      line,
      (_, value) => typeof value === "string" ? value.toWellFormed() : value,
    )
    : JSON.parse(line);
}

function rejection(error: unknown): string {
  if (error instanceof SyntaxError) return error.message;
  if (error instanceof Error && "issues" in error) {
    const [issue] = error.issues as { path: unknown[]; message: string }[];
    return `${issue?.path.join(".")}: ${issue?.message}`;
  }
  throw error;
}

/** Returns the sorted names of the folders in `folder`, without hidden ones. */
export async function listFolders(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && !name.startsWith(".")) found.push(name);
  }
  return found.sort();
}

/** Returns the folders of `data` that hold a record, sorted by experiment. */
export async function listRecords(data: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(data)) {
    if (isDirectory && await exists(`${data}/${name}/reports.json`)) {
      found.push(name);
    }
  }
  return found.sort();
}

/** Reads the runs of one experiment's record; empty if there is no record yet. */
export async function readRuns(folder: string): Promise<RecordRuns> {
  const path = `${folder}/reports.json`;
  if (!(await exists(path))) return { runs: [], rejected: [] };
  return parseRuns(await Deno.readTextFile(path));
}

/** One table file of a part. */
export interface TableFile {
  readonly table: TableName;
  readonly path: string;
  /** Bytes of complete rows; less than `size` if a crash tore the last row. */
  readonly whole: number;
  readonly size: number;
}

/**
 * Returns the table files of a part; Parquet wins if a crash left a table in both formats. Throws `UsageError` if the
 * columns of a CSV are not those of its table in the same order: its values would be read under wrong names.
 */
export async function readPart(folder: string): Promise<TableFile[]> {
  const files: TableFile[] = [];
  // One look at the folder: to ask for each file takes longer than to read small ones.
  const names = new Set(
    (await ifThere(Array.fromAsync(Deno.readDir(folder))) ?? [])
      .map(({ name }) => name),
  );
  for (const table of tableNames) {
    const parquet = `${folder}/${table}.parquet`;
    const csv = `${folder}/${table}.csv`;
    if (names.has(`${table}.parquet`)) {
      const { size } = await Deno.stat(parquet);
      files.push({ table, path: parquet, whole: size, size });
    } else if (names.has(`${table}.csv`)) {
      const bytes = await Deno.readFile(csv);
      const whole = wholeRows(bytes);
      if (whole > 0) {
        requireHeader(table, csv, bytes);
        files.push({ table, path: csv, whole, size: bytes.length });
      }
    }
  }
  return files;
}

function requireHeader(
  table: TableName,
  path: string,
  bytes: Uint8Array,
): void {
  const names = columnNames(table);
  const header = names.join(",");
  const oldHeader = names.filter((name) => !addedColumns[table].includes(name))
    .join(",");
  const first = new TextDecoder().decode(
    bytes.subarray(0, bytes.indexOf(10)),
  );
  if (first === header || first === oldHeader) return;
  throw new UsageError(
    [header, oldHeader].includes(first.trimEnd())
      ? `Cannot read ${path} as its lines end in CR LF; restore it with LF`
      : `Cannot read ${path}:1 as its columns are not ${header}; restore it`,
  );
}

/** Returns the length in bytes of the complete rows of a CSV: up to the last newline outside quotes. */
export function wholeRows(bytes: Uint8Array): number {
  let quoted = false;
  let end = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 34) quoted = !quoted;
    else if (bytes[i] === 10 && !quoted) end = i + 1;
  }
  return end;
}

/**
 * Returns the path of a table file without a torn tail: the file itself, or a copy of its complete rows in `folder`.
 * The original is not changed, as a running experiment may still be writing it.
 */
export async function wholeFile(
  { table, path, whole, size }: TableFile,
  folder: string,
): Promise<string> {
  if (whole === size) return path;
  const copy = `${folder}/${table}.csv`;
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(copy, bytes.subarray(0, whole));
  return copy;
}

/** Bytes that are read at once of a small and of a large file: a small block takes longer to ask for than to digest. */
const [MIN_BLOCK_BYTES, MAX_BLOCK_BYTES] = [2 ** 14, 2 ** 20];

/** Yields the bytes of a file, block by block; each is valid until the next one is asked for. */
export async function* readBlocks(path: string): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const bytes = Math.max(size, MIN_BLOCK_BYTES);
  const block = new Uint8Array(Math.min(bytes, MAX_BLOCK_BYTES));
  for (;;) {
    const count = await file.read(block);
    if (count === null) return;
    yield block.subarray(0, count);
  }
}

/** Returns the SHA-256 over the lines of a part's runs, for more to be added. */
export function hashRuns(runs: readonly Run[]): Hash {
  const hash = createHash("sha256");
  for (const run of runs) hash.update(toDigestText(run) + "\n");
  return hash;
}

/**
 * Returns the SHA-256 in hex over a part's runs and the complete rows of its tables; `lines` is that of the runs, which is not
 * changed.
 */
export async function digestPart(
  lines: Hash,
  files: readonly TableFile[],
): Promise<string> {
  const hash = lines.copy();
  for (const { table, path, whole } of files) {
    hash.update(`${table}\0${path.split(".").at(-1)}\0`);
    let remaining = whole;
    for await (const block of readBlocks(path)) {
      hash.update(block.subarray(0, remaining));
      remaining -= Math.min(remaining, block.length);
    }
  }
  return hash.digest("hex");
}

/** Returns the run as text, without empty objectives: records of format 1, which have none, keep their digests. */
function toDigestText({ objectives, ...run }: Run): string {
  return JSON.stringify(objectives.length === 0 ? run : { ...run, objectives });
}
