/** Everything that a report of a trend over versions shows. */
import type { TrendChange } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import { runSettings } from "../overview/run_settings.ts";
import { type FalseAlarms, falseAlarms } from "./false_alarms.ts";
import {
  type MeasurementFloor,
  measurementFloor,
  repetitions,
} from "./measurement_floor.ts";
import { type Noise, noise } from "./noise.ts";
import { daysBefore } from "./recent_shifts.ts";
import { findShiftCauses, type ShiftWithCauses } from "./shift_causes.ts";
import { endpointOf, releaseText } from "./shift_rows.ts";
import { shifts } from "./shifts.ts";
import {
  durationTrend,
  type DurationTrendOptions,
  seriesKey,
  type SeriesName,
  type TrendPoint,
} from "./trend.ts";

/** How a trend is searched. */
export interface TrendReportOptions extends DurationTrendOptions {
  /** Keys of versions, which differ by design. */
  readonly varies: readonly string[];
  /** Fewest runs on each side of a step. */
  readonly minimumSegment: number;
  /** Largest chance of any false shift in all series, 1 = 100 %. */
  readonly alpha: number;
  /** Smallest effect of interest, relative to the old level. */
  readonly smallest: number;
  /** Shuffles of the A/A test. */
  readonly rounds: number;
}

/** A trend with its shifts, and how far to trust them. */
export interface TrendReport {
  readonly points: readonly TrendPoint[];
  readonly floor: MeasurementFloor;
  /** In order of time. */
  readonly shifts: readonly ShiftWithCauses[];
  readonly alarms: FalseAlarms;
  readonly noises: readonly Noise[];
}

/** Searches all series of the store for shifts and their causes, and tests the search on the same runs, shuffled. */
export async function trendReport(
  store: Store,
  { series, version, varies, rounds, ...options }: TrendReportOptions,
): Promise<TrendReport> {
  const points = await durationTrend(store, { series, version });
  const floor = measurementFloor(await repetitions(store, { series }));
  const search = { ...options, floors: floor.floors };
  const found = findShiftCauses(
    shifts(points, search),
    points,
    await runSettings(store, { varies }),
  );
  return {
    points,
    floor,
    shifts: found,
    alarms: falseAlarms(points, found, { ...search, rounds }),
    noises: noise(points),
  };
}

/** The runs and shifts of one endpoint, as `plotTrend()` draws them: in milliseconds. */
export interface EndpointTrend {
  readonly title: string;
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
}

/** Returns the trend of one endpoint over the last days of the record. */
export function endpointTrend(
  { points, shifts }: Pick<TrendReport, "points" | "shifts">,
  { kind, days }: { readonly kind: string; readonly days: number },
): EndpointTrend {
  const since = sinceOf(points, days);
  const isShown = (row: { readonly kind: string }, started_at: string) =>
    row.kind === kind && started_at > since;
  return {
    title: endpointOf({ kind }),
    points: points.filter((point) => isShown(point, point.started_at))
      .map(toMilliseconds),
    changes: shifts.filter((shift) => isShown(shift, shift.first.started_at))
      .map(toChange),
  };
}

/** Series of a trend, each by its endpoint and its own name, as `plotTrend()` draws them: in milliseconds. */
export type SeriesTrend = Pick<EndpointTrend, "points" | "changes">;

/**
 * Returns the trend of the series of these shifts over the last days of the record, in order of the shifts: each once, at
 * most `most` of them, with all changes of their levels.
 */
export function seriesTrend(
  { points, shifts }: Pick<TrendReport, "points" | "shifts">,
  wanted: readonly ShiftWithCauses[],
  { most, days }: { readonly most: number; readonly days: number },
): SeriesTrend {
  const since = sinceOf(points, days);
  const keys = [...new Set(wanted.map(seriesKey))].slice(0, most);
  const nameOf = (row: SeriesName) => `${endpointOf(row)} (${row.series})`;
  return {
    points: keys.flatMap((key) =>
      points.filter((point) =>
        seriesKey(point) === key && point.started_at > since
      )
    ).map((point) => ({ ...toMilliseconds(point), series: nameOf(point) })),
    changes: shifts.filter((shift) =>
      keys.includes(seriesKey(shift)) && shift.first.started_at > since
    ).map((shift) => ({ ...toChange(shift), series: nameOf(shift) })),
  };
}

/** Returns the moment some days before the newest run. */
function sinceOf(points: readonly TrendPoint[], days: number): string {
  const newest = points.map(({ started_at }) => started_at).sort().at(-1) ?? "";
  return daysBefore(newest, days);
}

function inMs(seconds: number): number {
  return seconds * 1e3;
}

function toMilliseconds(point: TrendPoint): TrendPoint {
  return {
    ...point,
    median: inMs(point.median),
    min: inMs(point.min),
    max: inMs(point.max),
  };
}

/** Causes in the words of a figure. */
export const causeTexts = {
  "set-up": "set-up changed",
  "no-release": "beside no release",
  "coincident": "most series",
} as const;

function toChange(
  { series, first, before, after, back, causes }: ShiftWithCauses,
): TrendChange {
  const texts = [...new Set(causes.map(({ code }) => causeTexts[code]))];
  return {
    series,
    started_at: first.started_at,
    version: releaseText(first.version),
    before: inMs(before),
    after: inMs(after),
    back,
    cause: texts.join(", "),
  };
}
