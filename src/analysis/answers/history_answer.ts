/** Answers when a metric changed its level, how large the changes were, and whether only the version explains them. */
import { formatPercent, formatProbability } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import { median } from "../../statistics/mod.ts";
import { formatMetric } from "../comparison/metric_meaning.ts";
import { changeText, versionText } from "../history/history_tables.ts";
import type { HistoryShift, MetricHistory } from "../history/metric_history.ts";
import { FINDING_HEADING } from "../overview/report_headings.ts";
import { changeOf } from "../trend/recent_shifts.ts";
import { dayOf, endpointOf } from "../trend/shift_rows.ts";
import { seriesOf, type TrendPoint } from "../trend/trend.ts";
import {
  counted,
  limitIf,
  percentParts,
  splitUnit,
  toLabel,
} from "./answer_parts.ts";
import { alarmTile } from "./trend_answer.ts";

const SHIFTS_HEADING = "Every change of level";
const METHOD_HEADING = "How a change is found";

/** Answers how a metric moved over all runs of the record. */
export function historyAnswer(
  history: MetricHistory,
  { alpha }: { readonly alpha: number },
): AnswerParts {
  const { shifts } = history;
  const sure = ofVersionAlone(shifts);
  const largest = largestOf(sure);
  const last = sure.at(-1);
  return {
    verdict: describe(history, sure),
    tiles: [
      countTile(history, sure),
      ...largest ? [shiftTile("Largest", largest, history)] : [],
      ...last && last !== largest ? [shiftTile("Latest", last, history)] : [],
      ...noiseTile(history),
      alarmTile(history, alpha),
    ],
    limits: limitsOf(history, sure),
  };
}

/** Returns what a history is of: `p50 of GET /v3/roles`. */
export function historyName({ metric, kind }: MetricHistory): string {
  return kind === "" ? metric : `${metric} of ${endpointOf({ kind })}`;
}

/** Returns the changes with which the version changed, and nothing else that was recorded. */
function ofVersionAlone(shifts: readonly HistoryShift[]): HistoryShift[] {
  return shifts.filter(({ causes, changed }) =>
    causes.length === 0 && changed.length > 0
  );
}

/** Counts the changes with which nothing changed that was recorded, the version neither. */
function countUnexplained(shifts: readonly HistoryShift[]): number {
  return shifts.filter(({ causes, changed }) =>
    causes.length + changed.length === 0
  ).length;
}

function largestOf(shifts: readonly HistoryShift[]): HistoryShift | undefined {
  const size = ({ before, after }: HistoryShift) =>
    before > 0 && after > 0 ? Math.abs(Math.log(after / before)) : Infinity;
  return shifts.toSorted((a, b) => size(b) - size(a))[0];
}

function describe(
  history: MetricHistory,
  sure: readonly HistoryShift[],
): Prose {
  const { points, shifts, meaning } = history;
  const name = toLabel(historyName(history));
  const times = points.map(({ started_at }) => started_at).sort();
  const span = md`from ${dayOf(times[0] ?? "")} to ${
    dayOf(times.at(-1) ?? "")
  }`;
  const runs = counted(points.length, "run");
  if (shifts.length === 0) {
    return md`**${name}** kept its level in ${runs} ${span}: no change is beyond chance.`;
  }
  const series = seriesCount(history);
  const known = md`**${name}** changed its level **${
    counted(shifts.length, "time")
  }**${series > 1 ? md` in ${series} series` : ""} since ${
    dayOf(times[0] ?? "")
  }`;
  const unexplained = countUnexplained(shifts);
  const others = unexplained === 0
    ? ""
    : md`, **${unexplained}** with nothing recorded`;
  const largest = largestOf(sure);
  if (!largest) {
    return unexplained === 0
      ? md`${known}; for each change something else than the version was recorded to change too.`
      : md`${known}: none with the version alone${others}.`;
  }
  const level = (value: number) => formatMetric(value, meaning.unit);
  return md`${known}: **${sure.length}** with the version alone${others}. The largest with it, ${
    level(largest.before)
  } to **${level(largest.after)}**${
    largest.series === "" ? "" : md` on ${toLabel(largest.series)}`
  }, came with ${versionText(largest.first)} and ${
    largest.back === null
      ? "has not gone back"
      : `was gone by ${dayOf(largest.back.started_at)}`
  }.`;
}

function seriesCount({ points }: MetricHistory): number {
  return new Set(points.map(({ series }) => series)).size;
}

function onSeries({ series }: HistoryShift): string {
  return series === "" ? "" : ` on ${toLabel(series)}`;
}

function countTile(
  history: MetricHistory,
  sure: readonly HistoryShift[],
): TileParts {
  const { shifts, points } = history;
  return {
    label: "Changes of level",
    value: String(shifts.length),
    interval: `${sure.length} with the version alone`,
    n: `n = ${counted(points.length, "run")} in ${seriesCount(history)} series`,
    meaning: shifts.length === 0 ? "ok" : "neutral",
  };
}

function shiftTile(
  which: string,
  shift: HistoryShift,
  { meaning }: MetricHistory,
): TileParts {
  const { before, after, back, short, p, first } = shift;
  const { runs_before, runs_after } = shift;
  const change = changeOf(shift);
  const isBetter = meaning.better === null
    ? null
    : (change > 0) === (meaning.better === "higher");
  const level = (value: number) => formatMetric(value, meaning.unit);
  return {
    label: toLabel(`${which}${onSeries(shift)}, ${versionText(first)}`),
    ...splitUnit(changeText(shift)),
    interval: `${level(before)} to ${level(after)}${
      back === null ? "" : `, gone by ${dayOf(back.started_at)}`
    }; p ${formatProbability(p)}, adjusted`,
    // A short level is compared with the runs on both sides of it.
    n: short
      ? `n = ${runs_after} runs, and ${runs_before} around them`
      : `n = ${runs_before} runs before, ${runs_after} at the new level`,
    meaning: isBetter === null || back !== null
      ? "neutral"
      : isBetter
      ? "ok"
      : "failed",
  };
}

function noiseTile({ noises }: MetricHistory): TileParts[] {
  const between = noises.flatMap(({ between }) => between ?? []);
  if (between.length === 0) return [];
  const within = noises.flatMap(({ within }) => within ?? []);
  return [{
    label: "From run to run",
    ...percentParts(median(between)),
    interval: within.length === 0
      ? "too few operations in a run for its own"
      : `within one run ±${formatPercent(median(within), 1)}`,
    n: `n = ${counted(noises.length, "series", "series")}`,
  }];
}

function limitsOf(
  { shifts, floor, leftOut, points }: MetricHistory,
  sure: readonly HistoryShift[],
): LimitParts[] {
  const short = sure.filter(({ short }) => short).length;
  const caused = shifts.filter(({ causes }) => causes.length > 0).length;
  const again = versionsRunAgain(points);
  return [
    ...limitIf(
      caused > 0,
      `${caused} of ${shifts.length} may have another cause`,
      SHIFTS_HEADING,
    ),
    ...limitIf(
      again > 0,
      `${counted(again, "version")} run again after others`,
      METHOD_HEADING,
    ),
    ...limitIf(
      short > 0,
      `${counted(short, "change")} of few runs`,
      METHOD_HEADING,
    ),
    ...limitIf(
      leftOut > 0,
      `${counted(leftOut, "run")} of too few operations`,
      FINDING_HEADING,
    ),
    ...limitIf(floor.floors.size > 0, "timings come in steps", METHOD_HEADING),
    ...limitIf(true, "runs of one day may be alike", METHOD_HEADING),
  ];
}

/** Counts versions that were run again after another one: a history is in order of time, which is not that of versions. */
function versionsRunAgain(points: readonly TrendPoint[]): number {
  const again = new Set<string>();
  for (const own of seriesOf(points).values()) {
    const seen = new Set<string>();
    own.forEach(({ version }, i) => {
      if (version === "" || version === own[i - 1]?.version) return;
      if (seen.has(version)) again.add(version);
      seen.add(version);
    });
  }
  return again.size;
}
