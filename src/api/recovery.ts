/**
 * Faults and recovery: how long a system was unavailable, when it was in steady state again, what the fault cost. A time
 * that was not over when watching ended is censored: it is kept, and known from below.
 *
 * @module
 */
export {
  costTable,
  describeExample,
  describeLimits,
  describeUnrecorded,
  downtimeFinding,
  downtimes,
  downtimeTable,
  faultAnswer,
  faultFinding,
  faultOutages,
  faultRunTable,
  faultsTable,
  faultStudy,
  isolationAnswer,
  isolationStages,
  keysTable,
  loadTable,
  lostFinding,
  preVoteEffectRows,
  preVoteReport,
  publishedDowntimeTable,
  recoveries,
  recoveryDefinitions,
  survivalCurves,
  timesTables,
} from "../analysis/mod.ts";
