/** What a load is asked for, and what it tells. */
import type { Change } from "./change/change_store.ts";
import type { LeftOut } from "./file/left_out.ts";

export interface LoadOptions {
  /** Called before each group of parts that is loaded, with the first of them. */
  readonly onProgress?: Change["onProgress"];
  /** Called before waiting for another load to end. */
  readonly onWait?: () => void;
  /** Rows from which on a store file reads a table of a part where it is, and has no copy of them. @default {1000000} */
  readonly linkRows?: number;
}

export interface LoadResult {
  /** Path of the store: as requested, or in a folder of the user if that is read-only. */
  readonly path: string;
  readonly loaded: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Parts whose files were read, as they are new or have changed. */
  readonly read: number;
  /** Parts without a manifest, in which lost or damaged rows go unnoticed. */
  readonly unchecked: number;
  /** Parts, lines and rows on disk that are not in the store, of this load and earlier ones. */
  readonly leftOut: readonly LeftOut[];
  /** Digest of each experiment over all its parts; identifies the data that a report was computed from. */
  readonly digests: Readonly<Record<string, string>>;
  /** Snapshot of a DuckLake that holds them; null for a file. */
  readonly snapshot: number | null;
}
