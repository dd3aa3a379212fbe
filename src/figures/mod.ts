/**
 * Draws rows as one SVG, a function a file. Rows are already in the plotted unit, which is an option. The same rows give
 * the same bytes, so that a report can be committed.
 *
 * 1. `run/`      figures of one run, over its time or its operations
 * 2. `study/`    figures of many runs; their marks and layouts in `study/parts/`
 * 3. `platform/` figures of container platforms: pushes, stages of tasks and instances
 * 4. `drawing/`  what they share: `figure.ts` combines title, n, caption and panels into one SVG that follows the
 *    reader's theme; `palette.ts` has the colours
 * 5. `plot.ts`   Observable Plot itself, for ad-hoc charts in a notebook
 *
 * @module
 */
export {
  type Figure,
  figureDocument,
  type FigureParts,
  type FigureTable,
  type FigureText,
  toFigure,
} from "./drawing/figure.ts";
export * from "./plot.ts";
export * from "./study/trend.ts";
export * from "./study/distribution.ts";
export * from "./study/scatter_fit.ts";
export type { RunClock, RunMoment } from "./run/clock.ts";
export * from "./run/run_timeline.ts";
export type { TimelineBin } from "./run/timeline_bins.ts";
export * from "./run/errors.ts";
export * from "./run/latency_heat.ts";
export * from "./run/latency_percentiles.ts";
export type { ResourceLimit, ResourceRow } from "./run/resource_panels.ts";
export * from "./run/resource_series.ts";
export type { TimedValue } from "./run/rate_panel.ts";
export {
  type LineRates,
  plotLineRates,
  type SinkLines,
} from "./run/line_rates.ts";
export * from "./run/backlog.ts";
export * from "./run/chain.ts";
export * from "./study/scaling.ts";
export * from "./study/heat_map.ts";
export * from "./study/survival.ts";
export * from "./study/outages.ts";
export * from "./study/load_line.ts";
export * from "./study/agreement.ts";
export * from "./study/sizing.ts";
export * from "./study/cases.ts";
export * from "./study/effects.ts";
export * from "./study/ramp_curve.ts";
export * from "./study/stages.ts";
export * from "./study/loss_map.ts";
export * from "./study/load_brackets.ts";
export * from "./study/verdict_matrix.ts";
export * from "./platform/duration_rows.ts";
export * from "./platform/fill_tenths.ts";
export * from "./platform/push_progress.ts";
export * from "./platform/push_scales.ts";
export * from "./platform/stage_pairs.ts";
export * from "./platform/stage_shares.ts";
export * from "./platform/timeline_counts.ts";
export type { Meaning } from "./drawing/meaning.ts";
export * from "./platform/share_curves.ts";
export * from "./platform/milestones.ts";
export * from "./platform/kind_shares.ts";
export * from "./platform/presence.ts";
export type { LoopLimits } from "./platform/loop_limits.ts";
export * from "./platform/loop_budgets.ts";
export * from "./platform/loop_series.ts";
export * from "./platform/loops_by_fill.ts";
