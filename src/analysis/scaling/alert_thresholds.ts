/** Alert thresholds derived from a baseline by the walkthrough's rules. */
import { sourceKind } from "../../record/mod.ts";
import type { RunResource } from "./run_resources.ts";
import type { ScaleCell } from "./scale_cells.ts";

/** Threshold of an alert, with its source. */
export interface AlertThreshold {
  readonly metric: "cpu" | "memory" | "latency" | "throughput";
  /** The rule in words. */
  readonly rule: string;
  readonly is: "above" | "below";
  /** Observed value and threshold in `unit`: cores, bytes, seconds, operations a second. Null when not sampled. */
  readonly observed: number | null;
  readonly level: number | null;
  readonly unit: string;
}

/**
 * Returns the thresholds for the nodes of one case: CPU at 80 % of the observed peak, memory at 90 % of its peak,
 * latency at twice the baseline median, throughput at 80 % of the baseline. A peak is the highest sample of any node
 * in the case's runs.
 */
export function alertThresholds(
  cell: ScaleCell,
  resources: readonly RunResource[],
): AlertThreshold[] {
  const runs = new Set(cell.runs.map(({ run_id }) => run_id));
  const peak = (metric: string) =>
    resources.filter((row) =>
      runs.has(row.run_id) && row.metric === metric &&
      sourceKind(row.source) === "node"
    ).reduce<number | null>(
      (highest, { max }) => highest === null ? max : Math.max(highest, max),
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
