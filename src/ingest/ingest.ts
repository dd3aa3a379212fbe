/** Imports files of another tool into a record, all of them or none. */
import {
  appendRuns,
  digest,
  ifThere,
  listRecords,
  PartWriter,
  readRuns,
  Run,
  tableNames,
  toRunId,
  UsageError,
  type Warning,
} from "../record/mod.ts";
import { admitAll } from "./source/admit.ts";
import {
  allRows,
  type Counts,
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "./source/importer.ts";
import { listSources, readSource } from "./source/source.ts";

export interface IngestOptions {
  /** Folder of records. */
  readonly data: string;
  /** Experiment to file the runs under; empty for the importer's default. */
  readonly experiment: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly onProgress?: (done: number, total: number, file: string) => void;
}

export interface Ingested {
  readonly experiment: string;
  readonly runs: readonly Run[];
  /** Number of runs that the record already had; their rows count as stored and are not written again. */
  readonly known: number;
  readonly warnings: number;
  readonly counts: Counts;
}

/**
 * Reads every file with `importer` and adds the runs to the record of the experiment.
 *
 * Writes the tables to a staging folder, moves it into place, then appends the runs to `reports.json` in one write: a
 * failure before that leaves the record unchanged. `admit.ts` rejects what the store could not load. Throws
 * `InputError` for the first file that cannot be read, `UsageError` for an unknown setting or a bad name of the
 * experiment.
 */
export async function ingestFiles(
  importer: Importer,
  paths: readonly string[],
  { data, experiment: named, settings, onProgress = () => {} }: IngestOptions,
): Promise<Ingested> {
  const files = listSources(paths, importer.extensions);
  const experiment = named ||
    (typeof importer.experiment === "string"
      ? importer.experiment
      : importer.experiment(readSource(files[0]!)));
  checkRequest(importer, experiment, settings);
  const folder = `${data}/${experiment}`;
  await Deno.mkdir(data, { recursive: true });
  // One ingest at a time, so that the set of recorded runs does not change meanwhile.
  using lock = await Deno.open(`${data}/.ingest.lock`, {
    write: true,
    create: true,
  });
  await lock.lock(true);
  await removeLeftovers(data);
  const recordedIds = new Set(
    (await readRuns(folder)).runs.map(({ run_id }) => run_id),
  );
  const staging = await Deno.makeTempDir({ dir: data, prefix: STAGING_PREFIX });
  try {
    await using writer = new PartWriter(staging);
    const collected: Collected = {
      writer,
      recordedIds,
      otherRunIds: await runIdsElsewhere(data, experiment),
      digests: new Set(),
      known: new Set(),
      runs: new Map(),
      total: { unit: "rows", read: 0, stored: 0, rejected: 0, warnings: 0 },
    };
    for (const file of openSources(importer, files, onProgress)) {
      await ingestFile(importer, file, {
        options: { experiment, settings },
        collected,
      });
    }
    const { runs, known, total } = collected;
    await writer.close(runs.size);
    if (runs.size > 0) {
      const part = `import-${importer.format}-${
        digest([...runs.keys()].join("\n"), 8)
      }`;
      const stored = [...runs.values()].map((run) => ({ ...run, part }));
      await Deno.mkdir(folder, { recursive: true });
      await Deno.chmod(staging, 0o755);
      // A killed ingest may have moved its tables into place without adding its runs to reports.json.
      await ifThere(Deno.remove(`${folder}/${part}`, { recursive: true }));
      await Deno.rename(staging, `${folder}/${part}`);
      await appendRuns(folder, stored);
    }
    const { warnings, ...counts } = total;
    return {
      experiment,
      runs: [...runs.values()],
      known: known.size,
      warnings,
      counts,
    };
  } finally {
    await ifThere(Deno.remove(staging, { recursive: true }));
  }
}

/** Longest file that is joined with others, in bytes: it is only ever read as a stream. */
const MAX_JOINED_BYTES = 2 ** 38;

/** Yields the files to read one after another, or what the importer makes of all of them. */
function* openSources(
  { join }: Importer,
  paths: readonly string[],
  onProgress: NonNullable<IngestOptions["onProgress"]>,
): Generator<SourceFile> {
  const joined: SourceFile[] = [];
  for (const [index, path] of paths.entries()) {
    onProgress(index, paths.length, path);
    if (join === null) yield readSource(path);
    else joined.push(readSource(path, { maxBytes: MAX_JOINED_BYTES }));
  }
  if (join !== null) yield join(joined);
}

interface Collected {
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

async function ingestFile(
  importer: Importer,
  file: SourceFile,
  { options, collected }: {
    readonly options: ImportOptions;
    readonly collected: Collected;
  },
): Promise<void> {
  const { writer, recordedIds, otherRunIds, digests, known, runs, total } =
    collected;
  const isRepeated = digests.has(file.digest);
  digests.add(file.digest);
  const earlierIds = new Set(runs.keys());
  const toOwnId = idMapper(otherRunIds, options.experiment);
  const counts = { read: 0, stored: 0, rejected: 0 };
  let duplicates = 0;
  const write = async (
    { rows, batches }: Pick<Imported, "rows" | "batches">,
  ) => {
    total.warnings += rows.warnings.length;
    writer.appendAll(rows);
    for (const batch of batches) await writer.appendBatch(batch);
  };
  /** Warnings about the file as a whole. */
  const fileWarnings: Warning[] = [];
  try {
    for await (const piece of admitAll(file, importer.read(file, options))) {
      const {
        runs: pieceRuns,
        rows,
        batches,
        counts: { unit, ...counted },
      } = withOwnIds(piece, toOwnId);
      total.unit = unit;
      counts.read += counted.read;
      counts.stored += counted.stored;
      counts.rejected += counted.rejected;
      for (const run of pieceRuns) {
        if (recordedIds.has(run.run_id)) known.add(run.run_id);
        else if (earlierIds.has(run.run_id)) duplicates++;
        else runs.set(run.run_id, run);
      }
      checkRunCount(file.name, runs.size);
      const concernsFile = ({ run_id }: Warning) => run_id === "";
      fileWarnings.push(...rows.warnings.filter(concernsFile));
      if (isRepeated) continue;
      const warnings = rows.warnings.filter((row) => !concernsFile(row));
      await write(
        withoutRuns({ rows: { ...rows, warnings }, batches }, [
          recordedIds,
          earlierIds,
        ]),
      );
    }
  } catch (error) {
    throw toInputError(file.name, error);
  }
  const isDuplicate = isRepeated || duplicates > 0;
  total.read += counts.read;
  total.stored += isDuplicate ? 0 : counts.stored;
  total.rejected += isDuplicate ? counts.read : counts.rejected;
  if (isDuplicate) {
    const [run_id = ""] = earlierIds;
    writer.append("warnings", [toWarning({
      run_id,
      code: "duplicate-file",
      message:
        `${counts.read} ${total.unit} of a second file with the same content were left out`,
      place: file.name,
    })]);
    total.warnings++;
  } else if (runs.size > earlierIds.size) {
    // A file that is in the record already must not repeat its warnings.
    await write({
      rows: { ...emptyRows(), warnings: fileWarnings },
      batches: [],
    });
  }
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

const STAGING_PREFIX = ".ingesting-";

/** Removes the staging folders of killed ingests; the lock guarantees that none is in use. */
async function removeLeftovers(data: string): Promise<void> {
  for await (const { name } of Deno.readDir(data)) {
    if (name.startsWith(STAGING_PREFIX)) {
      await Deno.remove(`${data}/${name}`, { recursive: true });
    }
  }
}

function checkRequest(
  { format, settings: known }: Importer,
  experiment: string,
  settings: Readonly<Record<string, string>>,
): void {
  // The name becomes a folder.
  if (!Run.shape.experiment.safeParse(experiment).success) {
    throw new UsageError(
      `Cannot file runs under '${experiment}' as a name is lower-case letters, digits and dashes`,
    );
  }
  const unknownKey = Object.keys(settings).find((key) =>
    !Object.hasOwn(known, key)
  );
  if (unknownKey !== undefined) {
    throw new UsageError(
      `Cannot set '${unknownKey}' as ${format} knows only: ${
        Object.keys(known).join(", ") || "no setting"
      }`,
    );
  }
}

/** Returns the ids of the runs in the records of other experiments. */
async function runIdsElsewhere(
  data: string,
  experiment: string,
): Promise<Set<string>> {
  const names = (await listRecords(data))
    .filter((name) => name !== experiment);
  const records = await Promise.all(
    names.map((name) => readRuns(`${data}/${name}`)),
  );
  return new Set(
    records.flatMap(({ runs }) => runs.map(({ run_id }) => run_id)),
  );
}

/**
 * Returns a function that replaces the id of a run that another experiment has too: ids are unique over all records.
 */
function idMapper(
  otherRunIds: ReadonlySet<string>,
  experiment: string,
): (run_id: string) => string {
  const ids = new Map<string, string>();
  return (run_id) => {
    if (!otherRunIds.has(run_id)) return run_id;
    const known = ids.get(run_id);
    if (known !== undefined) return known;
    const newId = toRunId(run_id.split("-")[0] ?? null, {
      ordinal: ids.size,
      identity: `${experiment}/${run_id}`,
    });
    ids.set(run_id, newId);
    return newId;
  };
}

function withOwnIds(
  imported: Imported,
  toOwnId: (run_id: string) => string,
): Imported {
  const withOwnId = <T extends { readonly run_id: string }>(row: T): T => {
    const run_id = toOwnId(row.run_id);
    return run_id === row.run_id ? row : { ...row, run_id };
  };
  // Runs first: a new id depends on the order of the requests.
  const runs = imported.runs.map(withOwnId);
  return {
    ...imported,
    runs,
    rows: mapTables(imported.rows, (rows) => rows.map(withOwnId)),
    batches: imported.batches.map((batch) => ({
      ...batch,
      shapes: batch.shapes.map(withOwnId),
    })),
  };
}

/** Returns the rows without those of known runs. */
function withoutRuns(
  { rows, batches }: Pick<Imported, "rows" | "batches">,
  known: readonly ReadonlySet<string>[],
): Pick<Imported, "rows" | "batches"> {
  const full = known.filter(({ size }) => size > 0);
  if (full.length === 0) return { rows, batches };
  const isNew = ({ run_id }: { readonly run_id: string }) =>
    full.every((ids) => !ids.has(run_id));
  // A batch whose runs are all known holds nothing to keep; one with some of them is rare.
  const whole = batches.filter(({ shapes }) => shapes.every(isNew));
  const mixed = batches.filter(({ shapes }) =>
    shapes.some(isNew) && !shapes.every(isNew)
  );
  const lists = Object.fromEntries(
    tableNames.map((
      table,
    ) => [table, allRows({ rows, batches: mixed }, table)]),
  ) as unknown as Imported["rows"];
  return {
    rows: mapTables(lists, (list) => list.filter(isNew)),
    batches: whole,
  };
}

/** Returns the rows with those of each table changed. */
function mapTables(
  rows: Imported["rows"],
  change: <T extends { readonly run_id: string }>(rows: readonly T[]) => T[],
): Imported["rows"] {
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [
      table,
      change(list as readonly { readonly run_id: string }[]),
    ]),
  ) as unknown as Imported["rows"];
}
