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
