/**
 * Monitoring load: what a Prometheus takes and answers, the load line (the highest load at which every objective held),
 * and the cost of load.
 *
 * @module
 */
export {
  configurationOf,
  costsTable,
  describeLoadLines,
  linesTable,
  loadLineAnswer,
  loadLineObjectives,
  loadLineSeries,
  type LoadNeeds,
  loadNeeds,
  medianLatencies,
  monitoringRecord,
  monitoringReport,
  type MonitoringRun,
  monitoringRuns,
  monitoringTimeline,
  objectivesTable,
  runsAtTheLine,
  searchesTable,
  stepsTable,
} from "../analysis/mod.ts";
