/** How much memory of the cells that are left is free in the end: with none, nothing more could come back. */
import type { MixKind } from "../pushes/mix_check.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { killedCells } from "./fault_name.ts";
import type { RunningShares } from "./running_shares.ts";

/** Returns the bytes that what runs does not take; null if what runs, its memory or the room is not recorded. */
export function roomLeft(
  run: PlatformRun,
  { kinds }: Pick<RunningShares, "kinds">,
  mix: readonly MixKind[],
): number | null {
  const { cells, cell_memory } = run;
  const killed = killedCells(run);
  if (cells === null || cell_memory === null || killed === null) return null;
  const memories = new Map(mix.map(({ kind, memory }) => [kind, memory]));
  let used = 0;
  for (const { kind, desired, after } of kinds) {
    const memory = memories.get(kind);
    if (memory === undefined || after === null) return null;
    used += Math.round(desired * after) * memory;
  }
  return (cells - killed) * cell_memory - used;
}
