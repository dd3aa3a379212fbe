/** Everything that a report of a trend over versions shows. */
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
  const found = findShiftCauses(shifts(points, search), points, {
    settings: await runSettings(store, { varies }),
  });
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
  readonly changes: readonly {
    readonly series: string;
    readonly started_at: string;
    readonly version: string;
    readonly before: number;
    readonly after: number;
  }[];
}

/** Returns the trend of one endpoint over the last days of the record. */
export function endpointTrend(
  { points, shifts }: Pick<TrendReport, "points" | "shifts">,
  { kind, days }: { readonly kind: string; readonly days: number },
): EndpointTrend {
  const newest = points.map(({ started_at }) => started_at).sort().at(-1) ?? "";
  const since = daysBefore(newest, days);
  const inMs = (seconds: number) => seconds * 1e3;
  return {
    title: endpointOf({ kind }),
    points: points
      .filter((point) => point.kind === kind && point.started_at > since)
      .map(({ median, min, max, ...point }) => ({
        ...point,
        median: inMs(median),
        min: inMs(min),
        max: inMs(max),
      })),
    changes: shifts
      .filter((shift) => shift.kind === kind && shift.first.started_at > since)
      .map(({ series, first, before, after }) => ({
        series,
        started_at: first.started_at,
        version: releaseText(first.version),
        before: inMs(before),
        after: inMs(after),
      })),
  };
}
