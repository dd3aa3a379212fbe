/**
 * Pure functions over numbers, one formula a file, each with its source and a published worked example as its test.
 * Values are plain arrays in one unit; results that too few values do not support are null. NaN and infinite values
 * throw `RangeError` unless a function states otherwise.
 *
 * - `describe/`  one sample: summary, quantiles, intervals, bootstrap, Apdex, error budget
 * - `compare/`   two or more samples: rank tests, shift, best of several
 * - `series/`    values in order: change points, excursions, effective size, warm-up
 * - `survival/`  censored durations
 * - `fit/`       several columns: least squares, scaling law, intervals of fits
 *
 * @module
 */
export * from "./describe/summary.ts";
export * from "./describe/mean_interval.ts";
export * from "./describe/running_summary.ts";
export * from "./describe/stratified_mean.ts";
export * from "./describe/quantile.ts";
export * from "./describe/quantiles.ts";
export * from "./describe/histogram_quantile.ts";
export * from "./describe/wilson.ts";
export * from "./describe/apdex.ts";
export * from "./describe/error_budget.ts";
export * from "./series/clustered_share.ts";
export * from "./survival/kaplan_meier.ts";
export * from "./survival/survival_times.ts";
export * from "./survival/bounded_median.ts";
export * from "./compare/mann_whitney.ts";
export * from "./compare/hodges_lehmann.ts";
export * from "./compare/stratified_test.ts";
export * from "./compare/stratified_shift.ts";
export * from "./compare/rate_difference.ts";
export * from "./compare/holm.ts";
export * from "./compare/spearman.ts";
export * from "./compare/rank_tail.ts";
export type { Groups } from "./describe/resample.ts";
export * from "./basics/random.ts";
export * from "./describe/bootstrap.ts";
export * from "./compare/best_of.ts";
export * from "./series/change_points.ts";
export * from "./series/excursions.ts";
export * from "./series/clock_step.ts";
export * from "./fit/theil_sen.ts";
export * from "./series/effective_size.ts";
export * from "./series/warm_up.ts";
export * from "./fit/least_squares.ts";
export * from "./fit/non_negative_least_squares.ts";
export * from "./fit/arctangent_fit.ts";
export * from "./fit/usl.ts";
export * from "./fit/profile_interval.ts";
export * from "./fit/usl_intervals.ts";
export * from "./fit/arctangent_intervals.ts";
export * from "./fit/convex_hull.ts";
