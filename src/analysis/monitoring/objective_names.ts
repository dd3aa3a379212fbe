/** Objectives in words: the names of their metrics, and values and limits with their unit. */
import {
  formatDuration,
  formatPercent,
  formatValue,
  type ObjectiveResult,
} from "../../record/mod.ts";

/** Metrics whose name is not the one for readers. */
const names: Readonly<Record<string, string>> = {
  ooms: "kills for want of memory",
  success_rate: "query success",
  incremental_p99: "incremental query p99",
  scrape_pacing: "scrape pacing",
  ingested_share: "datapoints ingested",
  memory_growth: "memory growth",
  push_success: "applications pushed and started",
  task_success: "tasks that succeeded",
  instance_success: "instances that ran",
  returned: "lost instances that ran again",
  returned_with_room: "lost instances that ran again",
  running_favoured: "favour of running over crashing instances",
  red_metrics: "metrics above their red level",
  late_loops: "loops later than their interval",
  calls_in_time: "API calls in time",
  pods_in_time: "pods started in time",
  loop_share: "longest fetch of all against its interval",
  lost: "lines lost",
  longest_write: "longest write in seconds",
  blocked_share: "time that the sender was held up",
  overshoot: "buffer above its cap",
  lowest_share: "lowest rate of the other sinks",
  changed: "odd lines changed",
};

/** Returns the display name of the metric of an objective; by default the metric with spaces for underscores. */
export function objectiveName(metric: string): string {
  return names[metric] ?? metric.replaceAll("_", " ");
}

/** Returns the display names of metrics as a list: `query success, scrape pacing`. */
export function objectiveNames(metrics: readonly string[]): string {
  return metrics.map(objectiveName).join(", ");
}

/**
 * Returns the name of an objective's metric as readers say it; its success is of whatever the run does. The metric of a
 * step, `pay.p95`, has the name of the step before it.
 */
export function metricName(metric: string): string {
  const end = metric.lastIndexOf(".");
  if (end > 0) {
    return `${metric.slice(0, end)} ${metricName(metric.slice(end + 1))}`;
  }
  return metric === "success_rate" ? "success" : objectiveName(metric);
}

const shares: ReadonlySet<string> = new Set([
  "success_rate",
  "ingested_share",
  "scrape_pacing",
  "memory_growth",
  "push_success",
  "task_success",
  "instance_success",
  "returned",
  "returned_with_room",
  "running_favoured",
  "calls_in_time",
  "pods_in_time",
  "loop_share",
  "blocked_share",
  "overshoot",
  "lowest_share",
]);

/** Formats a value of an objective's metric with its unit: a share in per cent, a percentile as a duration. */
export function formatMetric(name: string, value: number): string {
  // That of a step is of the same kind.
  const metric = name.replace(/^.*\./, "");
  if (shares.has(metric)) {
    return `${formatPercent(value)}${
      metric === "memory_growth" ? " an hour" : ""
    }`;
  }
  if (/(^|_)p\d+$/.test(metric)) return formatDuration(value);
  const text = formatValue(value, "", { digits: 4 });
  return metric === "throughput" ? `${text} operations/s` : text;
}

/** Formats a limit: `at least 99 %`. */
export function formatLimit(
  { metric, is, limit }: Pick<ObjectiveResult, "metric" | "is" | "limit">,
): string {
  return `${is} ${formatMetric(metric, limit)}`;
}
