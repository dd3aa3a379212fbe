/** What every importer is: a pure function from the texts of some files to runs and rows. */
import type { Row, Rows, Run, TableName, Warning } from "../record/mod.ts";
import { tableNames } from "../record/mod.ts";

/** One input file, decoded. */
export interface SourceFile {
  /** Path as given, for messages; its last part goes into the record. */
  readonly name: string;
  readonly text: string;
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
  /** Reads one file. Throws `InputError` when the file as a whole cannot be read. */
  readonly read: (
    file: SourceFile,
    options: ImportOptions,
  ) => Imported | Promise<Imported>;
}

/** A file that cannot be read at all: one line naming file, place and remedy. Exit code 2. */
export class InputError extends Error {
  constructor(file: string, place: string, problem: string, remedy: string) {
    super(`${file}${place && `:${place}`}: ${problem}; ${remedy}`);
    this.name = "InputError";
  }
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
