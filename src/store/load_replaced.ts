/**
 * Loads again what a run replaced while it was loaded: at its close its tables become Parquet, and a load that has listed
 * them as CSV finds them gone.
 */
import { divideLoaded } from "./file/left_out.ts";
import type { LoadResult } from "./load_result.ts";
import { toKey } from "./records/part.ts";
import { type NeededScan, scan } from "./records/scan.ts";

/** Loads before a part that is replaced each time is left out. */
const MAX_LOADS = 3;

/** What one load did, and what it had found on disk. */
export interface OneLoad {
  readonly result: LoadResult;
  readonly found: NeededScan;
}

/** Loads records under `data` until no part was left out that has been replaced since it was found; at most three times. */
export async function loadReplaced(
  data: string,
  loadOnce: () => Promise<OneLoad>,
): Promise<LoadResult> {
  const first = await loadOnce();
  let last = first;
  let { loaded, removed } = first.result;
  for (let n = 1; n < MAX_LOADS && await lacksReplaced(data, last); n++) {
    last = await loadOnce();
    loaded += last.result.loaded;
    removed += last.result.removed;
  }
  const { read, unchanged } = first.result;
  return { ...last.result, loaded, removed, read, unchanged };
}

/** Whether a part that the load left out is no longer as it was found. */
async function lacksReplaced(
  data: string,
  { result, found }: OneLoad,
): Promise<boolean> {
  const { failed } = divideLoaded(found.changed, result.leftOut);
  if (failed.length === 0) return false;
  const { states } = await scan(data, found.known);
  const now = new Map(states.map((state) => [toKey(state), state.digest]));
  return failed.some((part) => now.get(toKey(part)) !== part.digest);
}
