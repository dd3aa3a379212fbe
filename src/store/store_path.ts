/** Where a store can be kept, and whether the one that is there is whole. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest, UsageError } from "../record/mod.ts";

/** Whether an error says that nothing may be written there. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    (error instanceof Error && "code" in error && error.code === "EROFS");
}

/**
 * A path for the store of these records that the user may write: in a folder of the system's for temporary files that is
 * the user's alone, so that the next query finds it. Throws `UsageError` where that folder is somebody else's.
 */
export async function ownPath(data: string): Promise<string> {
  const parent = Deno.env.get("TMPDIR") ?? "/tmp";
  const folder = `${parent.replace(/\/+$/, "")}/loadline-${Deno.uid()}`;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const { isDirectory, uid, mode } = await Deno.lstat(folder);
  // A folder of a known name in a place that all may write to could have been put there by another user.
  if (!isDirectory || uid !== Deno.uid() || ((mode ?? 0) & 0o077) !== 0) {
    throw new UsageError(
      `Cannot keep the store in ${folder} as it is not this user's alone: set TMPDIR to a folder that is`,
    );
  }
  return `${folder}/${digest(await Deno.realPath(data), 16)}.duckdb`;
}

/**
 * The store of these records: at `path`, or at the user's own path where that is newer, as nothing could be written at `path`
 * since. Null where there is none yet.
 */
export async function findStore(
  data: string,
  path: string,
): Promise<string | null> {
  const own = await ownPath(data);
  const [asked, other] = await Promise.all([path, own].map(changedAt));
  if (asked === undefined && other === undefined) return null;
  return (other ?? -Infinity) > (asked ?? -Infinity) ? own : path;
}

async function changedAt(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).mtime?.getTime();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Bytes before the first block of a DuckDB file. */
const HEADERS = 3 * 4096;

/** Whether the file has all blocks that its own header counts: DuckDB opens one that was cut off without a word. */
export async function isWhole(
  connection: DuckDBConnection,
  path: string,
): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    "SELECT (total_blocks * block_size)::DOUBLE FROM pragma_database_size()",
  );
  const blocks = Number(reader.getRows()[0]?.[0]);
  return (await Deno.stat(path)).size >= HEADERS + blocks;
}
