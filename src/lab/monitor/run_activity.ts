/** Tells whether a run is in progress, by its lock and by its files. */
import { RUN_LOCK } from "../../record/mod.ts";
import { isLocked } from "../recording/run_lock.ts";

/** A run in progress writes at least this often, except while it waits for its cluster. */
const MAX_SILENCE_MS = 10_000;

/**
 * Whether a run with status running is at work on the part in `folder`: its runner holds the lock. Without a lock file,
 * as where a record is copied while it is written, its tables were written within ten seconds.
 */
export async function isInProgress(
  folder: string,
  { now = Date.now }: { readonly now?: () => number } = {},
): Promise<boolean> {
  if (await isLocked(folder)) return true;
  if (await lastChanged(`${folder}/${RUN_LOCK}`) !== null) return false;
  return now() - await lastWritten(folder) < MAX_SILENCE_MS;
}

async function lastWritten(folder: string): Promise<number> {
  let last = 0;
  try {
    for await (const { name } of Deno.readDir(folder)) {
      last = Math.max(last, await lastChanged(`${folder}/${name}`) ?? 0);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return last;
}

/** Time in milliseconds since 1970; null for a file that does not exist, or has just become Parquet. */
async function lastChanged(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return null;
  }
}
