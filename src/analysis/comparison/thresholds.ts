/** Limits of a comparison: `p95(latency) < +5%`, `success_rate >= 99.5%`, `throughput > -3%`. */
import type { Objective } from "../../lab/plan/experiment.ts";
import { baseUnit, maybeUnit, nearest, UsageError } from "../../record/mod.ts";
import type { MetricComparison } from "./compare_metrics.ts";

/** A limit on a change from side A to side B, or on the level of side B. */
export interface Threshold {
  /** As it was written. */
  readonly text: string;
  readonly metric: string;
  readonly is: "at least" | "at most";
  /** True if the limit itself is not allowed. */
  readonly strict: boolean;
  /** `change`: 0.05 is +5 %, or 5 points of a share. `level`: in the base unit. */
  readonly on: "change" | "level";
  readonly limit: number;
  /** Base unit of the limit as it was written; null if none was. */
  readonly unit: string | null;
}

/** Whether a case kept a limit. */
export interface ThresholdResult {
  readonly threshold: Threshold;
  readonly case_name: string;
  readonly result: "kept" | "broken" | "cannot tell";
}

const form =
  /^([A-Za-z][\w .-]*?)\s*(\([^]*\))?\s*(<=|>=|<|>)\s*([+\u2212-]?)(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(%|[a-zA-Zµ/]*)$/;

/**
 * Reads a limit. With a sign it is on the change, in percent; without, on the level of side B, in percent, in the unit
 * written after it, or in the base unit. `p95(latency)` is `p95`. Throws `UsageError` for another form.
 */
export function parseThreshold(text: string): Threshold {
  const parts = form.exec(text.trim());
  const [, name = "", part = "", comparison = "", sign = "", digits = ""] =
    parts ?? [];
  const symbol = parts?.[6] ?? "";
  if (!parts || (sign !== "" && symbol !== "%")) {
    throw new UsageError(
      `Cannot read threshold '${text}' as it must be like p95(latency) < +5%, success_rate >= 99.5%, p99 < 200 ms or throughput > -3%`,
    );
  }
  const unit = maybeUnit(symbol);
  if (symbol !== "" && !unit) {
    throw new UsageError(
      `Cannot read threshold '${text}' as its unit is unknown: ${symbol}`,
    );
  }
  const size = Number(digits) * (unit?.factor ?? 1);
  if (!Number.isFinite(size)) {
    throw new UsageError(
      `Cannot read threshold '${text}' as its number is too large: use one that can be broken`,
    );
  }
  return {
    text: text.trim(),
    metric: name + (part === "(latency)" ? "" : part),
    is: comparison.startsWith(">") ? "at least" : "at most",
    strict: !comparison.endsWith("="),
    on: sign === "" ? "level" : "change",
    limit: sign === "" || sign === "+" ? size : -size,
    unit: symbol === "" || !unit ? null : baseUnit[unit.dimension],
  };
}

/** Returns the objectives of an experiment as limits on the level of side B. */
export function toThresholds(objectives: readonly Objective[]): Threshold[] {
  return objectives.map(({ metric, is, value }) => ({
    text: `${metric} ${is} ${value}`,
    ...{ metric, is, strict: false, on: "level", limit: value, unit: null },
  }));
}

/**
 * Evaluates limits by case. A limit on a change is kept if the interval of the change does not reach beyond it, and broken
 * by a difference beyond chance whose size is beyond it; otherwise it cannot be told. A limit on a level is about the runs
 * of side B: kept or broken by all of them; otherwise it cannot be told. Throws `UsageError` for a metric that was not
 * compared, and a level in a unit that the metric does not have.
 */
export function evaluateThresholds(
  thresholds: readonly Threshold[],
  comparisons: readonly MetricComparison[],
  levels: (comparison: MetricComparison) => readonly number[],
): ThresholdResult[] {
  const known = [...new Set(comparisons.map(({ metric }) => metric))];
  return thresholds.flatMap((threshold) => {
    const found = comparisons.filter(({ metric }) =>
      metric === threshold.metric
    );
    if (found.length === 0) {
      throw new UsageError(
        known.length === 0
          ? `Cannot check '${threshold.text}' as nothing was measured on both sides`
          : `Cannot check '${threshold.text}' as the metric was not compared; ${
            nearest(threshold.metric.slice(0, 100), known)
          }`,
      );
    }
    requireUnit(threshold, found);
    return found.map((comparison) => ({
      threshold,
      case_name: comparison.case_name,
      result: threshold.on === "change"
        ? checkChange(threshold, comparison)
        : checkLevel(threshold, levels(comparison)),
    }));
  });
}

/** A forgotten sign, as in `p95 < 5%`, would be a limit of 0.05 seconds, which is always kept or always broken. */
function requireUnit(
  { text, on, unit, limit }: Threshold,
  found: readonly MetricComparison[],
): void {
  const own = found[0]?.meaning.unit ?? "";
  if (on === "change") return;
  if (unit !== null && unit !== own) {
    throw new UsageError(
      `Cannot check '${text}' as the metric is ${
        own === "" ? "a number without a unit" : `in ${own}`
      }${unit === "1" ? "; a change has a sign, such as < +5%" : ""}`,
    );
  }
  if (own === "1" && unit === null && limit > 1) {
    throw new UsageError(
      `Cannot check '${text}' as a share is at most 1: write ${limit}%`,
    );
  }
}

function checkChange(
  threshold: Threshold,
  { effect, verdict }: MetricComparison,
): ThresholdResult["result"] {
  // One run, or a cause beside the side: the interval is not about the change.
  if (
    effect === null || verdict === "one run each" || verdict === "cannot tell"
  ) return "cannot tell";
  const { change, lower, upper } = effect;
  const bound = threshold.is === "at most" ? upper : lower;
  if (bound !== null && isWithin(threshold, bound)) return "kept";
  const beyondChance = ["better", "worse", "higher", "lower", "small"]
    .includes(verdict);
  return beyondChance && !isWithin(threshold, change)
    ? "broken"
    : "cannot tell";
}

function checkLevel(
  threshold: Threshold,
  values: readonly number[],
): ThresholdResult["result"] {
  const kept = values.filter((value) => isWithin(threshold, value)).length;
  if (values.length === 0) return "cannot tell";
  return kept === values.length
    ? "kept"
    : kept === 0
    ? "broken"
    : "cannot tell";
}

function isWithin(
  { is, strict, limit }: Threshold,
  value: number,
): boolean {
  if (value === limit) return !strict;
  return is === "at most" ? value < limit : value > limit;
}
