/** Everything that the notebook on the history of a metric shows, from one reading of the store. */
import type { TrendChange, TrendRow } from "../../figures/mod.ts";
import { formatDuration, formatPercent } from "../../record/mod.ts";
import {
  type AnswerParts,
  md,
  type Prose,
  type Table,
} from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import { plottedUnit } from "../charts/plotted_metric.ts";
import { shortName } from "../comparison/metric_meaning.ts";
import {
  noiseTable,
  shiftsTable,
  versionText,
} from "../history/history_tables.ts";
import {
  type HistoryOptions,
  type MetricHistory,
  metricHistory,
} from "../history/metric_history.ts";
import { percentAtMost } from "../overview/bound_format.ts";
import { dayOf } from "../trend/shift_rows.ts";
import { causeTexts } from "../trend/trend_report.ts";
import { historyAnswer, historyName } from "./history_answer.ts";

/** The runs of a metric and its changes of level, as `plotTrend()` draws them. */
export interface HistoryFigure {
  readonly metric: string;
  readonly unit: string;
  readonly points: readonly TrendRow[];
  readonly changes: readonly TrendChange[];
}

/** The report on the history of a metric. */
export interface HistoryReport {
  readonly history: MetricHistory;
  /** What it is of: `p50 of GET /v3/roles`. */
  readonly name: string;
  readonly answer: AnswerParts;
  /** On what the search rests, and how often it raises a false alarm. */
  readonly basis: Prose;
  readonly figure: HistoryFigure;
  readonly tables: { readonly shifts: Table; readonly noise: Table };
}

/** Searches the history of a metric in the store. Throws the errors of `metricHistory`. */
export async function historyReport(
  store: Store,
  options: HistoryOptions,
): Promise<HistoryReport> {
  const history = await metricHistory(store, options);
  return {
    history,
    name: shortName(historyName(history)),
    answer: historyAnswer(history, options),
    basis: describeBasis(history, options),
    figure: toFigureRows(history),
    tables: { shifts: shiftsTable(history), noise: noiseTable(history) },
  };
}

function describeBasis(
  { points, floor, alarms, leftOut }: MetricHistory,
  { alpha, smallest, minimumSegment }: HistoryOptions,
): Prose {
  const times = points.map(({ started_at }) => started_at).sort();
  const step = floor.step === null || floor.floors.size === 0
    ? md``
    : md` The timings come in steps of ${
      formatDuration(floor.step)
    }: a difference below ${formatDuration(1.5 * floor.step)} is no change.`;
  const few = leftOut === 0
    ? md``
    : md` ${leftOut} more have too few operations for this metric.`;
  const found = alarms.alarms.filter((count) => count > 0).length;
  return md`${points.length} runs from ${dayOf(times[0] ?? "")} to ${
    dayOf(times.at(-1) ?? "")
  }, a point each.${few} A change is at least ${
    formatPercent(smallest, 1)
  } of the level before, and has ${minimumSegment} runs on each side unless it is called short.${step} A/A test: of ${alarms.rounds} searches of the same runs, shuffled inside stable stretches, ${found} found anything; its rate is at most ${
    percentAtMost(alarms.any.upper, 0)
  } % (95 %), promised ${formatPercent(alpha, 0)}.`;
}

function toFigureRows(history: MetricHistory): HistoryFigure {
  const { points, shifts, meaning } = history;
  const { unit, toPlotted } = plottedUnit(
    meaning.unit,
    points.map(({ median }) => median),
  );
  const nameOf = ({ series }: { readonly series: string }) =>
    series === "" ? "all runs" : series;
  return {
    metric: history.metric,
    unit,
    points: points.map((point) => ({
      ...point,
      series: nameOf(point),
      median: toPlotted(point.median),
      min: toPlotted(point.min),
      max: toPlotted(point.max),
    })),
    changes: shifts.map((shift) => ({
      series: nameOf(shift),
      started_at: shift.first.started_at,
      version: shift.first.version === "" ? "" : versionText(shift.first),
      before: toPlotted(shift.before),
      after: toPlotted(shift.after),
      back: shift.back,
      cause: [...new Set(shift.causes.map(({ code }) => causeTexts[code]))]
        .join(", "),
    })),
  };
}
