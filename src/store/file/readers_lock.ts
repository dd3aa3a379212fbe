/**
 * Keeps a load from writing into a store file that a session reads, in this process or in another.
 *
 * DuckDB's own lock does not tell sessions of one process apart. This one is on a file beside the store; the operating
 * system releases it however its owner ends. A session holds it shared until it is closed.
 */
import { isReadOnlyError } from "./store_path.ts";

/** Waits for the end of a load that writes into the store. Returns null on a read-only medium, where none can. */
export async function lockForReading(
  path: string,
): Promise<Deno.FsFile | null> {
  const file = await openLock(path);
  await file?.lock(false);
  return file;
}

/** Takes the lock of a load; null if a session is open. */
export async function tryLockForWriting(
  path: string,
): Promise<Deno.FsFile | null> {
  const file = await openLock(path);
  if (file === null || await file.tryLock(true)) return file;
  file.close();
  return null;
}

async function openLock(path: string): Promise<Deno.FsFile | null> {
  const lock = `${path}.readers`;
  try {
    return await Deno.open(lock, { read: true, write: true, create: true });
  } catch (error) {
    const isDenied = isReadOnlyError(error) ||
      error instanceof Deno.errors.NotCapable ||
      error instanceof Deno.errors.NotFound;
    if (!isDenied) throw error;
    return await Deno.open(lock).catch(() => null);
  }
}
