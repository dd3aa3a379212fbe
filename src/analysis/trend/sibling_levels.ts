/** Searches the siblings of a series for its short levels: the same kind of operation elsewhere, on the same days. */
import { rankTail } from "../../statistics/mod.ts";
import {
  differenceOf,
  isLargeEnough,
  type LevelOptions,
  SEARCHES,
} from "./level_changes.ts";
import { type Shift, type ShiftOptions, toShift } from "./shift.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/** Tolerance for runs of siblings before and after the days of the level: half a day. */
const TOLERANCE_MS = 43_200_000;

/**
 * Tests for each short level of `found` in every other series of the same subject and kind without one at that time.
 * The position is known, so no adjustment for a search applies: the runs of those days are tested by rank against the
 * rest of their segment between steps (one-sided, conservative for ties), adjusted for all siblings. That detects a
 * level of four runs in a series with too few others for a search.
 */
export function siblingLevels(
  found: readonly Shift[],
  points: readonly TrendPoint[],
  { alpha = 0.05, smallest = 0.05, floors = new Map() }: ShiftOptions = {},
): Shift[] {
  const all = seriesOf(points);
  const foundOf = Map.groupBy(found, seriesKey);
  const candidates = found.filter(({ short }) => short).flatMap((level) => {
    const [from, to] = daysOf(level, all.get(seriesKey(level)) ?? []);
    return [...all].flatMap(([key, points]) => {
      const { series, subject, kind } = points[0]!;
      const sibling = series !== level.series && subject === level.subject &&
        kind === level.kind;
      if (!sibling) return [];
      const shifts = foundOf.get(key) ?? [];
      const known = shifts.some((other) => {
        const [begin, end] = daysOf(other, points);
        return other.short && begin <= to && end >= from;
      });
      if (known) return [];
      const steps = shifts.filter(({ short }) => !short)
        .map(({ first }) => first.run_id);
      const candidate = toCandidate(points, steps, [from, to]);
      return candidate ? [{ key, points, ...candidate }] : [];
    });
  });
  const effect = (key: string): LevelOptions => ({
    smallest,
    floor: floors.get(key) ?? 0,
  });
  return candidates.flatMap(({ key, points, index, end, inside, rest }) => {
    const p = Math.min(1, rankP(inside, rest) * candidates.length * SEARCHES);
    const difference = differenceOf(rest, inside);
    const higher = difference.after > difference.before;
    if (p > alpha || !higher) return [];
    if (!isLargeEnough(difference, effect(key))) return [];
    const back = end === points.length ? null : end;
    return [toShift(points, { ...difference, index, short: true, p }, back)];
  });
}

/** Returns the time from the first to the last run at a short level, with the tolerance on both sides. */
function daysOf(
  { first, back }: Shift,
  points: readonly TrendPoint[],
): [number, number] {
  const end = points.findIndex(({ run_id }) => run_id === back?.run_id);
  const last = points.at(end < 0 ? -1 : end - 1);
  return [
    Date.parse(first.started_at) - TOLERANCE_MS,
    Date.parse(last?.started_at ?? first.started_at) + TOLERANCE_MS,
  ];
}

/** Returns the run medians of the days and of the rest of their segment; null for too few runs or a step between. */
function toCandidate(
  points: readonly TrendPoint[],
  steps: readonly string[],
  [from, to]: readonly [number, number],
) {
  const times = points.map(({ started_at }) => Date.parse(started_at));
  const index = times.findIndex((time) => time >= from);
  const end = times.findLastIndex((time) => time <= to) + 1;
  const bounds = points.flatMap(({ run_id }, i) =>
    steps.includes(run_id) ? [i] : []
  );
  const low = bounds.findLast((bound) => bound <= index) ?? 0;
  const high = bounds.find((bound) => bound > index) ?? points.length;
  if (index < 0 || end - index < 2 || index === low || end > high) return null;
  const medians = points.map(({ median }) => median);
  const rest = [...medians.slice(low, index), ...medians.slice(end, high)];
  return rest.length === 0
    ? null
    : { index, end, inside: medians.slice(index, end), rest };
}

/** Returns the one-sided p of Mann and Whitney's test that `inside` is higher. */
function rankP(inside: readonly number[], rest: readonly number[]): number {
  let u = 0;
  for (const value of inside) {
    u += rest.filter((other) => other >= value).length;
  }
  return rankTail(u, inside.length, rest.length);
}
