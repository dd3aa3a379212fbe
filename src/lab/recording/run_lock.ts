/** Locks runs in progress, and closes runs whose runner was killed. */
import {
  appendRuns,
  findKilledRuns,
  ifThere,
  type Run,
  RUN_LOCK,
} from "../../record/mod.ts";

export { isLocked } from "../../record/mod.ts";

/** Locks a part while it is written; the operating system releases the lock however the runner ends. */
export async function lockRun(folder: string): Promise<Deno.FsFile> {
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.open(`${folder}/${RUN_LOCK}`, {
    write: true,
    create: true,
  });
  await file.lock(true);
  return file;
}

/** Removes the lock file; call before the lock is released. */
export async function unlockRun(folder: string): Promise<void> {
  await Deno.remove(`${folder}/${RUN_LOCK}`);
}

/**
 * Finds runs with status `running` whose lock nobody holds, and appends them as `incomplete`, with the time of the last
 * write to their tables as end. Returns them.
 */
export async function closeKilledRuns(record: string): Promise<Run[]> {
  const killed = await findKilledRuns(record);
  for (const { part } of killed) {
    await ifThere(unlockRun(`${record}/${part}`));
  }
  if (killed.length > 0) await appendRuns(record, killed);
  return killed;
}
