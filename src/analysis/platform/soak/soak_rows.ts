/** A platform that is left alone: how its loops keep to their intervals and alert levels, and whether anything drifts. */
import type { Store } from "../../../store/mod.ts";
import { type Drift, driftOf } from "../../series/drift.ts";
import {
  type SeriesSummary,
  seriesSummary,
} from "../../series/series_summary.ts";
import { type LoopBudget, loopBudgets } from "./loop_budgets.ts";
import { judgeLoop, type LoopJudgement } from "./loop_judgement.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import {
  type PlatformSeries,
  platformSeries,
} from "../runs/platform_series.ts";

/** One metric of one component over the soak of one run. Base units. */
export interface SoakRow extends LoopJudgement, SeriesSummary {
  readonly run_id: string;
  readonly source: string;
  readonly unit: string;
  readonly budget: LoopBudget;
  readonly n: number;
  /** Trend over the soak; null with too few values. */
  readonly drift: Drift | null;
  /** Seconds of the soak. */
  readonly seconds: number;
}

/** Metrics of `loopBudgets`. */
export const soakMetrics: readonly string[] = loopBudgets.map(({ metric }) =>
  metric
);

/**
 * Returns a row for each metric with a budget that a run recorded in its soak: from the phase `measure` to the fault, or
 * to the end of observation. None of a run without a soak.
 */
export async function soakRows(
  store: Store,
  run: PlatformRun,
): Promise<SoakRow[]> {
  const span = soakSpan(run);
  if (span === null) return [];
  return toSoakRows(run.run_id, {
    series: await platformSeries(store, run.run_id, soakMetrics),
    span,
  });
}

/** Returns the soak of a run, in seconds since 1970; null if it has none. */
export function soakSpan(
  { measure_at, fault_at, end_at }: Pick<
    PlatformRun,
    "measure_at" | "fault_at" | "end_at"
  >,
): { readonly from: number; readonly until: number } | null {
  const until = fault_at ?? end_at;
  return measure_at === null || until === null || until <= measure_at
    ? null
    : { from: measure_at, until };
}

/** Judges series over a span, in the order of the budgets. */
export function toSoakRows(
  run_id: string,
  { series, span }: {
    readonly series: readonly PlatformSeries[];
    readonly span: { readonly from: number; readonly until: number };
  },
): SoakRow[] {
  return loopBudgets.flatMap((budget) =>
    series.filter(({ metric }) => metric === budget.metric)
      .flatMap(({ source, unit, points }) => {
        const inside = points.filter(({ at }) =>
          at >= span.from && at < span.until
        );
        const summary = seriesSummary(inside);
        return summary === null ? [] : [{
          ...{ run_id, source, unit, budget, n: inside.length },
          ...summary,
          ...judgeLoop(inside, budget),
          drift: driftOf(inside, { span }),
          seconds: span.until - span.from,
        }];
      })
  );
}
