/**
 * Faults and recovery: how long a system was unavailable, when it was in steady state again, what the fault cost. A time
 * that was not over when watching ended is censored: it is kept, and known from below.
 */
export {
  type CensoredTime,
  type CostShare,
  type Downtime,
  downtimes,
  type FaultCost,
  faultCosts,
  formatCensoredTime,
  formatTimes,
  preVoteEffects,
  rankCost,
  recoveries,
  type Recovery,
  type RecoveryDefinition,
  recoveryDefinitions,
  recoveryTimeline,
  type RecoveryTimes,
  recoveryTimes,
} from "../analysis/mod.ts";
export {
  costTable,
  describeExample,
  describeLimits,
  faultsTable,
  keysTable,
  loadTable,
  timesTables,
} from "../analysis/recovery/fault_tables.ts";
export {
  describeUnrecorded,
  preVoteReport,
} from "../analysis/recovery/pre_vote_report.ts";
export {
  downtimeFinding,
  downtimeTable,
  publishedDowntimeTable,
} from "../analysis/recovery/downtime_report.ts";
export { faultFinding } from "../analysis/recovery/fault_finding.ts";
export { faultRunTable } from "../analysis/recovery/fault_run_table.ts";
export { faultStudy } from "../analysis/recovery/fault_study.ts";
export { survivalCurves } from "../analysis/recovery/survival_curves.ts";
