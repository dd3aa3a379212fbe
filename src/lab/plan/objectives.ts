/** Evaluates the objectives of an experiment. */
import type { Verdict } from "../../record/mod.ts";
import type { Objective } from "./experiment.ts";

/** Measured values by metric; null if the run could not measure one. */
export type MetricValues = Readonly<Record<string, number | null>>;

/** Result of one objective in a run. */
export interface ObjectiveResult {
  readonly metric: string;
  /** `unknown`: the run could not measure the metric; not a pass, unless the objective ignores unknown values. */
  readonly result: "met" | "missed" | "unknown";
  /** Reason with the value; empty if the objective was met, or ignores an unknown value. */
  readonly text: string;
}

/** Verdict of a run, and the missed objectives in words, for its line in the record. */
export interface RunVerdict {
  readonly verdict: Verdict;
  readonly verdict_text: string;
}

/** Checks each objective. Throws TypeError if the procedure does not measure the metric of one. */
export function checkObjectives(
  values: MetricValues,
  objectives: readonly Objective[],
): ObjectiveResult[] {
  return objectives.map(({ metric, is, value: limit, unknown }) => {
    const value = values[metric];
    if (value === undefined) {
      throw new TypeError(`Cannot evaluate ${metric} as it is not measured`);
    }
    const missed = `${metric} is not ${is} ${limit}: `;
    if (value === null) {
      const text = unknown === "ignored" ? "" : `${missed}unknown`;
      return { metric, result: "unknown", text };
    }
    const met = is === "at least" ? value >= limit : value <= limit;
    return met ? { metric, result: "met", text: "" } : {
      metric,
      result: "missed",
      text: `${missed}${Number(value.toPrecision(4))}`,
    };
  });
}

/** Evaluates all objectives as one verdict. Throws as `checkObjectives()` does. */
export function evaluateObjectives(
  values: MetricValues,
  objectives: readonly Objective[],
): RunVerdict {
  const missed = checkObjectives(values, objectives)
    .flatMap(({ text }) => text || []);
  return {
    verdict: objectives.length === 0
      ? "none"
      : missed.length === 0
      ? "pass"
      : "fail",
    verdict_text: missed.join("; "),
  };
}
