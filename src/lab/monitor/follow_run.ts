/** Follows a run in progress from another process, by its record. */
import { listRecords, parseRuns, type Run } from "../../record/mod.ts";
import type { DashboardState } from "./dashboard.ts";
import { LiveState } from "./live_state.ts";
import { isLocked } from "../recording/run_lock.ts";
import { CsvTail } from "./csv_tail.ts";

/** A run in progress. */
export interface LiveRun {
  readonly run: Run;
  /** Folder of the experiment's record. */
  readonly record: string;
}

/** A run in progress writes at least this often, except while it waits for its cluster. */
const MAX_SILENCE_MS = 10_000;

/**
 * Finds runs in all records in `data` with status running, the latest first, whose tables were written within ten
 * seconds or whose lock is held by a live runner.
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
      const isFresh = now() - await lastWritten(folder) < MAX_SILENCE_MS;
      if (isFresh || await isLocked(folder)) live.push({ run, record });
    }
  }
  return live.sort((a, b) => a.run.run_id < b.run.run_id ? 1 : -1);
}

/** Reads runs whose last line in a record has status running. Parses only their lines, as records are long. */
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
    // A table has just become Parquet.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return last;
}

/** Result of one poll of a run in progress. */
export interface LiveView {
  readonly state: DashboardState;
  /** Whether the run is still in progress. */
  readonly running: boolean;
}

/** Bytes of the tables that the first poll reads: some seconds of a busy run. */
const MAX_INITIAL_BYTES = { operations: 2 ** 22, samples: 2 ** 19 } as const;

/** Follows a run from now on. Call the returned function about once a second until the run has ended. */
export function followRun({ run, record }: LiveRun): () => Promise<LiveView> {
  const folder = `${record}/${run.part}`;
  const { run_id } = run;
  const live = new LiveState(run);
  const events = new CsvTail(folder, "events", { run_id });
  const samples = new CsvTail(folder, "samples", {
    run_id,
    maxInitialBytes: MAX_INITIAL_BYTES.samples,
  });
  const operations = new CsvTail(folder, "operations", {
    run_id,
    maxInitialBytes: MAX_INITIAL_BYTES.operations,
  });
  return async () => {
    // Before reading the tables, so that the last rows of an ended run are read.
    const running = await isLocked(folder) ||
      Date.now() - await lastWritten(folder) < MAX_SILENCE_MS &&
        (await readRunning(record)).some((run) => run.run_id === run_id);
    live.addEvents(await events.read());
    live.addSamples(await samples.read());
    live.addOperations(await operations.read());
    return { state: live.state, running };
  };
}
