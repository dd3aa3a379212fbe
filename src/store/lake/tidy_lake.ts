/** Upkeep of a DuckLake: what it holds, small files merged, old snapshots expired. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { indexCatalogue } from "./catalogue_index.ts";
import { removeOrphans } from "./remove_orphans.ts";

/** One snapshot: what a transaction made of the store. */
export interface LakeSnapshot {
  readonly snapshot: number;
  /** Time of the commit, as ISO 8601. */
  readonly at: string;
}

/** Returns the snapshots that can be read, in order. */
export async function listSnapshots(
  connection: DuckDBConnection,
): Promise<LakeSnapshot[]> {
  const reader = await connection.runAndReadAll(
    `SELECT snapshot_id::DOUBLE AS snapshot,
       strftime(snapshot_time::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ') AS "at"
     FROM ducklake_snapshots('store') ORDER BY snapshot_id`,
  );
  return reader.getRowObjectsJS() as unknown as LakeSnapshot[];
}

/** Days for which a file that no snapshot has is kept: a session may still read it, or a load commit it. */
const READ_DAYS = 1;

const DAY_MS = 24 * 3600 * 1000;

/** What is done to a DuckLake. */
export interface Tidying {
  /** Days after which snapshots expire, and cannot be reported any more; null to keep all. */
  readonly expireDays: number | null;
  /** Whether files that loads have left are removed (`removeOrphans()`). */
  readonly orphans: boolean;
}

/**
 * Tidies the DuckLake at `path`, which is attached: writes rows of its catalogue as Parquet, merges small files, expires
 * snapshots, and removes files that none has any more. A catalogue that was made without its index gets it. Returns how
 * many files were removed of those that loads have left. Throws the errors of `removeOrphans()`.
 */
export async function tidyLake(
  connection: DuckDBConnection,
  path: string,
  { expireDays, orphans }: Tidying,
): Promise<number> {
  await indexCatalogue(connection, path);
  await connection.run("CALL ducklake_flush_inlined_data('store')");
  await connection.run("CALL ducklake_merge_adjacent_files('store')");
  if (expireDays !== null) {
    await connection.run(
      `CALL ducklake_expire_snapshots('store', older_than => now() - INTERVAL '${
        Math.trunc(expireDays)
      } days')`,
    );
  }
  await connection.run(
    `CALL ducklake_cleanup_old_files('store', older_than => now() - INTERVAL '${READ_DAYS} days')`,
  );
  return orphans
    ? await removeOrphans(connection, new Date(Date.now() - READ_DAYS * DAY_MS))
    : 0;
}
