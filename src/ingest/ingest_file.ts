/** Imports one file: its rows go to the writer piece by piece, its runs are collected. */
import {
  type PartWriter,
  type Run,
  UsageError,
  type Warning,
} from "../record/mod.ts";
import { idMapper, withoutRuns, withOwnIds } from "./own_ids.ts";
import { admitAll } from "./admission/admit.ts";
import {
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "./source/importer.ts";

/** What the files of an import have in common. */
export interface Collected {
  readonly writer: PartWriter;
  /** Ids of the runs that the record already has. */
  readonly recordedIds: ReadonlySet<string>;
  /** Ids of the runs of other records. */
  readonly otherRunIds: ReadonlySet<string>;
  /** Digests of the files read so far. */
  readonly digests: Set<string>;
  /** Runs of these files that the record already has. */
  readonly known: Set<string>;
  /** Runs to add. */
  readonly runs: Map<string, Run>;
  readonly total: {
    unit: string;
    read: number;
    stored: number;
    rejected: number;
    warnings: number;
  };
}

/** Maximum number of runs of one ingest: each of them is in memory whenever its record is read. */
const MAX_RUNS = 100_000;

/**
 * Reads one file with `importer`. A second file with the same content, and runs that the record has, are left out.
 *
 * Throws `InputError` if the file cannot be read.
 */
export async function ingestFile(
  importer: Importer,
  file: SourceFile,
  { options, cutAt, collected }: {
    readonly options: ImportOptions;
    /** Places at which what is packed is cut off; none in a whole file. */
    readonly cutAt: readonly string[];
    readonly collected: Collected;
  },
): Promise<void> {
  const { writer, recordedIds, otherRunIds } = collected;
  const { digests, known, runs, total } = collected;
  const earlier = runs.size;
  /** Runs that this file adds: to copy the ids before it would take longer than to read it, of thousands of files. */
  const added = new Set<string>();
  const isEarlier = (run_id: string) => runs.has(run_id) && !added.has(run_id);
  const toOwnId = idMapper(otherRunIds, options.experiment);
  const counts = { read: 0, stored: 0, rejected: 0 };
  let duplicates = 0;
  const write = async (
    { rows, batches, queries }: Pick<Imported, "rows" | "batches" | "queries">,
  ) => {
    total.warnings += rows.warnings.length;
    writer.appendAll(rows);
    // Those that the admission leaves as they are fit their tables.
    for (const batch of batches) {
      await writer.appendBatch(batch, { isChecked: true });
    }
    for (const query of queries) await writer.appendQuery(query);
  };
  /** Null before the first piece: until then DuckDB may read a file that is not checked yet. */
  let isRepeated: boolean | null = null;
  /** Warnings about the file as a whole. */
  const fileWarnings = cutAt.map(toCutWarning);
  try {
    for await (const piece of admitAll(file, importer.read(file, options))) {
      const {
        runs: pieceRuns,
        rows,
        batches,
        queries,
        counts: { unit, ...counted },
      } = withOwnIds(piece, toOwnId);
      isRepeated ??= digests.has(file.digest);
      total.unit = unit;
      counts.read += counted.read;
      counts.stored += counted.stored;
      counts.rejected += counted.rejected;
      for (const run of pieceRuns) {
        if (recordedIds.has(run.run_id)) known.add(run.run_id);
        else if (isEarlier(run.run_id)) duplicates++;
        else {
          runs.set(run.run_id, run);
          added.add(run.run_id);
        }
      }
      checkRunCount(file.name, runs.size);
      const concernsFile = ({ run_id }: Warning) => run_id === "";
      fileWarnings.push(...rows.warnings.filter(concernsFile));
      if (isRepeated) continue;
      const warnings = rows.warnings.filter((row) => !concernsFile(row));
      await write(
        withoutRuns(
          { rows: { ...rows, warnings }, batches, queries },
          (run_id) => recordedIds.has(run_id) || isEarlier(run_id),
        ),
      );
    }
  } catch (error) {
    // Of a file that is no text this throws why, whatever an importer made of it.
    digests.add(file.digest);
    throw toInputError(file.name, error);
  }
  digests.add(file.digest);
  const isDuplicate = isRepeated || duplicates > 0;
  total.read += counts.read;
  total.stored += isDuplicate ? 0 : counts.stored;
  total.rejected += isDuplicate ? counts.read : counts.rejected;
  if (isDuplicate) {
    const [run_id = ""] = earlier === 0 ? [] : runs.keys();
    writer.append("warnings", [toWarning({
      run_id,
      code: "duplicate-file",
      message:
        `${counts.read} ${total.unit} of a second file with the same content were left out`,
      place: file.name,
    })]);
    total.warnings++;
  } else if (added.size > 0) {
    if (cutAt.length > 0) markIncomplete(runs);
    // A file that is in the record already must not repeat its warnings.
    writer.append("warnings", fileWarnings);
    total.warnings += fileWarnings.length;
  }
}

function toCutWarning(place: string): Warning {
  return toWarning({
    run_id: "",
    code: "cut-off",
    message:
      "what is packed stops here, before its end: the file is cut off, or was damaged before; fetch it again",
    place,
  });
}

/** Says of the last run, whose file is cut off, that it goes on behind what was read. */
function markIncomplete(runs: Map<string, Run>): void {
  const last = [...runs.values()].at(-1);
  if (last?.status !== "ok") return;
  runs.set(last.run_id, { ...last, status: "incomplete" });
}

function checkRunCount(file: string, runs: number): void {
  if (runs <= MAX_RUNS) return;
  throw new InputError(
    file,
    "",
    `exceeds the limit of ${MAX_RUNS} runs per import`,
    "ingest fewer runs at once",
  );
}

/** Wraps an importer's `RangeError` or `TypeError` (a defect of the importer), so that the message names the file. */
function toInputError(file: string, error: unknown): Error {
  if (error instanceof InputError || error instanceof UsageError) return error;
  if (!(error instanceof RangeError || error instanceof TypeError)) {
    return error as Error;
  }
  const inputError = new InputError(
    file,
    "",
    `cannot be read as this format (${error.message.split("\n")[0]})`,
    "check that the file is whole and of this format",
  );
  inputError.cause = error;
  return inputError;
}
