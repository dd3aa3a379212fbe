/** Interface of importers: pure functions from the text of a file to runs and rows. */
import type {
  OpenBatch,
  Row,
  RowBatch,
  RowQuery,
  Rows,
  Run,
  TableName,
  Warning,
} from "../../record/mod.ts";
import { emptyBatch, rowsOf } from "../../record/mod.ts";

/** Input file, opened by `source.ts`. */
export interface SourceFile {
  /** Path as given, for messages; its last part goes into the record. */
  readonly name: string;
  /** Path to read it at; empty if it is in memory only, or made of several. */
  readonly path: string;
  /**
   * SHA-256 of the content in hex, without a byte order mark; run ids derive from it. Throws `InputError` if a large file,
   * which is checked only now, is no text.
   */
  readonly digest: string;
  /** The whole content, decoded on access. */
  readonly text: string;
  /** Lines without their ends; a large file is streamed and never in memory as a whole. */
  readonly lines: () => Iterable<string>;
  /** The content in pieces of any length, streamed as lines are. */
  readonly chunks: () => Iterable<string>;
}

export interface ImportOptions {
  /** Experiment the runs are filed under. */
  readonly experiment: string;
  /** `--set key=value` of the command line; `Importer.settings` lists the valid keys. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Number of items that an importer read, in its own unit; always `read = stored + rejected`. */
export interface Counts {
  /** Counted items: cells, rows, samples ... */
  readonly unit: string;
  readonly read: number;
  readonly stored: number;
  readonly rejected: number;
}

export interface Imported {
  readonly runs: readonly Run[];
  readonly rows: Rows;
  /** Further rows, which follow `rows`; at most one batch of a table. */
  readonly batches: readonly RowBatch[];
  /** Further rows, which follow `batches`; their database is open until the next piece is asked for. */
  readonly queries: readonly RowQuery[];
  readonly counts: Counts;
}

export interface Importer {
  /** Name on the command line. */
  readonly format: string;
  /** One line for `ingest --list`. */
  readonly title: string;
  /** Name endings of the files to read in a folder. */
  readonly extensions: readonly string[];
  /** Default experiment; some formats read it from the first file. */
  readonly experiment: string | ((file: SourceFile) => string);
  /** Valid keys of `--set`, with their meaning. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes one file of all files of an import, which is read as a stream; null if each is read by itself. */
  readonly join: ((files: readonly SourceFile[]) => SourceFile) | null;
  /**
   * Reads one file, as a whole or in pieces. Every row has the final id of its run, even if another piece holds the
   * run. Throws `InputError` if the file as a whole cannot be read.
   */
  readonly read: (
    file: SourceFile,
    options: ImportOptions,
  ) =>
    | Imported
    | Promise<Imported>
    | Iterable<Imported>
    | AsyncIterable<Imported>;
}

/** Unreadable file: a one-line message with file, place and remedy; exit code 2. */
export class InputError extends Error {
  /** File, place, problem and remedy, of which another thread makes the same error. */
  readonly parts: readonly [string, string, string, string];

  constructor(file: string, place: string, problem: string, remedy: string) {
    super(`${file}${place && `:${place}`}: ${problem}; ${remedy}`);
    this.name = "InputError";
    this.parts = [file, place, problem, remedy];
  }
}

/** Mutable part of an import. */
export interface Piece {
  readonly runs: Run[];
  readonly rows: RowLists;
  readonly batches: RowBatch[];
  readonly queries: RowQuery[];
  readonly counts: {
    readonly unit: string;
    read: number;
    stored: number;
    rejected: number;
  };
}

/** Creates an empty piece. */
export function emptyPiece(unit: string): Piece {
  return {
    runs: [],
    rows: emptyRows(),
    batches: [],
    queries: [],
    counts: { unit, read: 0, stored: 0, rejected: 0 },
  };
}

/** Returns the batch of a table in a piece, with these columns of numbers and of texts; a new one if there is none. */
export function batchIn<
  T extends TableName,
  C extends keyof Row<T> & string,
  X extends keyof Row<T> & string = never,
>(
  { batches }: Piece,
  table: T,
  columns: readonly C[],
  texts: readonly X[] = [],
): OpenBatch<T, C, X> {
  const known = batches.find((batch) => batch.table === table);
  if (known !== undefined) return known as OpenBatch<T, C, X>;
  const batch = emptyBatch(table, columns, texts);
  batches.push(batch);
  return batch;
}

/** Maximum count of a piece, in its importer's unit; bounds the rows in memory. */
const MAX_PIECE_COUNT = 2000;

/** Returns true if a piece is large enough to be yielded; cheap enough to call after each line. */
export function isFull({ counts }: Piece): boolean {
  return counts.read >= MAX_PIECE_COUNT;
}

/** Yields the pieces of an importer's result. */
export async function* toPieces(
  read: ReturnType<Importer["read"]>,
): AsyncGenerator<Imported> {
  const imported = await read;
  if (Symbol.iterator in imported || Symbol.asyncIterator in imported) {
    yield* imported;
  } else yield imported;
}

/** Mutable rows of each table. */
export type RowLists = { [T in TableName]: Row<T>[] };

/** Creates an empty list for each table; written out, as several are made for each of thousands of files. */
export function emptyRows(): RowLists {
  return {
    operations: [],
    stages: [],
    samples: [],
    histograms: [],
    reported: [],
    events: [],
    warnings: [],
    sequences: [],
  };
}

/** Returns the rows of a table with those of its batch, as objects. */
export function allRows<T extends TableName>(
  { rows, batches }: Pick<Imported, "rows" | "batches">,
  table: T,
): readonly Row<T>[] {
  const own = batches.filter((batch) => batch.table === table);
  if (own.length === 0) return rows[table];
  return [...rows[table], ...own.flatMap((batch) => rowsOf(batch) as Row<T>[])];
}

/** Creates a warning of stage `ingest`. */
export function toWarning(
  warning: Pick<Warning, "run_id" | "code" | "message" | "place">,
): Warning {
  return { stage: "ingest", n: 1, ...warning };
}
