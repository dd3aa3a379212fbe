/**
 * History of any metric of an experiment: its levels over time, and what changed with them.
 *
 * 1. `metric_points.ts`   the metric of every run that counts
 * 2. `trend/`             the search for changes of level, their causes, and the A/A test of the search
 * 3. `session_causes.ts`  changes that come with another session
 */
import { bookkeepingParams, nearest, UsageError } from "../../record/mod.ts";
import { median } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import {
  type MetricMeaning,
  metricMeaning,
} from "../comparison/metric_meaning.ts";
import {
  runSettings,
  settingChanges,
  type Settings,
} from "../overview/run_settings.ts";
import { falseAlarms } from "../trend/false_alarms.ts";
import {
  type MeasurementFloor,
  measurementFloor,
  repetitions,
} from "../trend/measurement_floor.ts";
import type { Shift } from "../trend/shift.ts";
import {
  findShiftCauses,
  type ShiftWithCauses,
} from "../trend/shift_causes.ts";
import { shifts } from "../trend/shifts.ts";
import { seriesKey, seriesOf, type TrendPoint } from "../trend/trend.ts";
import type { TrendReport, TrendReportOptions } from "../trend/trend_report.ts";
import { type MetricOptions, metricPoints } from "./metric_points.ts";
import { withSessionCauses } from "./session_causes.ts";

/** Which history is searched, and how. */
export interface HistoryOptions
  extends MetricOptions, Omit<TrendReportOptions, "series" | "version"> {}

/** A change of level, with all that was recorded to change between the two runs beside it. */
export interface HistoryShift extends ShiftWithCauses {
  /** Settings, the version among them: `capi_version: 1.139.0 to 1.140.0`. */
  readonly changed: readonly string[];
}

/** History of one metric. */
export interface MetricHistory
  extends Pick<TrendReport, "points" | "floor" | "alarms"> {
  readonly metric: string;
  readonly kind: string;
  readonly meaning: MetricMeaning;
  /** Runs that count and have too few operations for the metric. */
  readonly leftOut: number;
  /** In order of time. */
  readonly shifts: readonly HistoryShift[];
  readonly noises: readonly HistoryNoise[];
}

/** Noise of one series, 1 = 100 %. */
export interface HistoryNoise {
  readonly series: string;
  readonly runs: number;
  /** Median half-width of the 95 % interval within a run; null where no run has enough operations. */
  readonly within: number | null;
  /** Median step from one run to the next; null for a single run. */
  readonly between: number | null;
}

/**
 * Searches the history of a metric. Throws `UsageError` if no run that counts has it, with the names of those that there
 * are.
 */
export async function metricHistory(
  store: Store,
  { varies, rounds, minimumSegment, alpha, smallest, ...options }:
    HistoryOptions,
): Promise<MetricHistory> {
  const { metric, kind, series } = options;
  const { points, runs, unit, known, leftOut } = await metricPoints(
    store,
    options,
  );
  requirePoints(points, { metric, kind, known });
  const meaning = metricMeaning(metric, unit);
  const floor = await floorOf(store, { series, kind, meaning });
  const search = { minimumSegment, alpha, smallest, floors: floor.floors };
  // Short levels are searched upwards, where larger is worse.
  const turn = meaning.better === "higher" ? turned : unchanged;
  const searched = points.map(turn.point);
  const found = shifts(searched, search);
  const settings = await runSettings(store, {
    varies: [...bookkeepingParams, ...varies],
  });
  const all = await runSettings(store, { varies: bookkeepingParams });
  return {
    ...{ metric, kind, meaning, points, floor, leftOut },
    alarms: falseAlarms(searched, found, { ...search, rounds }),
    shifts: withSessionCauses(
      findShiftCauses(found.map(turn.shift), points, settings),
      points,
      runs,
    ).map((shift) => ({ ...shift, changed: changesOf(shift, all) })),
    noises: noisesOf(points),
  };
}

function requirePoints(
  points: readonly TrendPoint[],
  { metric, kind, known }: {
    readonly metric: string;
    readonly kind: string;
    readonly known: readonly string[];
  },
): void {
  if (points.length > 0) return;
  const name = kind === "" ? metric : `${metric}(${kind})`;
  throw new UsageError(
    `Cannot show the history of '${name}' as ${
      known.length === 0
        ? "no run counts, has a start, and measured anything"
        : `no run has it; ${nearest(name.slice(0, 100), known)}`
    }`,
  );
}

/** Steps of the source's clock, which its durations show all together; floors are of single kinds. */
async function floorOf(
  store: Store,
  { series, kind, meaning }: {
    readonly series: string;
    readonly kind: string;
    readonly meaning: MetricMeaning;
  },
): Promise<MeasurementFloor> {
  if (kind === "" || meaning.unit !== "s") {
    return { step: null, floors: new Map(), series: 0 };
  }
  const all = await repetitions(store, { series });
  const { step, floors } = measurementFloor(all);
  const own = [
    ...Map.groupBy(all.filter((row) => row.kind === kind), seriesKey),
  ].flatMap(([key, [first]]): [string, number][] => {
    const floor = floors.get(key);
    return floor === undefined || !first
      ? []
      : [[seriesKey({ ...first, subject: "" }), floor]];
  });
  return { step, floors: new Map(own), series: own.length };
}

const unchanged = {
  point: (point: TrendPoint): TrendPoint => point,
  shift: (shift: Shift): Shift => shift,
};

/** Turns a metric of which more is better, and the shifts found in it back. */
const turned: typeof unchanged = {
  point: (point) => ({
    ...point,
    median: -point.median,
    min: -point.max,
    max: -point.min,
  }),
  shift: (shift) => ({
    ...shift,
    before: -shift.before,
    after: -shift.after,
    shift: -shift.shift,
    lower: shift.upper === null ? null : -shift.upper,
    upper: shift.lower === null ? null : -shift.lower,
  }),
};

const noSettings: Settings = new Map();

function changesOf(
  { last, first }: ShiftWithCauses,
  settings: ReadonlyMap<string, Settings>,
): string[] {
  return [
    ...new Set(settingChanges(
      settings.get(last.run_id) ?? noSettings,
      settings.get(first.run_id) ?? noSettings,
    )),
  ];
}

function noisesOf(points: readonly TrendPoint[]): HistoryNoise[] {
  return [...seriesOf(points).values()].map((own) => {
    const values = own.map(({ median }) => median);
    const widths = own.filter((run) => run.min < run.max && run.median !== 0)
      .map((run) => (run.max - run.min) / 2 / Math.abs(run.median));
    const level = Math.abs(middle(values) ?? 0);
    const steps = values.slice(1).map((value, i) =>
      Math.abs(value - (values[i] ?? value))
    );
    const step = middle(steps);
    return {
      series: own[0]?.series ?? "",
      runs: own.length,
      within: middle(widths),
      between: step === null || level === 0 ? null : step / level,
    };
  });
}

function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}
