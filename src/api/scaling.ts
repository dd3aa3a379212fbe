/**
 * Scaling: how throughput, success and latency depend on nodes, workers and value size. Repetitions are compared within
 * a session; a law is fitted only where the data support it.
 */
export {
  alertThresholds,
  backgroundLoadLimits,
  bestCases,
  caseLatencies,
  closeCompetitors,
  compareSessions,
  describePeak,
  LEVEL,
  MIN_RANKED_REPETITIONS,
  planCapacity,
  runResources,
  runUsage,
  type ScaleCell,
  scaleCells,
  scaleSessions,
  scalingLaws,
  speedUps,
  sweetSpots,
} from "../analysis/mod.ts";
export {
  caseName,
  disturbedMeaning,
  formatAlertLevel,
  formatRate,
  markedCaseName,
  quantileColumn,
} from "../analysis/scaling/scale_format.ts";
export {
  casesTable,
  rankingTable,
  runsTable,
} from "../analysis/scaling/case_tables.ts";
export {
  claimsFinding,
  claimsTable,
  doubts,
  reportedClaims,
} from "../analysis/scaling/reported_claims.ts";
export {
  heatMapRows,
  scalingFits,
  scalingRows,
} from "../analysis/scaling/chart_rows.ts";
export { lawFitTable, lawTable } from "../analysis/scaling/law_tables.ts";
export { scaleStudy, sessionNumber } from "../analysis/scaling/scale_study.ts";
export { scalingFinding } from "../analysis/scaling/scaling_finding.ts";
export {
  sessionComparisonTables,
  sessionsTable,
} from "../analysis/scaling/session_tables.ts";
export { speedUpTable } from "../analysis/scaling/speed_up_table.ts";
