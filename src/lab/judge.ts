/** Whether the objectives of an experiment held. */
import type { Verdict } from "../record/mod.ts";
import type { Objective } from "./experiment.ts";

/** Figures by the metric that objectives name; null where a run could not tell. */
export type Figures = Readonly<Record<string, number | null>>;

/** A run's verdict, and what was missed in words, for its line in the record. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly verdict_text: string;
}

/**
 * A figure that a run could not tell is no pass, unless its objective asks only runs that can. Throws TypeError for an
 * objective whose metric the procedure does not measure.
 */
export function judge(
  figures: Figures,
  objectives: readonly Objective[],
): Judgement {
  const missed = objectives.flatMap(({ metric, is, value, unknown }) => {
    const figure = figures[metric];
    if (figure === undefined) {
      throw new TypeError(`Cannot judge ${metric} as it is not measured`);
    }
    if (figure === null && unknown === "ignored") return [];
    const held = figure !== null &&
      (is === "at least" ? figure >= value : figure <= value);
    return held ? [] : [
      `${metric} is not ${is} ${value}: ${
        figure === null ? "unknown" : Number(figure.toPrecision(4))
      }`,
    ];
  });
  return {
    verdict: objectives.length === 0
      ? "none"
      : missed.length === 0
      ? "pass"
      : "fail",
    verdict_text: missed.join("; "),
  };
}
