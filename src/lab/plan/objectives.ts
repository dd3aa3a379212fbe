/** Evaluates the objectives of an experiment. */
import type { ObjectiveResult, Run } from "../../record/mod.ts";
import type { Objective } from "./experiment.ts";

/** Measured values by metric; null if the run could not measure one. */
export type MetricValues = Readonly<Record<string, number | null>>;

/** Verdict of a run for its line in the record: in words, and by objective. */
export type RunVerdict = Pick<Run, "verdict" | "verdict_text" | "objectives">;

/** Evaluates all objectives as one verdict. Throws TypeError if the procedure does not measure the metric of one. */
export function evaluateObjectives(
  values: MetricValues,
  objectives: readonly Objective[],
): RunVerdict {
  const results = objectives.map((objective) => evaluate(values, objective));
  const missed = results.flatMap((result) => describeMiss(result) || []);
  return {
    verdict: objectives.length === 0
      ? "none"
      : missed.length === 0
      ? "pass"
      : "fail",
    verdict_text: missed.join("; "),
    objectives: results,
  };
}

function evaluate(
  values: MetricValues,
  { metric, is, value: limit, unknown }: Objective,
): ObjectiveResult {
  const value = values[metric];
  if (value === undefined) {
    throw new TypeError(`Cannot evaluate ${metric} as it is not measured`);
  }
  const result = value === null
    ? unknown === "ignored" ? "ignored" : "unknown"
    : (is === "at least" ? value >= limit : value <= limit)
    ? "met"
    : "missed";
  return { metric, is, limit, value, result };
}

/** Returns the miss in words: `p99 is not at most 1: 1.4`; empty for an objective that does not fail the run. */
function describeMiss(
  { metric, is, limit, value, result }: ObjectiveResult,
): string {
  if (result === "met" || result === "ignored") return "";
  const shown = value === null ? "unknown" : Number(value.toPrecision(4));
  return `${metric} is not ${is} ${limit}: ${shown}`;
}
