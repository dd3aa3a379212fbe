/** Judges the values of a platform's metric by its budget. */
import { increase, type Point } from "../../series/counter.ts";
import { ALERT_WINDOW_S, type LoopBudget } from "./loop_budgets.ts";

/** Worst first. `late`: a loop took longer than its interval. `none`: it has no level to judge by. */
export const budgetVerdicts = [
  "red",
  "late",
  "yellow",
  "within",
  "none",
] as const;
/** How a metric kept to its budget. */
export type BudgetVerdict = (typeof budgetVerdicts)[number];

/** How a metric kept to its budget. Shares are of the windows of a quarter of an hour with a value, 1 = 100 %. */
export interface LoopJudgement {
  readonly verdict: BudgetVerdict;
  readonly windows: number;
  readonly yellow_share: number;
  readonly red_share: number;
  /** Largest of what is compared with the levels; null without a window. */
  readonly worst: number | null;
  /** Loops that took longer than their interval; 0 for what is no loop. */
  readonly late: number;
}

/** Judges points in order of time. */
export function judgeLoop(
  points: readonly Point[],
  budget: LoopBudget,
): LoopJudgement {
  const { interval, yellow, red } = budget;
  const values = windowValues(points, budget);
  const share = (limit: number | null) =>
    limit === null || values.length === 0
      ? 0
      : values.filter((value) => value >= limit).length / values.length;
  const late = interval === null
    ? 0
    : points.filter(({ value }) => value > interval).length;
  const shares = { yellow_share: share(yellow), red_share: share(red) };
  return {
    ...{ ...shares, late, windows: values.length },
    worst: values.length === 0
      ? null
      : values.reduce((most, value) => Math.max(most, value)),
    verdict: shares.red_share > 0
      ? "red"
      : late > 0
      ? "late"
      : shares.yellow_share > 0
      ? "yellow"
      : yellow === null && interval === null || values.length === 0
      ? "none"
      : "within",
  };
}

/** Returns what is compared with the levels, of each window from the first point on that has enough of them. */
function windowValues(
  points: readonly Point[],
  { statistic }: LoopBudget,
): number[] {
  const zero = points[0]?.at ?? 0;
  const windows = Map.groupBy(
    points,
    ({ at }) => Math.floor((at - zero) / ALERT_WINDOW_S),
  );
  return [...windows.values()].flatMap((own) => {
    if (statistic === "growth") {
      const grown = increase(own);
      const seconds = (own.at(-1)?.at ?? 0) - (own[0]?.at ?? 0);
      return grown === null || seconds <= 0 ? [] : [60 * grown / seconds];
    }
    const sum = own.reduce((total, { value }) => total + value, 0);
    return statistic === "mean"
      ? [sum / own.length]
      : [own.reduce((most, { value }) => Math.max(most, value), -Infinity)];
  });
}
