/**
 * Monitoring load: what a Prometheus takes and answers, the load line (the highest load at which every objective held),
 * and the cost of load.
 */
export {
  fitCosts,
  loadLines,
  loadLineSearches,
  missedObjectives,
  monitoringRecord,
  type MonitoringRun,
  monitoringRuns,
  monitoringTimeline,
  objectiveName,
  type PooledLine,
  poolSearches,
  resourceNeeds,
  type SearchStep,
  type SureLine,
  unknownObjectives,
} from "../analysis/mod.ts";
export { type LoadNeeds, loadNeeds } from "../analysis/monitoring/cost_rows.ts";
export { configurationOf } from "../analysis/monitoring/configurations.ts";
export { describeLoadLines } from "../analysis/monitoring/load_line_finding.ts";
export { medianLatencies } from "../analysis/monitoring/measure_rows.ts";
export {
  monitoringReport,
  runsAtTheLine,
} from "../analysis/monitoring/monitoring_report.ts";
export { searchPath } from "../analysis/monitoring/search_rows.ts";
