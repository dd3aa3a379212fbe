/** Imports the results of a driver by the importer of their format, as `ingest` does, into the run in progress. */
import type { ingestFiles as IngestFiles } from "../../ingest/mod.ts";
import {
  listFolders,
  readPart,
  readRows,
  type Row,
  type TableName,
} from "../../record/mod.ts";
import type { Driver } from "./driver.ts";
import {
  type AppendRows,
  resultRows,
  type ResultRowsOptions,
} from "./result_rows.ts";

/** Experiment of the record that is read again at once. */
const EXPERIMENT = "driver";

export interface ImportResultsOptions extends ResultRowsOptions {
  readonly driver: Pick<Driver, "format" | "settings">;
  /** When the program was started, by the clock of the run, in milliseconds since 1970: files may have offsets only. */
  readonly startedAt: number;
  /** Folder for a record of the import, which does not exist yet. */
  readonly record: string;
  readonly append: AppendRows;
  readonly onWarning: (code: string, message: string) => void;
}

/**
 * Imports a file, or what a folder holds of the format. Returns the start of the first request; null if none is told. Throws
 * Error if nothing is there, or it cannot be read as the format. Rows that are left out are warnings, as are figures without
 * requests.
 */
export async function importResults(
  path: string,
  options: ImportResultsOptions,
): Promise<string | null> {
  const { driver: { format, settings }, startedAt, ahead, record } = options;
  // All importers are large: only a run with a driver loads them. Deno would read a literal before it starts.
  const address = new URL("../../ingest/mod.ts", import.meta.url).href;
  const { ingestFiles, toImporter } = await import(
    /* @vite-ignore */ address
  ) as typeof import("../../ingest/mod.ts");
  const importer = toImporter(format);
  // The program uses the machine's clock.
  const started_at = new Date(startedAt + ahead).toISOString();
  const { runs } = await ingestFiles(importer, [path], {
    ...{ data: record, experiment: EXPERIMENT },
    settings: {
      ...Object.hasOwn(importer.settings, "started_at") ? { started_at } : {},
      ...settings,
    },
  }).catch((error: Error) => {
    throw new Error(
      `the results of the driver cannot be imported as ${
        error.message.replaceAll(path, "what it wrote")
      }`,
      { cause: error },
    );
  });
  warnOfRuns(runs, options);
  const starts = await appendParts(`${record}/${EXPERIMENT}`, options);
  if (starts.count === 0) {
    options.onWarning(
      "driver-totals",
      `${format} gives figures of the whole time and no single requests: they include the warm-up, unless warmup=0`,
    );
  }
  return starts.first;
}

function warnOfRuns(
  runs: Awaited<ReturnType<typeof IngestFiles>>["runs"],
  { onWarning }: Pick<ImportResultsOptions, "onWarning">,
): void {
  if (runs.length > 1) {
    onWarning(
      "driver-runs",
      `the driver wrote results of ${runs.length} runs, which are taken together`,
    );
  }
  if (runs.some(({ status }) => status === "incomplete")) {
    onWarning("driver-cut", "the results of the driver are cut off");
  }
}

/** Returns the number of operations, and the start of the first. */
async function appendParts(
  record: string,
  options: ImportResultsOptions,
): Promise<{ readonly count: number; readonly first: string | null }> {
  const convert = resultRows(options);
  let count = 0;
  let first: string | null = null;
  const append = <T extends TableName>(table: T, rows: readonly Row<T>[]) => {
    const own = convert(table, rows);
    options.append(table, own);
    if (table !== "operations") return;
    count += own.length;
    for (const { started_at } of own as readonly Row<"operations">[]) {
      if (started_at !== null && (first === null || started_at < first)) {
        first = started_at;
      }
    }
  };
  for (const part of await listFolders(record)) {
    for (const file of await readPart(`${record}/${part}`)) {
      for await (const { rows } of readRows(file)) append(file.table, rows);
    }
  }
  return { count, first };
}
