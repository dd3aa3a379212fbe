/**
 * Scaling: how throughput, success and latency depend on nodes, workers and value size. Repetitions are compared within
 * a session; a law is fitted only where the data support it.
 *
 * @module
 */
export {
  alertThresholds,
  bestCases,
  caseName,
  casesTable,
  claimPoints,
  claimsAnswer,
  claimsFinding,
  claimSlips,
  claimsTable,
  disturbedMeaning,
  doubts,
  formatAlertLevel,
  formatRate,
  heatMapRows,
  lawFitTable,
  lawTable,
  markedCaseName,
  measuredRuns,
  planCapacity,
  quantileColumn,
  rankingTable,
  reportedClaims,
  runsTable,
  scaleAnswer,
  scaleCaseRows,
  scaleCells,
  scaleStudy,
  scalingFinding,
  scalingFits,
  scalingRows,
  sessionComparisonTables,
  sessionEffectRows,
  sessionNumber,
  sessionsTable,
  speedUpTable,
  sweetSpots,
} from "../analysis/mod.ts";
