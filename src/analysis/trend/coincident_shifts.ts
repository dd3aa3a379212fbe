/** Level shifts that many series share, for which a common cause is likelier than many separate ones. */
import { median } from "../../statistics/mod.ts";
import type { Shift } from "./shift.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/** Shifts of several series at about the same time. */
export interface CoincidentShifts {
  readonly from: string;
  readonly to: string;
  /** Versions of the first and the last shift. */
  readonly versions: readonly [string, string];
  /**
   * Series that shifted, each counted once, and series that could have: those with a run before the last shift of the
   * group and one at or after the first.
   */
  readonly shifted: number;
  readonly running: number;
  /** Number of shifts, which exceeds that of series where one shifted twice. */
  readonly slower: number;
  readonly faster: number;
  /** Median over the shifts of after / before. */
  readonly ratio: number;
}

/** Options of `coincidentShifts`. */
export interface CoincidentShiftOptions {
  /** Maximum time from the first shift of a group to its last. @default {7} */
  readonly withinDays?: number;
}

const DAY_MS = 86_400_000;

/** Groups shifts, which must be in order of time, by coincidence. */
export function coincidentShifts(
  shifts: readonly Shift[],
  points: readonly TrendPoint[],
  { withinDays = 7 }: CoincidentShiftOptions = {},
): CoincidentShifts[] {
  const groups: Shift[][] = [];
  for (const shift of shifts) {
    const first = groups.at(-1)?.[0];
    const days = first ? (timeOf(shift) - timeOf(first)) / DAY_MS : Infinity;
    if (days <= withinDays) groups.at(-1)!.push(shift);
    else groups.push([shift]);
  }
  const spans = [...seriesOf(points).values()].map((points) => ({
    from: points[0]!.started_at,
    to: points.at(-1)!.started_at,
  }));
  return groups.map((group) => {
    const [first, last] = [group[0]!.first, group.at(-1)!.first];
    const [from, to] = [first.started_at, last.started_at];
    return {
      from,
      to,
      versions: [first.version, last.version],
      shifted: new Set(group.map(seriesKey)).size,
      running: spans.filter((span) => span.from < to && span.to >= from).length,
      slower: group.filter(({ before, after }) => after > before).length,
      faster: group.filter(({ before, after }) => after < before).length,
      ratio: median(group.map(({ before, after }) => after / before)),
    };
  });
}

function timeOf({ first }: Shift): number {
  return Date.parse(first.started_at);
}
