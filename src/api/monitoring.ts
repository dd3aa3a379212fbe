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
