/**
 * Statistics, floor 1: pure functions over numbers, one formula a file, each with its source and a published worked
 * example as its test. Values are plain arrays in one unit; results that too few values do not support are null. NaN
 * and infinite values throw `RangeError` unless a function states otherwise.
 *
 * 1. one sample       `summary`, `mean_interval`, `quantile`, `quantiles`, `histogram_quantile`, `wilson`,
 *                     `clustered_share`
 * 2. censored sample  `kaplan_meier`, `survival_times`, `bounded_median`
 * 3. two samples      `mann_whitney`, `hodges_lehmann`, `stratified_test`
 * 4. several samples  `bootstrap`, `best_of`, `holm`
 * 5. a series         `change_points`, `excursions`, `clock_step`, `theil_sen`, `effective_size`
 * 6. several columns  `least_squares`, `non_negative_least_squares`, `arctangent_fit`, `usl`
 * 7. intervals of fits `profile_interval`, `usl_intervals`, `arctangent_intervals`; extrapolation: `convex_hull`
 */
export * from "./describe/summary.ts";
export * from "./describe/mean_interval.ts";
export * from "./describe/stratified_mean.ts";
export * from "./describe/quantile.ts";
export * from "./describe/quantiles.ts";
export * from "./describe/histogram_quantile.ts";
export * from "./describe/wilson.ts";
export * from "./series/clustered_share.ts";
export * from "./survival/kaplan_meier.ts";
export * from "./survival/survival_times.ts";
export * from "./survival/bounded_median.ts";
export * from "./compare/mann_whitney.ts";
export * from "./compare/hodges_lehmann.ts";
export * from "./compare/stratified_test.ts";
export * from "./compare/holm.ts";
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
export * from "./fit/least_squares.ts";
export * from "./fit/non_negative_least_squares.ts";
export * from "./fit/arctangent_fit.ts";
export * from "./fit/usl.ts";
export * from "./fit/profile_interval.ts";
export * from "./fit/usl_intervals.ts";
export * from "./fit/arctangent_intervals.ts";
export * from "./fit/convex_hull.ts";
