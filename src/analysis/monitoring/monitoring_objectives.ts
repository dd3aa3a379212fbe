/** What must hold of a run of `monitoring-load`: asked when it ends, and again whenever a report is made. */
import type { Objective } from "../../lab/plan/experiment.ts";

/** Metrics are those of `toFigures()`. A half-hour's run tells whether memory grows, a minute's does not. */
export const monitoringObjectives: readonly Objective[] = [
  { metric: "ooms", is: "at most", value: 0, unknown: "missed" },
  { metric: "success_rate", is: "at least", value: 0.995, unknown: "missed" },
  { metric: "incremental_p99", is: "at most", value: 1, unknown: "missed" },
  { metric: "scrape_pacing", is: "at least", value: 0.95, unknown: "missed" },
  { metric: "ingested_share", is: "at least", value: 0.9, unknown: "missed" },
  { metric: "memory_growth", is: "at most", value: 0.1, unknown: "ignored" },
];
