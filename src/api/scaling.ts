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
  casePercentiles,
  casesTable,
  claimedReport,
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
  planCapacity,
  quantileColumn,
  rankingTable,
  reportedClaims,
  runsTable,
  scaleAnswer,
  scaleCaseRows,
  scaleStudy,
  scalingFinding,
  scalingFits,
  scalingRows,
  sessionComparisonTables,
  sessionNumber,
  sessionsTable,
  speedUpTable,
  sweetSpots,
  workerRamp,
} from "../analysis/mod.ts";
