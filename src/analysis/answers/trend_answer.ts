/** Answers which endpoints changed speed: how many are slower now, by how much at most, and how often that is a false alarm. */
import {
  formatDuration,
  formatPercent,
  formatProbability,
} from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Meaning,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import { percentAtMost } from "../overview/bound_format.ts";
import {
  changeOf,
  countSeries,
  type RecentShifts,
  withoutCause,
} from "../trend/recent_shifts.ts";
import type { ShiftWithCauses } from "../trend/shift_causes.ts";
import { dayOf, endpointOf, releaseText } from "../trend/shift_rows.ts";
import type { TrendReport } from "../trend/trend_report.ts";
import { counted, limitIf, percentParts, toLabel } from "./answer_parts.ts";

/** Fewer runs than these at a new level are said to be few: they may be of one day. */
const FEW_RUNS = 10;

/** Answers which series became slower in the last days of a record and still are. */
export function trendAnswer(
  report: TrendReport,
  recent: RecentShifts,
  { alpha, days }: { readonly alpha: number; readonly days: number },
): AnswerParts {
  const runs = counted(recent.runs, "run");
  const [largest] = recent.still;
  const number = (
    label: string,
    shifts: readonly ShiftWithCauses[],
    some: Meaning,
  ) => ({
    label,
    value: String(countSeries(shifts)),
    unit: `of ${recent.series}`,
    n: `n = ${runs} in ${days} days`,
    meaning: shifts.length === 0 ? "neutral" as const : some,
  });
  return {
    verdict: describeStill(recent, days),
    tiles: [
      number("Slower now", recent.still, "failed"),
      number("Slower for a while", recent.gone, "unsure"),
      number("Faster now", recent.faster, "ok"),
      ...largest ? [largestTile(largest)] : [],
      alarmTile(report, alpha),
    ],
    limits: limitsOf(report, recent),
  };
}

function describeStill(
  { still, newest, series }: RecentShifts,
  days: number,
): Prose {
  const [largest] = still;
  const until = `in the ${days} days to ${dayOf(newest)}`;
  if (!largest) {
    return md`None of ${series} endpoints, counted on each database, became slower ${until} and still is.`;
  }
  return md`**${
    countSeries(still)
  } of ${series}** endpoints, counted on each database, became slower ${until} and still are. The largest step found is **${
    endpointOf(largest)
  }** on ${largest.series}, by ${changeText(largest)} since ${
    releaseText(largest.first.version)
  }.`;
}

function changeText(shift: ShiftWithCauses): string {
  return formatPercent(changeOf(shift), 0);
}

function largestTile(shift: ShiftWithCauses): TileParts {
  const { before, after, p, runs_after, runs_before } = shift;
  const { value, unit } = percentParts(changeOf(shift), 0);
  return {
    label: toLabel(`Largest step found, ${endpointOf(shift)}`),
    value: `+${value}`,
    unit,
    interval: `${formatDuration(before)} to ${formatDuration(after)}; p = ${
      formatProbability(p)
    }, adjusted for the search`,
    n: `n = ${runs_before} runs before, ${runs_after} since`,
    meaning: "failed",
  };
}

/** Returns how often the search finds shifts in the same runs, shuffled. */
export function alarmTile(
  { alarms }: Pick<TrendReport, "alarms">,
  alpha: number,
): TileParts {
  const found = alarms.alarms.filter((count) => count > 0).length;
  return {
    label: "Shifts found where there are none",
    value: String(found),
    unit: `of ${alarms.rounds}`,
    interval: `rate at most ${
      percentAtMost(alarms.any.upper, 0)
    } % (95 % interval), promised ${formatPercent(alpha, 0)}`,
    n: `n = ${counted(alarms.rounds, "shuffled search", "shuffled searches")}`,
    meaning: found === 0 ? "ok" : "unsure",
  };
}

function limitsOf(
  { shifts }: TrendReport,
  { shared, still }: RecentShifts,
): LimitParts[] {
  const [largest] = still;
  const unexplained = shifts.length - withoutCause(shifts).length;
  return [
    ...shared === null ? [] : limitIf(
      true,
      `${shared.series} of ${countSeries(still)} rest on the same ${
        counted(shared.rounds, "round")
      }`,
      "Slower now, or for a while",
    ),
    ...limitIf(
      largest !== undefined && largest.runs_after < FEW_RUNS,
      `the largest rests on ${counted(largest?.runs_after ?? 0, "run")}`,
      "How a shift is found",
    ),
    ...limitIf(
      unexplained > 0,
      `${unexplained} of ${shifts.length} shifts may have another cause`,
      "Cannot tell",
    ),
    ...limitIf(true, "failed requests are not in the files"),
  ];
}
