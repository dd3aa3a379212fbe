/**
 * Statistics, floor 1: pure functions over numbers, one formula a file, each with its source and a published worked example
 * as its test. Values are plain arrays in one unit; what too few values cannot tell is null, never a guess.
 *
 * 1. one sample       `summary`, `quantile`, `quantiles`, `wilson`
 * 2. two samples      `mann_whitney`, `hodges_lehmann`
 * 3. a series         `change_points`, `theil_sen`
 * 4. several columns  `least_squares`, `arctangent_fit`
 */
export * from "./summary.ts";
export * from "./quantile.ts";
export * from "./quantiles.ts";
export * from "./wilson.ts";
export * from "./mann_whitney.ts";
export * from "./hodges_lehmann.ts";
export * from "./change_points.ts";
export * from "./theil_sen.ts";
export * from "./least_squares.ts";
export * from "./arctangent_fit.ts";
