/** Levels at which to alert, taken from a baseline by the walkthrough's rules. */
import type { RunResource } from "./run_resources.ts";
import type { ScaleCell } from "./scale_cells.ts";

/** One level. */
export interface AlertThreshold {
  readonly metric: "cpu" | "memory" | "latency" | "throughput";
  /** What it is taken from, in words. */
  readonly rule: string;
  readonly is: "above" | "below";
  /** What was observed, and the level, in `unit`: cores, bytes, seconds, operations a second. Null when not sampled. */
  readonly observed: number | null;
  readonly level: number | null;
  readonly unit: string;
}

/**
 * Thresholds of the nodes of one case: CPU at 80 % of the peak observed, memory at 90 % of its peak, latency at twice the
 * baseline's median, throughput at 80 % of the baseline. The peaks are the highest sample of any node in the case's runs.
 */
export function alertThresholds(
  cell: ScaleCell,
  resources: readonly RunResource[],
): AlertThreshold[] {
  const runs = new Set(cell.runs.map(({ run_id }) => run_id));
  const peak = (metric: string) =>
    resources.filter((row) =>
      runs.has(row.run_id) && row.metric === metric &&
      row.source.startsWith("node-")
    ).reduce<number | null>(
      (most, { max }) => most === null ? max : Math.max(most, max),
      null,
    );
  const scaled = (value: number | null, factor: number) =>
    value === null ? null : value * factor;
  const rows = [
    ["cpu", "80 % of the peak of any node", "above", peak("cpu"), 0.8, "cpu"],
    [
      "memory",
      "90 % of the peak of any node",
      "above",
      peak("memory"),
      0.9,
      "B",
    ],
    ["latency", "twice the median latency", "above", cell.p50, 2, "s"],
    [
      "throughput",
      "80 % of the median throughput",
      "below",
      cell.throughput,
      0.8,
      "1/s",
    ],
  ] as const;
  return rows.map(([metric, rule, is, observed, factor, unit]) => ({
    metric,
    rule,
    is,
    observed,
    level: scaled(observed, factor),
    unit,
  }));
}
