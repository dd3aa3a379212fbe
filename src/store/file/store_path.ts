/** Chooses the path of a store beside a read-only folder, and checks whether a store file is complete. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest, UsageError } from "../../record/mod.ts";

/** Returns the folder of a path. */
export function folderOf(path: string): string {
  return path.replace(/[^/]*$/, "") || ".";
}

/** Returns true for errors of missing write permission. */
export function isReadOnlyError(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    (error instanceof Error && "code" in error && error.code === "EROFS");
}

/**
 * Returns a path for the store of these records in a private folder of the user below the system's temporary folder;
 * the same path each time. Throws `UsageError` if that folder exists and others have access to it.
 */
export async function userStorePath(data: string): Promise<string> {
  const parent = Deno.env.get("TMPDIR") ?? "/tmp";
  const folder = `${parent.replace(/\/+$/, "")}/loadline-${Deno.uid()}`;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const { isDirectory, uid, mode } = await Deno.lstat(folder);
  // Another user could have made a folder of this predictable name.
  if (!isDirectory || uid !== Deno.uid() || ((mode ?? 0) & 0o077) !== 0) {
    throw new UsageError(
      `Cannot keep the store in ${folder} as other users have access to it: set TMPDIR to a private folder`,
    );
  }
  return `${folder}/${digest(await Deno.realPath(data), 16)}.duckdb`;
}

/** Size of the headers before the first block of a DuckDB file. */
const HEADER_BYTES = 3 * 4096;

/**
 * Returns true if the file, attached as `store`, has all blocks that its header counts as used; DuckDB opens a truncated file
 * without an error. DuckDB itself cuts off free blocks at the end, whole ones, once it has written a header that counts them.
 */
export async function isComplete(
  connection: DuckDBConnection,
  path: string,
): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    "SELECT total_blocks::DOUBLE, free_blocks::DOUBLE, block_size::DOUBLE FROM pragma_database_size() WHERE database_name = 'store'",
  );
  const [total = NaN, free = NaN, size = NaN] = (reader.getRows()[0] ?? [])
    .map(Number);
  const blocks = ((await Deno.stat(path)).size - HEADER_BYTES) / size;
  return blocks >= (Number.isInteger(blocks) ? total - free : total);
}
