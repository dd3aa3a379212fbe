/** Whether the objectives of an experiment held. */
import type { Verdict } from "../../record/mod.ts";
import type { Objective } from "./experiment.ts";

/** Figures by the metric that objectives name; null where a run could not tell. */
export type Figures = Readonly<Record<string, number | null>>;

/** What a run says of one objective. */
export interface ObjectiveResult {
  readonly metric: string;
  /** `unknown`: the run could not tell; that is no pass, unless its objective asks only runs that can. */
  readonly result: "held" | "missed" | "unknown";
  /** What is not so, with the figure; empty when it held, and where a figure that is unknown is ignored. */
  readonly text: string;
}

/** A run's verdict, and what was missed in words, for its line in the record. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly verdict_text: string;
}

/** Each objective in turn. Throws TypeError for one whose metric the procedure does not measure. */
export function checkObjectives(
  figures: Figures,
  objectives: readonly Objective[],
): ObjectiveResult[] {
  return objectives.map(({ metric, is, value, unknown }) => {
    const figure = figures[metric];
    if (figure === undefined) {
      throw new TypeError(`Cannot judge ${metric} as it is not measured`);
    }
    const missed = `${metric} is not ${is} ${value}: `;
    if (figure === null) {
      const text = unknown === "ignored" ? "" : `${missed}unknown`;
      return { metric, result: "unknown", text };
    }
    const held = is === "at least" ? figure >= value : figure <= value;
    return held ? { metric, result: "held", text: "" } : {
      metric,
      result: "missed",
      text: `${missed}${Number(figure.toPrecision(4))}`,
    };
  });
}

/** The verdict over all objectives. Throws as `checkObjectives()` does. */
export function judge(
  figures: Figures,
  objectives: readonly Objective[],
): Judgement {
  const missed = checkObjectives(figures, objectives)
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
