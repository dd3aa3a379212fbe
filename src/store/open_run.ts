/** Opens one run straight from its record: it takes as long as the run is large, however many others there are. */
import {
  exists,
  hashRuns,
  readRuns,
  readSettledRuns,
  type Run,
  UsageError,
} from "../record/mod.ts";
import { insertPart } from "./change/insert.ts";
import { insertRuns } from "./change/insert_runs.ts";
import { openMemory } from "./open.ts";
import { type RunLine, toRun } from "./run_lines.ts";
import { type Part, toPart } from "./records/part.ts";
import { Store } from "./store.ts";

/** One run of the records, and the store that holds it. */
export interface OpenRun extends Disposable {
  readonly run: Run;
  /** The tables of the run, and the lines of runs made on this machine at the same time, without their tables. */
  readonly store: Store;
  /** SHA-256 of the part that holds the run, as a load of the records computes it. */
  readonly digest: string;
}

/**
 * Opens the run of a line under `data`; `lines` are those of all runs. The caller disposes of it. Throws `UsageError`
 * if the record of the run cannot be read.
 */
export async function openRun(
  data: string,
  line: RunLine,
  lines: readonly RunLine[],
): Promise<OpenRun> {
  const { experiment } = line;
  const record = `${data}/${experiment}`;
  const { runs } = await readSettledRuns(record);
  const run = runs.find(({ run_id }) => run_id === line.run_id);
  if (!run) {
    throw new UsageError(
      `Cannot read run ${line.run_id} as its line in ${record}/reports.json is damaged; restore it`,
    );
  }
  const tables = `${record}/${run.part}`;
  const ofPart = runs.filter(({ part }) => part === run.part);
  const read = () =>
    toPart({ experiment, part: run.part, runs: ofPart }, {
      ...{ folder: tables, problem: "", lines: hashRuns(ofPart) },
    });
  const part = await read();
  // Its folder may have been removed since its line was read.
  if (part.files.length === 0 && await isMoved(record, run)) {
    return await openRun(data, line, lines);
  }
  if (run.status === "ok" && !(await exists(tables))) {
    throw new UsageError(
      `Cannot read run ${line.run_id} as the folder of its tables, ${tables}, is gone; restore it`,
    );
  }
  const beside = lines.filter((other) =>
    other.run_id !== run.run_id && overlaps(other, run)
  ).flatMap((other) => toRun(other) ?? []);
  try {
    return await openWith({ run, part, beside });
  } catch (error) {
    if (await isMoved(record, run)) return await openRun(data, line, lines);
    // A run that ends turns its tables into Parquet, maybe after they were listed.
    const now = await read();
    if (now.digest === part.digest) throw error;
    return await openWith({ run, part: now, beside });
  }
}

/** Whether a merge has moved a run to another part since its line was read. */
async function isMoved(
  record: string,
  { run_id, part }: Run,
): Promise<boolean> {
  const { runs } = await readRuns(record);
  return runs.find((run) => run.run_id === run_id)?.part !== part;
}

/** Opens a run of a part as it was found, with the lines of the runs beside it. */
async function openWith({ run, part, beside }: {
  readonly run: Run;
  readonly part: Part;
  readonly beside: readonly Run[];
}): Promise<OpenRun> {
  const folder = await Deno.makeTempDir();
  try {
    const rows = await openMemory(async (connection) => {
      await insertPart(connection, { ...part, runs: [run] }, folder);
      await insertRuns(connection, beside, { folder, naming: "id" });
    });
    const store = new Store(rows);
    return {
      ...{ run, store, digest: part.digest },
      [Symbol.dispose]: () => store.close(),
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

type Timed = Pick<RunLine, "mode" | "status" | "started_at" | "ended_at">;

/** Whether two runs made here were in progress at the same time. */
function overlaps(a: Timed, b: Timed): boolean {
  const [one, other] = [toSpan(a), toSpan(b)];
  return one !== null && other !== null && one.from <= other.until &&
    other.from <= one.until;
}

/** Returns the time of a run in milliseconds since 1970; null for an import, and without a start. */
function toSpan({ mode, status, started_at, ended_at }: Timed) {
  if (mode === "imported" || started_at === null) return null;
  const from = Date.parse(started_at);
  const until = ended_at !== null
    ? Date.parse(ended_at)
    : status === "running"
    ? Infinity
    : from;
  return { from, until };
}
