/** Watching, from another process, a run that is in progress: by what it writes into its record. */
import { listRecords, parseRuns, type Run } from "../../record/mod.ts";
import type { DashboardState } from "./dashboard.ts";
import { LiveFigures } from "./live_state.ts";
import { isLocked } from "../recording/run_lock.ts";
import { TableTail } from "./csv_tail.ts";

/** A run in progress, and where its record grows. */
export interface LiveRun {
  readonly run: Run;
  /** Folder of the experiment's record. */
  readonly record: string;
}

/** Milliseconds within which a run in progress writes something, but for one that waits for its cluster. */
const SILENCE = 10_000;

/**
 * Runs of all records in `data` that say they are running, the latest first: those whose tables were written within ten
 * seconds, or whose lock is held by a runner at work.
 */
export async function findLiveRuns(
  data: string,
  { now = Date.now }: { readonly now?: () => number } = {},
): Promise<LiveRun[]> {
  const live: LiveRun[] = [];
  for (const experiment of await listRecords(data)) {
    const record = `${data}/${experiment}`;
    for (const run of await readRunning(record)) {
      const folder = `${record}/${run.part}`;
      const isFresh = now() - await lastWritten(folder) < SILENCE;
      if (isFresh || await isLocked(folder)) live.push({ run, record });
    }
  }
  return live.sort((a, b) => a.run.run_id < b.run.run_id ? 1 : -1);
}

/** Runs whose last line in a record says `running`; only their lines are parsed, as records are long. */
async function readRunning(record: string): Promise<Run[]> {
  const text = await Deno.readTextFile(`${record}/reports.json`);
  const lines = text.split("\n");
  const started = lines.filter((line) => line.includes('"status":"running"'));
  return parseRuns(started.join("\n")).runs.filter(({ run_id }) => {
    const last = lines.findLast((line) => line.includes(`"${run_id}"`)) ?? "";
    return parseRuns(last).runs[0]?.status === "running";
  });
}

async function lastWritten(folder: string): Promise<number> {
  let last = 0;
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const { mtime } = await Deno.stat(`${folder}/${name}`);
      last = Math.max(last, mtime?.getTime() ?? 0);
    }
  } catch (error) {
    // A table that has just become Parquet.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return last;
}

/** What a look at a run in progress brings. */
export interface LiveView {
  readonly state: DashboardState;
  /** Whether the run goes on. */
  readonly running: boolean;
}

/** Bytes of the tables that are read when watching begins late: some seconds of a busy run. */
const LAST = { operations: 2 ** 22, samples: 2 ** 19 } as const;

/** Looks at a run from now on: call the function about once a second until it says that the run has ended. */
export function watchRun({ run, record }: LiveRun): () => Promise<LiveView> {
  const folder = `${record}/${run.part}`;
  const { run_id } = run;
  const figures = new LiveFigures(run);
  const events = new TableTail(folder, "events", { run_id });
  const samples = new TableTail(folder, "samples", {
    run_id,
    last: LAST.samples,
  });
  const operations = new TableTail(folder, "operations", {
    run_id,
    last: LAST.operations,
  });
  return async () => {
    // Asked for first: what was written before a run ended is then read.
    const running = await isLocked(folder) ||
      Date.now() - await lastWritten(folder) < SILENCE &&
        (await readRunning(record)).some((one) => one.run_id === run_id);
    figures.addEvents(await events.read());
    figures.addSamples(await samples.read());
    figures.addOperations(await operations.read());
    return { state: figures.state, running };
  };
}
