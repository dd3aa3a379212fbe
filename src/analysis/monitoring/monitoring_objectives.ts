/** Objectives of `monitoring-load`, evaluated at the end of a run and again for every report. */
import type { Objective } from "../../lab/plan/experiment.ts";

/** Metrics are those of `toObjectiveMetrics()`. Memory growth is known only for runs of ten minutes or more. */
export const monitoringObjectives: readonly Objective[] = [
  { metric: "ooms", is: "at most", value: 0, unknown: "missed" },
  { metric: "success_rate", is: "at least", value: 0.995, unknown: "missed" },
  { metric: "incremental_p99", is: "at most", value: 1, unknown: "missed" },
  { metric: "scrape_pacing", is: "at least", value: 0.95, unknown: "missed" },
  { metric: "ingested_share", is: "at least", value: 0.9, unknown: "missed" },
  { metric: "memory_growth", is: "at most", value: 0.1, unknown: "ignored" },
];
