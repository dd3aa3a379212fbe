/** Which runs are under way, and which were killed. */
import { appendRuns, readRuns, type Run } from "../record/mod.ts";

/** Marks a part as being written; the system lets go of it however the runner ends. */
export async function lockRun(folder: string): Promise<Deno.FsFile> {
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.open(`${folder}/${LOCK}`, {
    write: true,
    create: true,
  });
  await file.lock(true);
  return file;
}

const LOCK = ".running";

/** Takes the mark away; call before the lock is let go. */
export async function unlockRun(folder: string): Promise<void> {
  await Deno.remove(`${folder}/${LOCK}`);
}

/**
 * Finds the runs of a record that say they are running while nobody holds their lock, and appends them as `incomplete`,
 * ended when their tables were last written. Returns them.
 */
export async function closeKilledRuns(record: string): Promise<Run[]> {
  const killed: Run[] = [];
  for (const run of await findAbandoned(record)) {
    const folder = `${record}/${run.part}`;
    killed.push({
      ...run,
      status: "incomplete",
      ended_at: await lastWritten(folder),
      notes: "the runner was killed",
    });
    await unlockRun(folder).catch(ignoreGone);
  }
  if (killed.length > 0) await appendRuns(record, killed);
  return killed;
}

/** Runs that say they are running, and whose lock nobody holds. */
async function findAbandoned(record: string): Promise<Run[]> {
  const running = await findRunning(record);
  const locked = await Promise.all(
    running.map(({ part }) => isLocked(`${record}/${part}`)),
  );
  const free = new Set(
    running.filter((_, i) => !locked[i]).map(({ run_id }) => run_id),
  );
  if (free.size === 0) return [];
  // One that ended since we read it has said so before it let go of its lock.
  return (await findRunning(record)).filter(({ run_id }) => free.has(run_id));
}

async function findRunning(record: string): Promise<Run[]> {
  const { runs } = await readRuns(record);
  return runs.filter(({ status }) => status === "running");
}

/** Whether a runner is at work on the part in `folder`. */
export async function isLocked(folder: string): Promise<boolean> {
  try {
    using file = await Deno.open(`${folder}/${LOCK}`);
    return !(await file.tryLock(true));
  } catch (error) {
    ignoreGone(error);
    return false;
  }
}

async function lastWritten(folder: string): Promise<string | null> {
  const times: number[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const { mtime } = await Deno.stat(`${folder}/${name}`);
      if (name !== LOCK && mtime) times.push(mtime.getTime());
    }
  } catch (error) {
    ignoreGone(error);
  }
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
