/** Runs as they stand: one that says it is running while nobody holds its lock was killed, and reads as incomplete. */
import type { Run } from "./model.ts";
import { readRuns, type RecordRuns } from "./read.ts";

/** Name of the file in a part that a runner holds locked; the system lets go of it however the runner ends. */
export const RUN_LOCK = ".running";

/** Whether a runner is at work on the part in `folder`. Writes nothing, and may be asked by many at once. */
export async function isLocked(folder: string): Promise<boolean> {
  try {
    using file = await Deno.open(`${folder}/${RUN_LOCK}`);
    // Readers share the lock, so that none takes another for a runner.
    return !(await file.tryLock(false));
  } catch (error) {
    ignoreGone(error);
    return false;
  }
}

/** The runs of a record as `readRuns()` gives them, killed ones as incomplete, ended when their tables were last written. */
export async function readSettledRuns(record: string): Promise<RecordRuns> {
  return (await settle(record)).found;
}

/** Only the killed ones, as incomplete. */
export async function findKilledRuns(record: string): Promise<Run[]> {
  return (await settle(record)).killed;
}

async function settle(
  record: string,
): Promise<{ readonly found: RecordRuns; readonly killed: Run[] }> {
  const found = await readRuns(record);
  const running = found.runs.filter(isRunning);
  const locked = await Promise.all(
    running.map(({ part }) => isLocked(`${record}/${part}`)),
  );
  const free = new Set(
    running.filter((_, i) => !locked[i]).map(({ run_id }) => run_id),
  );
  if (free.size === 0) return { found, killed: [] };
  // One that ended since it was read has said so before it let go of its lock.
  const again = await readRuns(record);
  const killed = await Promise.all(
    again.runs.filter((run) => isRunning(run) && free.has(run.run_id))
      .map((run) => toKilled(run, `${record}/${run.part}`)),
  );
  const byId = new Map(killed.map((run) => [run.run_id, run]));
  const runs = again.runs.map((run) => byId.get(run.run_id) ?? run);
  return { found: { ...again, runs }, killed };
}

function isRunning({ status }: Run): boolean {
  return status === "running";
}

async function toKilled(run: Run, folder: string): Promise<Run> {
  return {
    ...run,
    status: "incomplete",
    ended_at: await lastWritten(folder),
    notes: "the runner was killed",
  };
}

async function lastWritten(folder: string): Promise<string | null> {
  const times: number[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const { mtime } = await Deno.stat(`${folder}/${name}`);
      if (name !== RUN_LOCK && mtime) times.push(mtime.getTime());
    }
  } catch (error) {
    ignoreGone(error);
  }
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
