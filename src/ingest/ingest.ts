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
} from "../record/mod.ts";
import type { Counts, Imported, Importer } from "./importer.ts";
import { toWarning } from "./importer.ts";
import { listSources, readSource } from "./source.ts";

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
 * fails before that leaves the record as it was. Throws `InputError` for the first file that cannot be read.
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
  const elsewhere = await runsElsewhere(data, experiment);
  const known = new Set<string>();
  const runs = new Map<string, Run>();
  const total = { read: 0, stored: 0, rejected: 0, warnings: 0 };
  let unit = "rows";

  const aside = await Deno.makeTempDir({ dir: data, prefix: ASIDE });
  try {
    await using writer = new PartWriter(aside);
    for (const [index, path] of files.entries()) {
      onProgress(index, files.length, path);
      const file = readSource(path);
      const imported = withOwnIds(
        await importer.read(file, { experiment, settings }),
        elsewhere,
      );
      unit = imported.counts.unit;
      total.read += imported.counts.read;
      const again = imported.runs.find(({ run_id }) => runs.has(run_id));
      if (again) {
        total.rejected += imported.counts.read;
        total.warnings++;
        writer.append("warnings", [toWarning({
          run_id: again.run_id,
          code: "duplicate-file",
          message:
            `${imported.counts.read} ${unit} of a second file with the same content were left out`,
          place: file.name,
        })]);
        continue;
      }
      total.stored += imported.counts.stored;
      total.rejected += imported.counts.rejected;
      const fresh = imported.runs.filter(({ run_id }) => !held.has(run_id));
      for (const { run_id } of imported.runs) {
        if (held.has(run_id)) known.add(run_id);
      }
      if (fresh.length === 0) continue;
      for (const run of fresh) runs.set(run.run_id, run);
      total.warnings += imported.rows.warnings.length;
      writer.appendAll(
        fresh.length === imported.runs.length
          ? imported.rows
          : withoutRuns(imported.rows, held),
      );
    }
    await writer.close();
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
  } finally {
    await removeIfThere(aside);
  }
  return {
    experiment,
    runs: [...runs.values()],
    known: known.size,
    warnings: total.warnings,
    counts: {
      unit,
      read: total.read,
      stored: total.stored,
      rejected: total.rejected,
    },
  };
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
function withOwnIds(
  imported: Imported,
  elsewhere: ReadonlySet<string>,
): Imported {
  const taken = imported.runs.filter(({ run_id }) => elsewhere.has(run_id));
  if (taken.length === 0) return imported;
  const ids = new Map(taken.map(({ run_id, experiment, started_at }, i) => [
    run_id,
    toRunId(started_at, { ordinal: i, identity: `${experiment}/${run_id}` }),
  ]));
  const own = <T extends { readonly run_id: string }>(row: T): T => ({
    ...row,
    run_id: ids.get(row.run_id) ?? row.run_id,
  });
  const rows = Object.fromEntries(
    Object.entries(imported.rows).map(([table, list]) => [
      table,
      (list as readonly { run_id: string }[]).map(own),
    ]),
  ) as unknown as Imported["rows"];
  return { ...imported, runs: imported.runs.map(own), rows };
}

function withoutRuns<R extends object>(rows: R, held: ReadonlySet<string>): R {
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [
      table,
      (list as { run_id: string }[]).filter(({ run_id }) => !held.has(run_id)),
    ]),
  ) as R;
}
