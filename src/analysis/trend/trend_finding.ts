/** Describes what a trend found, and on what it rests. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import { percentAtMost } from "../overview/bound_format.ts";
import {
  countSeries,
  type RecentShifts,
  withoutCause,
} from "./recent_shifts.ts";
import { dayOf, describeShifts } from "./shift_rows.ts";
import type { TrendReport } from "./trend_report.ts";

/** Describes what is slower now, what was for a while, and the false alarms of the search. */
export function describeTrend(
  { alarms }: TrendReport,
  { still, gone, newest, series }: RecentShifts,
  { alpha, days }: { readonly alpha: number; readonly days: number },
): Prose {
  const [first, second] = describeShifts(still, 2);
  const [again] = describeShifts(gone, 1);
  const nothing = md`none`;
  const wereSlower = countSeries(gone);
  return md`**${
    countSeries(still)
  }** of ${series} series that ran became slower in the ${days} days to ${
    dayOf(newest)
  } and still are; **${wereSlower}** ${
    wereSlower === 1 ? "was" : "were"
  } slower for a while.

- Still there: ${first ?? nothing}.${second ? md` Then ${second}.` : ""}
- Gone again: ${again ?? nothing}.
- A/A test: ${
    alarms.alarms.filter((count) => count > 0).length
  } of ${alarms.rounds} searches of the same runs, shuffled inside stable stretches, found anything; promised at most ${
    formatPercent(alpha, 0)
  }.`;
}

/** Describes the runs, the smallest difference that counts as a shift, and how far the shifts can be trusted. */
export function describeTrendBasis(
  { points, floor, shifts, alarms }: TrendReport,
  { oldest, newest }: RecentShifts,
  { alpha, smallest }: { readonly alpha: number; readonly smallest: number },
): Prose {
  const files = new Set(points.map(({ run_id }) => run_id)).size;
  const unexplained = shifts.length - withoutCause(shifts).length;
  const stepText = floor.step === null
    ? md`The timings show no step of a clock.`
    : md`The timings of ${floor.floors.size} of ${floor.series} series come in steps of **${
      formatDuration(floor.step)
    }**, so there a difference below ${
      formatDuration(1.5 * floor.step)
    } is no shift.`;
  return md`A series is one endpoint on one database, a point the median of one run: ${
    files.toLocaleString("en-US")
  } result files from ${dayOf(oldest)} to ${
    dayOf(newest)
  }. ${stepText} Neither is one below ${
    formatPercent(smallest, 0)
  } of the level before. In all, ${shifts.length} shifts; for **${unexplained}** of them another cause than the release cannot be ruled out. The A/A test found ${
    alarms.alarms.reduce((sum, count) => sum + count, 0)
  } shifts in ${alarms.rounds} searches where there were none: its rate of false alarms is at most ${
    percentAtMost(alarms.any.upper, 0)
  } % (95 %), that of the method at most ${formatPercent(alpha, 0)}.`;
}
