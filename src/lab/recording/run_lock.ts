/** Which runs are under way, and which were killed. */
import {
  appendRuns,
  findKilledRuns,
  type Run,
  RUN_LOCK,
} from "../../record/mod.ts";

export { isLocked } from "../../record/mod.ts";

/** Marks a part as being written; the system lets go of it however the runner ends. */
export async function lockRun(folder: string): Promise<Deno.FsFile> {
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.open(`${folder}/${RUN_LOCK}`, {
    write: true,
    create: true,
  });
  await file.lock(true);
  return file;
}

/** Takes the mark away; call before the lock is let go. */
export async function unlockRun(folder: string): Promise<void> {
  await Deno.remove(`${folder}/${RUN_LOCK}`);
}

/**
 * Finds the runs of a record that say they are running while nobody holds their lock, and appends them as `incomplete`,
 * ended when their tables were last written. Returns them.
 */
export async function closeKilledRuns(record: string): Promise<Run[]> {
  const killed = await findKilledRuns(record);
  for (const { part } of killed) {
    await unlockRun(`${record}/${part}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  if (killed.length > 0) await appendRuns(record, killed);
  return killed;
}
