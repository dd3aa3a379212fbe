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
