/** Detects killed runs: a run with status `running` whose lock is free reads as `incomplete`. */
import type { Run } from "../model/model.ts";
import { ifThere } from "./if_there.ts";
import { readRuns, type RecordRuns } from "./read.ts";

/** Lock file of a part's runner; the operating system releases the lock however the runner ends. */
export const RUN_LOCK = ".running";

/** Returns true if a runner is at work on the part in `folder`. Writes nothing; safe to call concurrently. */
export async function isLocked(folder: string): Promise<boolean> {
  using file = await ifThere(Deno.open(`${folder}/${RUN_LOCK}`));
  // Readers take a shared lock, so that no reader mistakes another for a runner.
  return file !== undefined && !(await file.tryLock(false));
}

/**
 * Reads the runs of a record; killed runs become incomplete, with the last write to their tables as their end. That of a
 * simulated run is not known, as its time is virtual.
 */
export async function readSettledRuns(record: string): Promise<RecordRuns> {
  return (await settle(record)).found;
}

/** Returns the killed runs of a record, as incomplete. */
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
  // A run writes its end before it releases its lock, so the second read shows the runs that ended since the first.
  const reread = await readRuns(record);
  const killed = await Promise.all(
    reread.runs.filter((run) => isRunning(run) && free.has(run.run_id))
      .map((run) => toKilled(run, `${record}/${run.part}`)),
  );
  const byId = new Map(killed.map((run) => [run.run_id, run]));
  const runs = reread.runs.map((run) => byId.get(run.run_id) ?? run);
  return { found: { ...reread, runs }, killed };
}

function isRunning({ status }: Run): boolean {
  return status === "running";
}

async function toKilled(run: Run, folder: string): Promise<Run> {
  return {
    ...run,
    status: "incomplete",
    ended_at: run.mode === "simulated" ? null : await lastWritten(folder),
    notes: "the runner was killed",
  };
}

async function lastWritten(folder: string): Promise<string | null> {
  const times: number[] = [];
  const entries = await ifThere(Array.fromAsync(Deno.readDir(folder))) ?? [];
  for (const { name } of entries) {
    const mtime = (await ifThere(Deno.stat(`${folder}/${name}`)))?.mtime;
    if (name !== RUN_LOCK && mtime) times.push(mtime.getTime());
  }
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}
