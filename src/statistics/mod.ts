/**
 * Statistics, floor 1: pure functions over numbers, one formula a file, each with its source and a published worked example
 * as its test. Values are plain arrays in one unit; what too few values cannot tell is null, never a guess. A value that is NaN or
 * infinite is a RangeError that names it, unless a function says what it makes of it.
 *
 * 1. one sample       `summary`, `mean_interval`, `quantile`, `quantiles`, `histogram_quantile`, `wilson`,
 *                     `clustered_share`
 * 2. censored sample  `kaplan_meier`, `survival_times`, `bounded_median`
 * 3. two samples      `mann_whitney`, `hodges_lehmann`, `stratified_test`
 * 4. several samples  `bootstrap`, `best_of`, `holm`
 * 5. a series         `change_points`, `excursions`, `clock_step`, `theil_sen`, `effective_size`
 * 6. several columns  `least_squares`, `non_negative_least_squares`, `arctangent_fit`, `usl`
 * 7. how sure a fit is  `profile_interval`, `usl_intervals`, `arctangent_intervals`, `convex_hull`
 */
export * from "./summary.ts";
export * from "./mean_interval.ts";
export * from "./quantile.ts";
export * from "./quantiles.ts";
export * from "./histogram_quantile.ts";
export * from "./wilson.ts";
export * from "./clustered_share.ts";
export * from "./kaplan_meier.ts";
export * from "./survival_times.ts";
export * from "./bounded_median.ts";
export * from "./mann_whitney.ts";
export * from "./hodges_lehmann.ts";
export * from "./stratified_test.ts";
export * from "./holm.ts";
export * from "./rank_tail.ts";
export type { Groups } from "./resample.ts";
export * from "./random.ts";
export * from "./bootstrap.ts";
export * from "./best_of.ts";
export * from "./change_points.ts";
export * from "./excursions.ts";
export * from "./clock_step.ts";
export * from "./theil_sen.ts";
export * from "./effective_size.ts";
export * from "./least_squares.ts";
export * from "./non_negative_least_squares.ts";
export * from "./arctangent_fit.ts";
export * from "./usl.ts";
export * from "./profile_interval.ts";
export * from "./usl_intervals.ts";
export * from "./arctangent_intervals.ts";
export * from "./convex_hull.ts";
