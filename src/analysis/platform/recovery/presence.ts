/** Cells that a platform takes for present: how many of those that there are, and when it notices that some are gone. */
import type { Point } from "../../series/counter.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";

/** Presence over the time of one run. */
export interface CellPresence {
  readonly cells: number;
  /** Fewest and most cells that were present; null without a sample. */
  readonly least: number | null;
  readonly most: number | null;
  /** Seconds in which a sample said fewer than there are, each sample counting until the next. */
  readonly short_s: number;
}

/** Summarises the samples of `PresentCells`, in order of time, on a platform of so many cells. */
export function cellPresence(
  points: readonly Point[],
  cells: number,
): CellPresence {
  let [least, most, short_s] = [Infinity, -Infinity, 0];
  for (const [i, { at, value }] of points.entries()) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    const next = points[i + 1]?.at ?? at;
    if (value < cells) short_s += next - at;
  }
  const isKnown = points.length > 0;
  return {
    cells,
    least: isKnown ? least : null,
    most: isKnown ? most : null,
    short_s,
  };
}

/**
 * Returns the seconds from a fault to the first sample with fewer cells than before it: later than the platform noticed,
 * by up to the time between two samples. Censored at the last sample until dead cells are brought back; null without one
 * before the fault.
 */
export function timeToNotice(
  points: readonly Point[],
  fault_at: number,
  heal_at: number | null,
): CensoredTime | null {
  const during = points.filter(({ at }) => at <= (heal_at ?? Infinity));
  const before = during.findLast(({ at }) => at <= fault_at);
  const last = during.at(-1);
  if (!before || !last) return null;
  const first = during.find(({ at, value }) =>
    at > fault_at && value < before.value
  );
  return first
    ? { seconds: first.at - fault_at, censored: false }
    : { seconds: Math.max(0, last.at - fault_at), censored: true };
}
