/** Imports files of another tool into a record, all of them or none. */
import {
  appendRuns,
  digest,
  ifThere,
  PartWriter,
  readRuns,
  RECORDS_LOCK,
  type Run,
} from "../record/mod.ts";
import { readAhead } from "./ahead/read_ahead.ts";
import { MAX_STREAMED_BYTES, toFileText, withText } from "./as_text.ts";
import { checkRequest } from "./check_request.ts";
import { type Collected, ingestFile } from "./ingest_file.ts";
import { runIdsElsewhere } from "./own_ids.ts";
import {
  type Counts,
  type Importer,
  type SourceFile,
} from "./source/importer.ts";
import { listSources } from "./source/paths.ts";
import { openText, readSource } from "./source/source.ts";

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
      : await withText(files[0]!, importer.experiment));
  checkRequest(importer, experiment, settings);
  const folder = `${data}/${experiment}`;
  await Deno.mkdir(data, { recursive: true });
  // One ingest at a time, so that the set of recorded runs does not change meanwhile.
  using lock = await Deno.open(`${data}/${RECORDS_LOCK}`, {
    write: true,
    create: true,
  });
  await lock.lock(true);
  await removeLeftovers(data);
  const recordedIds = new Set(
    (await readRuns(folder)).runs.map(({ run_id }) => run_id),
  );
  const staging = await Deno.makeTempDir({ dir: data, prefix: STAGING_PREFIX });
  const writer = new PartWriter(staging);
  try {
    const collected: Collected = {
      writer,
      recordedIds,
      otherRunIds: await runIdsElsewhere(data, experiment),
      digests: new Set(),
      known: new Set(),
      runs: new Map(),
      total: { unit: "rows", read: 0, stored: 0, rejected: 0, warnings: 0 },
    };
    for await (
      const { file, cutAt } of openSources(importer, files, {
        data,
        onProgress,
      })
    ) {
      await ingestFile(importer, file, {
        options: { experiment, settings },
        ...{ cutAt, collected },
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
      await appendRuns(folder, stored, { areChecked: true });
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
    await writer.discard();
    await ifThere(Deno.remove(staging, { recursive: true }));
  }
}

/** Longest file of those that are not only ever read as a stream, in bytes. */
const MAX_BYTES = 2 ** 28;

/** A file to read. */
interface OpenSource {
  readonly file: SourceFile;
  /** Places at which what is packed is cut off; none in a whole file. */
  readonly cutAt: readonly string[];
}

/** Yields the files to read one after another, or what the importer makes of all of them; each as text. */
async function* openSources(
  importer: Importer,
  paths: readonly string[],
  { data, onProgress }: {
    readonly data: string;
    readonly onProgress: NonNullable<IngestOptions["onProgress"]>;
  },
): AsyncGenerator<OpenSource> {
  const { join } = importer;
  // Joined files, and raw results of load tools, are streamed.
  const maxBytes = join !== null || "shapes" in importer
    ? MAX_STREAMED_BYTES
    : MAX_BYTES;
  const joined: OpenSource[] = [];
  // What is unpacked may be large: a killed ingest leaves it where the next one removes it.
  const folder = await Deno.makeTempDir({ dir: data, prefix: STAGING_PREFIX });
  try {
    let index = 0;
    for await (const { path, small } of readAhead(paths)) {
      onProgress(index, paths.length, path);
      const own = `${folder}/${index++}`;
      const opened: OpenSource = small === null
        ? await openSource(path, { folder: own, maxBytes })
        : { file: openText(path, small), cutAt: [] };
      if (join === null) {
        yield opened;
        if (opened.file.path !== path) {
          await Deno.remove(own, { recursive: true });
        }
      } else joined.push(opened);
    }
    if (join !== null) {
      yield {
        file: join(joined.map(({ file }) => file)),
        cutAt: joined.flatMap(({ cutAt }) => cutAt),
      };
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Opens a file as text, which is made in `folder` if need be. */
async function openSource(
  path: string,
  { folder, maxBytes }: { readonly folder: string; readonly maxBytes: number },
): Promise<OpenSource> {
  const text = await toFileText(path, { folder, maxBytes });
  const { at, content } = text;
  return {
    file: readSource(path, { at, content, maxBytes, isLazy: true }),
    cutAt: text.cutAt === null ? [] : [text.cutAt],
  };
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
