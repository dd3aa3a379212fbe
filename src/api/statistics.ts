/**
 * Statistics for samples of runs: estimates with intervals, and comparisons that say when there are too few values.
 * `loadline/statistics` has all formulas.
 *
 * @module
 */
export {
  bootstrap,
  changePoints,
  fitUsl,
  hodgesLehmann,
  kaplanMeier,
  mannWhitney,
  median,
  quantiles,
  repetitionsNeeded,
  stratifiedTest,
  summarise,
  wilson,
} from "../statistics/mod.ts";
