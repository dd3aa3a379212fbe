/** Display names of the metrics of the objectives of `monitoring-load`. */

const names: Readonly<Record<string, string>> = {
  ooms: "kills for want of memory",
  success_rate: "query success",
  incremental_p99: "incremental query p99",
  scrape_pacing: "scrape pacing",
  ingested_share: "datapoints ingested",
  memory_growth: "memory growth",
};

/** Returns the display name of the metric of an objective; by default the metric with spaces for underscores. */
export function objectiveName(metric: string): string {
  return names[metric] ?? metric.replaceAll("_", " ");
}

/** Returns the display names of metrics as a list: `query success, scrape pacing`. */
export function objectiveNames(metrics: readonly string[]): string {
  return metrics.map(objectiveName).join(", ");
}
