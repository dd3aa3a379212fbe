/**
 * Runs of any experiment: what was measured, whether a run counts, and what makes its numbers less trustworthy.
 *
 * Validity is judged from the rows whenever it is asked for; the stored status is what was thought when a run ended.
 */
export {
  caveats,
  checkIntegrity,
  decidingSettings,
  formatDeciding,
  latencies,
  markOf,
  measuredRuns,
  type RunFacts,
  runFacts,
  runSettings,
  successRates,
  summariseChecks,
  uncontrolledFactors,
  unitSlip,
  warningsOf,
} from "../analysis/mod.ts";
export { describeNotes } from "../analysis/overview/notes.ts";
export { integrityTable } from "../analysis/integrity/integrity_table.ts";
export { settingsTable } from "../analysis/overview/settings_summary.ts";
export { successLatency } from "../analysis/overview/success_latency.ts";
