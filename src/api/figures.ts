/**
 * Figures: rows in, one SVG out, with title and n. The same rows give the same bytes. `Plot` is Observable Plot itself,
 * for a chart that no function here draws; it needs no further setting in a notebook.
 *
 * @module
 */
export {
  type Figure,
  Plot,
  plotAgreement,
  plotCases,
  plotDistribution,
  plotEffects,
  plotErrors,
  plotHeatMap,
  plotLatencyHeat,
  plotLatencyPercentiles,
  plotLoadLine,
  plotOutages,
  plotRampCurve,
  plotResourceSeries,
  plotRunTimeline,
  plotScaling,
  plotScatterFit,
  plotSizing,
  plotStages,
  plotSurvival,
  plotTrend,
} from "../figures/mod.ts";
