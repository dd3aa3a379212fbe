/** What every importer is: a pure function from the texts of some files to runs and rows. */
import type { Row, Rows, Run, TableName, Warning } from "../../record/mod.ts";
import { tableNames } from "../../record/mod.ts";

/** One input file; `source.ts` makes it. */
export interface SourceFile {
  /** Path as given, for messages; its last part goes into the record. */
  readonly name: string;
  /** SHA-256 of the content in hex, without a byte order mark: what the ids of its runs follow from. */
  readonly digest: string;
  /** The whole content, decoded when it is asked for. */
  readonly text: string;
  /** Its lines one after the other, without their ends: a large file never stands in memory as a whole. */
  readonly lines: () => Iterable<string>;
}

export interface ImportOptions {
  /** Experiment the runs are filed under. */
  readonly experiment: string;
  /** `--set key=value` of the command line; each importer says which keys it knows. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What an importer read, by its own unit of counting; `read = stored + rejected`, always. */
export interface Counts {
  /** What was counted: cells, rows, samples ... */
  readonly unit: string;
  readonly read: number;
  readonly stored: number;
  readonly rejected: number;
}

export interface Imported {
  readonly runs: readonly Run[];
  readonly rows: Rows;
  readonly counts: Counts;
}

export interface Importer {
  /** Name on the command line. */
  readonly format: string;
  /** One line for `ingest --list`. */
  readonly title: string;
  /** File name endings taken when a folder is given. */
  readonly extensions: readonly string[];
  /** Experiment used when the command line names none; of some formats the first file says it. */
  readonly experiment: string | ((file: SourceFile) => string);
  /** Keys of `--set` it understands, with what they mean. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Reads one file, at once or piece by piece; every row of a run has its final id, whichever piece holds the run itself.
   * Throws `InputError` when the file as a whole cannot be read.
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

/** A file that cannot be read at all: one line naming file, place and remedy. Exit code 2. */
export class InputError extends Error {
  constructor(file: string, place: string, problem: string, remedy: string) {
    super(`${file}${place && `:${place}`}: ${problem}; ${remedy}`);
    this.name = "InputError";
  }
}

/** A part of an import while it is collected. */
export interface Piece {
  readonly runs: Run[];
  readonly rows: RowLists;
  readonly counts: {
    readonly unit: string;
    read: number;
    stored: number;
    rejected: number;
  };
}

/** A piece to fill. */
export function emptyPiece(unit: string): Piece {
  return {
    runs: [],
    rows: emptyRows(),
    counts: { unit, read: 0, stored: 0, rejected: 0 },
  };
}

/** What a piece may hold, by what its importer counts, so that no more rows than these give stand in memory. */
const MOST_OF_PIECE = 2000;

/** Whether a piece is large enough to be passed on; asked after each line, it costs next to nothing. */
export function isFull({ counts }: Piece): boolean {
  return counts.read >= MOST_OF_PIECE;
}

/** The pieces of what an importer returns. */
export async function* toPieces(
  read: ReturnType<Importer["read"]>,
): AsyncGenerator<Imported> {
  const imported = await read;
  if (Symbol.iterator in imported || Symbol.asyncIterator in imported) {
    yield* imported;
  } else yield imported;
}

/** All of what an importer returns, as one: for those who know that it is small. */
export async function readWhole(
  read: ReturnType<Importer["read"]>,
): Promise<Imported> {
  let whole: Piece | null = null;
  for await (const { runs, rows, counts } of toPieces(read)) {
    whole ??= emptyPiece(counts.unit);
    whole.runs.push(...runs);
    for (const table of tableNames) {
      whole.rows[table] = whole.rows[table].concat(
        rows[table] as never,
      ) as never;
    }
    whole.counts.read += counts.read;
    whole.counts.stored += counts.stored;
    whole.counts.rejected += counts.rejected;
  }
  return whole ?? emptyPiece("rows");
}

/** Mutable rows while an import is going on. */
export type RowLists = { [T in TableName]: Row<T>[] };

/** Empty tables to push into. */
export function emptyRows(): RowLists {
  return Object.fromEntries(
    tableNames.map((name) => [name, []]),
  ) as unknown as RowLists;
}

/** An ingest warning with its place. */
export function toWarning(
  warning: Pick<Warning, "run_id" | "code" | "message" | "place">,
): Warning {
  return { stage: "ingest", n: 1, ...warning };
}
