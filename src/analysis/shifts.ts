/** When a metric changed its level, by how much, and what changed with it. */
import {
  changePoints,
  hodgesLehmann,
  mannWhitney,
  median,
} from "../statistics/mod.ts";
import { seriesOf, type TrendPoint } from "./trend.ts";

/** Where the level of a series changed for good. */
export interface Shift {
  readonly series: string;
  readonly subject: string;
  readonly kind: string;
  /** First run at the new level. */
  readonly run_id: string;
  readonly started_at: string;
  readonly version: string;
  /** Version of the last run at the old level. */
  readonly version_before: string;
  /** Medians over the runs of the segments on either side, seconds. */
  readonly before: number;
  readonly after: number;
  readonly runs_before: number;
  readonly runs_after: number;
  /** Hodges-Lehmann shift of run medians with its interval, seconds; bounds null where runs are too few. */
  readonly shift: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Mann-Whitney over run medians, adjusted for all shifts found together (Holm). */
  readonly p: number;
}

export interface ShiftOptions {
  /** Fewest runs on each side of a shift. @default {5} */
  readonly minimumSegment?: number;
  /** Significance of a change point. @default {0.001} */
  readonly alpha?: number;
}

/** Shifts of every series in which run medians changed level beyond their noise, in order of time. */
export function shifts(
  points: readonly TrendPoint[],
  { minimumSegment = 5, alpha = 0.001 }: ShiftOptions = {},
): Shift[] {
  const found = [...seriesOf(points).values()].flatMap((points) => {
    const medians = points.map(({ median }) => median);
    const indices = changePoints(medians, {
      minimumSegment,
      alpha,
      test: "ranks",
    })
      .map(({ index }) => index);
    return indices.map((index, i) =>
      toShift(
        points,
        indices[i - 1] ?? 0,
        index,
        indices[i + 1] ?? points.length,
      )
    );
  });
  return holm(found).sort((a, b) => a.started_at < b.started_at ? -1 : 1);
}

function toShift(
  points: readonly TrendPoint[],
  from: number,
  index: number,
  to: number,
): Shift {
  const before = points.slice(from, index).map(({ median }) => median);
  const after = points.slice(index, to).map(({ median }) => median);
  const { shift, lower, upper } = hodgesLehmann(before, after);
  const { series, subject, kind, run_id, started_at, version } = points[index]!;
  return {
    series,
    subject,
    kind,
    run_id,
    started_at,
    version,
    version_before: points[index - 1]!.version,
    before: median(before),
    after: median(after),
    runs_before: before.length,
    runs_after: after.length,
    shift,
    lower,
    upper,
    p: mannWhitney(before, after).p,
  };
}

/** Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979): many tests, one error rate. */
function holm(shifts: readonly Shift[]): Shift[] {
  let worst = 0;
  return shifts.toSorted((a, b) => a.p - b.p).map((shift, index) => {
    worst = Math.min(1, Math.max(worst, shift.p * (shifts.length - index)));
    return { ...shift, p: worst };
  });
}

/** Shifts of several series at about one time: a cause they share is likelier than many of their own. */
export interface Wave {
  readonly from: string;
  readonly to: string;
  /** Versions of the first and the last shift. */
  readonly versions: readonly [string, string];
  /** Series that shifted, and series that had runs on both sides. */
  readonly shifted: number;
  readonly running: number;
  readonly slower: number;
  readonly faster: number;
  /** Median over the shifts of after / before. */
  readonly ratio: number;
}

export interface WaveOptions {
  /** Longest time from the first shift of a wave to its last. @default {7} */
  readonly withinDays?: number;
}

/** Shifts, in order of time, gathered into waves. */
export function waves(
  shifts: readonly Shift[],
  points: readonly TrendPoint[],
  { withinDays = 7 }: WaveOptions = {},
): Wave[] {
  const groups: Shift[][] = [];
  for (const shift of shifts) {
    const first = groups.at(-1)?.[0];
    const days = first
      ? (Date.parse(shift.started_at) - Date.parse(first.started_at)) / 86400e3
      : Infinity;
    if (days <= withinDays) groups.at(-1)!.push(shift);
    else groups.push([shift]);
  }
  const spans = [...seriesOf(points).values()].map((points) => ({
    from: points[0]!.started_at,
    to: points.at(-1)!.started_at,
  }));
  return groups.map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const [from, to] = [first.started_at, last.started_at];
    return {
      from,
      to,
      versions: [first.version, last.version],
      shifted: seriesCount(group),
      running: spans.filter((span) => span.from < from && span.to >= to).length,
      slower: group.filter(({ before, after }) => after > before).length,
      faster: group.filter(({ before, after }) => after < before).length,
      ratio: median(group.map(({ before, after }) => after / before)),
    };
  });
}

function seriesCount(shifts: readonly Shift[]): number {
  return new Set(
    shifts.map(({ series, subject, kind }) =>
      JSON.stringify([series, subject, kind])
    ),
  ).size;
}
