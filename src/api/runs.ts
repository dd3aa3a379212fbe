/**
 * Runs of any experiment: what was measured, whether a run counts, and what makes its numbers less trustworthy.
 *
 * Validity is judged from the rows whenever it is asked for; the stored status is what was thought when a run ended.
 *
 * @module
 */
export {
  backgroundLoadLimits,
  caveats,
  checkIntegrity,
  describeNotes,
  formatDeciding,
  integrityTable,
  latencies,
  readableCase,
  runErrors,
  runFacts,
  runLatencyHeat,
  runTimeline,
  settingsTable,
  successLatency,
  successRates,
} from "../analysis/mod.ts";
export { bookkeepingParams } from "../record/mod.ts";
