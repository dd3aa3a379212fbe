/** Files of another tool into a record: all of them or none. */
import {
  appendRuns,
  digest,
  listRecords,
  PartWriter,
  readRuns,
  Run,
  toRunId,
  UsageError,
  type Warning,
} from "../record/mod.ts";
import { admitAll } from "./source/admit.ts";
import {
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
  /** Experiment to file the runs under; empty takes the importer's own. */
  readonly experiment: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly onProgress?: (done: number, total: number, file: string) => void;
}

export interface Ingested {
  readonly experiment: string;
  readonly runs: readonly Run[];
  /** Runs that the record had already; their rows count as stored and are not written again. */
  readonly known: number;
  readonly warnings: number;
  readonly counts: Counts;
}

/**
 * Reads every file with `importer` and adds the runs to the record of the experiment.
 *
 * The tables are written aside and moved into place, then the runs are appended to `reports.json` in one write: whatever
 * fails before that leaves the record as it was. What the store could not load is rejected before it is written (`admit.ts`).
 * Throws `InputError` for the first file that cannot be read.
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
  refuseUnknown(importer, experiment, settings);
  const folder = `${data}/${experiment}`;
  await Deno.mkdir(data, { recursive: true });
  // One at a time: what is known already must not change while we read.
  using lock = await Deno.open(`${data}/.ingest.lock`, {
    write: true,
    create: true,
  });
  await lock.lock(true);
  await removeLeftovers(data);
  const held = new Set(
    (await readRuns(folder)).runs.map(({ run_id }) => run_id),
  );
  const aside = await Deno.makeTempDir({ dir: data, prefix: ASIDE });
  try {
    await using writer = new PartWriter(aside);
    const collected: Collected = {
      writer,
      held,
      elsewhere: await runsElsewhere(data, experiment),
      digests: new Set(),
      known: new Set(),
      runs: new Map(),
      total: { unit: "rows", read: 0, stored: 0, rejected: 0, warnings: 0 },
    };
    for (const [index, path] of files.entries()) {
      onProgress(index, files.length, path);
      await ingestFile(importer, readSource(path), {
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
      await Deno.chmod(aside, 0o755);
      // What a killed ingest moved into place without naming it in reports.json is nobody's.
      await removeIfThere(`${folder}/${part}`);
      await Deno.rename(aside, `${folder}/${part}`);
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
    await removeIfThere(aside);
  }
}

interface Collected {
  readonly writer: PartWriter;
  /** Ids of the runs that the record has already. */
  readonly held: ReadonlySet<string>;
  /** Ids of the runs of other records. */
  readonly elsewhere: ReadonlySet<string>;
  /** Of the files read so far. */
  readonly digests: Set<string>;
  /** Runs of these files that the record has already. */
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

/** Runs that one ingest may bring: each of them stands in memory whenever its record is read. */
const MOST_RUNS = 100_000;

async function ingestFile(
  importer: Importer,
  file: SourceFile,
  { options, collected }: {
    readonly options: ImportOptions;
    readonly collected: Collected;
  },
): Promise<void> {
  const { writer, held, elsewhere, digests, known, runs, total } = collected;
  const again = digests.has(file.digest);
  digests.add(file.digest);
  const earlier = new Set(runs.keys());
  const toOwnId = ownIds(elsewhere, options.experiment);
  const counts = { read: 0, stored: 0, rejected: 0 };
  let duplicates = 0;
  const write = (rows: Imported["rows"]) => {
    total.warnings += rows.warnings.length;
    writer.appendAll(rows);
  };
  /** Warnings about the file as a whole. */
  const ofFile: Warning[] = [];
  try {
    for await (const piece of admitAll(file, importer.read(file, options))) {
      const { runs: found, rows, counts: { unit, ...counted } } = withOwnIds(
        piece,
        toOwnId,
      );
      total.unit = unit;
      counts.read += counted.read;
      counts.stored += counted.stored;
      counts.rejected += counted.rejected;
      for (const run of found) {
        if (held.has(run.run_id)) known.add(run.run_id);
        else if (earlier.has(run.run_id)) duplicates++;
        else runs.set(run.run_id, run);
      }
      refuseMany(file.name, runs.size);
      const isOfFile = ({ run_id }: Warning) => run_id === "";
      ofFile.push(...rows.warnings.filter(isOfFile));
      if (again) continue;
      const warnings = rows.warnings.filter((row) => !isOfFile(row));
      write(withoutRuns({ ...rows, warnings }, [held, earlier]));
    }
  } catch (error) {
    throw toInputError(file.name, error);
  }
  const whole = again || duplicates > 0;
  total.read += counts.read;
  total.stored += whole ? 0 : counts.stored;
  total.rejected += whole ? counts.read : counts.rejected;
  if (whole) {
    const [run_id = ""] = earlier;
    writer.append("warnings", [toWarning({
      run_id,
      code: "duplicate-file",
      message:
        `${counts.read} ${total.unit} of a second file with the same content were left out`,
      place: file.name,
    })]);
    total.warnings++;
  } else if (runs.size > earlier.size) {
    // Of a file that the record has already nothing is told a second time.
    write({ ...emptyRows(), warnings: ofFile });
  }
}

function refuseMany(file: string, runs: number): void {
  if (runs <= MOST_RUNS) return;
  throw new InputError(
    file,
    "",
    `brings the runs of this import to more than ${MOST_RUNS}`,
    "ingest fewer runs at once",
  );
}

/** An error of an importer that names no file is a fault of ours, and still the file's name and our words help more. */
function toInputError(file: string, error: unknown): Error {
  if (error instanceof InputError || error instanceof UsageError) return error;
  if (!(error instanceof RangeError || error instanceof TypeError)) {
    return error as Error;
  }
  const found = new InputError(
    file,
    "",
    `cannot be read as this format (${error.message.split("\n")[0]})`,
    "check that the file is whole and of this format",
  );
  found.cause = error;
  return found;
}

const ASIDE = ".ingesting-";

/** An ingest that was killed leaves its tables aside; the lock says nobody is at work on them. */
async function removeLeftovers(data: string): Promise<void> {
  for await (const { name } of Deno.readDir(data)) {
    if (name.startsWith(ASIDE)) {
      await Deno.remove(`${data}/${name}`, { recursive: true });
    }
  }
}

function refuseUnknown(
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
  const stranger = Object.keys(settings).find((key) => !(key in known));
  if (stranger !== undefined) {
    throw new UsageError(
      `Cannot set '${stranger}' as ${format} knows only: ${
        Object.keys(known).join(", ") || "no setting"
      }`,
    );
  }
}

async function removeIfThere(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Ids of the runs in the records of other experiments. */
async function runsElsewhere(
  data: string,
  experiment: string,
): Promise<Set<string>> {
  const others = (await listRecords(data))
    .filter((name) => name !== experiment);
  const records = await Promise.all(
    others.map((name) => readRuns(`${data}/${name}`)),
  );
  return new Set(
    records.flatMap(({ runs }) => runs.map(({ run_id }) => run_id)),
  );
}

/** The same content under another experiment is another run: ids are unique over all records. */
function ownIds(
  elsewhere: ReadonlySet<string>,
  experiment: string,
): (run_id: string) => string {
  const ids = new Map<string, string>();
  return (run_id) => {
    if (!elsewhere.has(run_id)) return run_id;
    const known = ids.get(run_id);
    if (known !== undefined) return known;
    const own = toRunId(run_id.split("-")[0] ?? null, {
      ordinal: ids.size,
      identity: `${experiment}/${run_id}`,
    });
    ids.set(run_id, own);
    return own;
  };
}

function withOwnIds(
  imported: Imported,
  toOwnId: (run_id: string) => string,
): Imported {
  const own = <T extends { readonly run_id: string }>(row: T): T => {
    const run_id = toOwnId(row.run_id);
    return run_id === row.run_id ? row : { ...row, run_id };
  };
  // Runs first: the order in which ids are asked for counts.
  const runs = imported.runs.map(own);
  const rows = Object.fromEntries(
    Object.entries(imported.rows).map(([table, list]) => [
      table,
      (list as readonly { run_id: string }[]).map(own),
    ]),
  ) as unknown as Imported["rows"];
  return { ...imported, runs, rows };
}

/** Rows but for those of runs that are there already. */
function withoutRuns(
  rows: Imported["rows"],
  there: readonly ReadonlySet<string>[],
): Imported["rows"] {
  const full = there.filter(({ size }) => size > 0);
  if (full.length === 0) return rows;
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [
      table,
      (list as readonly { run_id: string }[]).filter(({ run_id }) =>
        full.every((ids) => !ids.has(run_id))
      ),
    ]),
  ) as unknown as Imported["rows"];
}
