/** What people call the figures that objectives of `monitoring-load` name. */

const names: Readonly<Record<string, string>> = {
  ooms: "kills for want of memory",
  success_rate: "query success",
  incremental_p99: "incremental query p99",
  scrape_pacing: "scrape pacing",
  ingested_share: "datapoints ingested",
  memory_growth: "memory growth",
};

/** Plain words for the metric of an objective; the metric itself where there are none. */
export function objectiveName(metric: string): string {
  return names[metric] ?? metric.replaceAll("_", " ");
}
