/** Shifts of the last days that only a release explains. */
import type { ShiftWithCauses } from "./shift_causes.ts";
import { seriesKey, type SeriesName, type TrendPoint } from "./trend.ts";

const DAY_MS = 86_400_000;

/** The first and last day of a record, and the shifts of its last days. */
export interface RecentShifts {
  /** Start of the oldest and the newest run, and of the days that count as recent; ISO 8601. */
  readonly oldest: string;
  readonly newest: string;
  readonly since: string;
  /** Slower and still so, slower for a while, and faster; the largest change first. */
  readonly still: readonly ShiftWithCauses[];
  readonly gone: readonly ShiftWithCauses[];
  readonly faster: readonly ShiftWithCauses[];
  /** Largest p of those that became slower, adjusted for all that was searched. */
  readonly largestP: number;
  /** Series with a run in these days, and the number of runs in them. */
  readonly series: number;
  readonly runs: number;
  /** The most of `still` whose new level is of the same rounds of runs; null if no two are. */
  readonly shared: SharedRuns | null;
}

/** Shifts whose new level is of the same rounds of runs, one of each suite: an odd round would move all of them. */
export interface SharedRuns {
  /** Name of their series, such as a database, and how many they are. */
  readonly name: string;
  readonly series: number;
  /** Number of rounds. */
  readonly rounds: number;
  /** Start of the first and the last of their runs, ISO 8601, and the version of the first. */
  readonly from: string;
  readonly to: string;
  readonly version: string;
}

/** Returns the shifts without another cause than a release. */
export function withoutCause(
  shifts: readonly ShiftWithCauses[],
): ShiftWithCauses[] {
  return shifts.filter(({ causes }) => causes.length === 0);
}

/** Returns the change as a share of the level before: 0.1 is 10 % slower. Infinite from a level of 0. */
export function changeOf(
  { before, after }: Pick<ShiftWithCauses, "before" | "after">,
): number {
  return before > 0 ? after / before - 1 : (after - before) / Math.abs(before);
}

/** Returns the shifts without another cause that began in the last days of the record. */
export function recentShifts(
  shifts: readonly ShiftWithCauses[],
  points: readonly TrendPoint[],
  { days }: { readonly days: number },
): RecentShifts {
  const times = points.map(({ started_at }) => started_at).sort();
  const newest = times.at(-1) ?? "";
  const since = daysBefore(newest, days);
  const recent = withoutCause(shifts)
    .filter(({ first }) => first.started_at > since)
    .toSorted((a, b) => changeOf(a) - changeOf(b));
  const slower = recent.filter((shift) => changeOf(shift) > 0)
    .toSorted((a, b) => changeOf(b) - changeOf(a));
  const still = slower.filter(({ back }) => back === null);
  const shown = points.filter(({ started_at }) => started_at > since);
  return {
    oldest: times[0] ?? "",
    newest,
    since,
    still,
    gone: slower.filter(({ back }) => back !== null),
    faster: recent.filter((shift) => changeOf(shift) < 0),
    largestP: Math.max(0, ...slower.map(({ p }) => p)),
    series: countSeries(shown),
    runs: new Set(shown.map(({ run_id }) => run_id)).size,
    shared: sharedRuns(still, shown),
  };
}

/** Returns the number of series among points or shifts: one series may shift twice. */
export function countSeries(rows: readonly SeriesName[]): number {
  return new Set(rows.map(seriesKey)).size;
}

function sharedRuns(
  still: readonly ShiftWithCauses[],
  points: readonly TrendPoint[],
): SharedRuns | null {
  const rests = still.map((shift) => ({
    shift,
    runs: points.filter((point) =>
      seriesKey(point) === seriesKey(shift) &&
      point.started_at >= shift.first.started_at
    ),
  }));
  const [most] = [
    ...Map.groupBy(
      rests,
      ({ shift, runs }) =>
        JSON.stringify([shift.series, ...runs.map(({ version }) => version)]),
    ).values(),
  ].toSorted((a, b) => b.length - a.length);
  const series = countSeries(most?.map(({ shift }) => shift) ?? []);
  const first = most?.[0]?.runs[0];
  if (series < 2 || !most || !first) return null;
  const times = most.flatMap(({ runs }) =>
    runs.map(({ started_at }) => started_at)
  ).sort();
  return {
    ...{ name: first.series, series, version: first.version },
    rounds: most[0]?.runs.length ?? 0,
    ...{ from: times[0] ?? "", to: times.at(-1) ?? "" },
  };
}

/** Returns the shifts with the largest ratio of levels, in either direction. */
export function largestShifts(
  shifts: readonly ShiftWithCauses[],
  most: number,
): ShiftWithCauses[] {
  const size = ({ before, after }: ShiftWithCauses) =>
    Math.abs(Math.log(after / before));
  return withoutCause(shifts).toSorted((a, b) => size(b) - size(a))
    .slice(0, most);
}

/** Returns the moment some days before another, ISO 8601; the same text if it is no date. */
export function daysBefore(time: string, days: number): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : new Date(at - days * DAY_MS).toISOString();
}
