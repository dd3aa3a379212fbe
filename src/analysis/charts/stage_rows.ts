/** Rows of the figures of stages. Times are seconds. */
import type {
  DurationRow,
  StageBar,
  StagePairPanel,
  StageShareRow,
  TimelineCountRow,
  TimelineState,
} from "../../figures/mod.ts";
import type { PooledStep } from "../platform/stages/pooled_steps.ts";
import { stageBars } from "../platform/stages/stage_bars.ts";
import {
  joinOthers,
  joinShares,
  mainStages,
} from "../platform/stages/main_stages.ts";
import {
  stagePairs,
  stagePoints,
  WEAKEST_CORRELATION,
} from "../platform/stages/stage_pairs.ts";
import { ASKED_STAGE } from "../platform/stages/stage_steps.ts";
import type {
  StageCase,
  StageSet,
  StageStudy,
} from "../platform/stages/stage_study.ts";

/** Pairs of stages that are drawn. */
const MOST_PAIRS = 3;

/** Returns the bars of every entity of a run; stages that are short in all cases of its kind are put together. */
export function timelineBars(
  { timelines }: StageSet,
  cases: readonly StageCase[],
): StageBar[] {
  // The test's own waiting is long, and is no other stage.
  const main = new Set([...mainStages(cases), ASKED_STAGE]);
  return joinOthers(stageBars(timelines), main);
}

/** Returns a row for the way to each stage of a run. */
export function stageDurationRows({ durations }: StageSet): DurationRow[] {
  return durations.map(({ stage, n, median, p95, max, first, last }) => ({
    ...{ panel: "", label: stage, n, max, p95: p95.value },
    ...{ median: median.value, lower: median.lower, upper: median.upper },
    ...{ first: first.median, last: last.median },
  }));
}

/**
 * Returns a panel for each group of runs with a row for each step. Without intervals: entities of one run, and more so those
 * of one cell, are not independent.
 */
export function pooledStepRows(steps: readonly PooledStep[]): DurationRow[] {
  return steps.map(({ name, stage, n, median, p95, max }) => ({
    ...{ panel: name, label: stage, n, max },
    ...{ median: median.value, p95: p95.value },
    ...{ lower: null, upper: null, first: null, last: null },
  }));
}

/** Returns the shares of the stages of every case of a kind; short ones are put together alike in all. */
export function stageShareRows(cases: readonly StageCase[]): StageShareRow[] {
  const main = mainStages(cases);
  return cases.flatMap(({ label, shares }) =>
    joinShares(shares, main).filter(({ share }) => share >= 0)
      .map(({ stage, share }) => ({ bar: label, stage, share }))
  );
}

/** Returns the pairs of stages of a run that are most correlated, each entity a point. */
export function stagePairPanels({ timelines }: StageSet): StagePairPanel[] {
  return stagePairs(timelines)
    .filter(({ correlation }) =>
      Math.abs(correlation ?? 0) >= WEAKEST_CORRELATION
    )
    .slice(0, MOST_PAIRS)
    .map((pair) => ({
      x: pair.x.stage,
      y: pair.y.stage,
      correlation: pair.correlation,
      points: stagePoints(timelines, pair).map(({ x, y }) => ({ x, y })),
    }));
}

/** Returns what the timelines of all runs tell, by kind of work. */
export function timelineCountRows(
  { cases }: Pick<StageStudy, "cases">,
): TimelineCountRow[] {
  return [...Map.groupBy(cases, ({ kind }) => kind).values()].flatMap((own) => {
    const sets = own.flatMap((one) => one.sets);
    const sum = (of: (counts: StageSet["counts"]) => number) =>
      sets.reduce((total, { counts }) => total + of(counts), 0);
    const n = sum((counts) => counts.n);
    const noun = own.at(-1)?.noun ?? "";
    const panel = `${n.toLocaleString("en-US")} ${noun} of ${sets.length} ${
      sets.length === 1 ? "run" : "runs"
    }`;
    const row = (
      what: string,
      state: TimelineState,
      of: (counts: StageSet["counts"]) => number,
    ): TimelineCountRow => ({ panel, what, state, n: sum(of), of: n });
    return [
      row("complete", "complete", ({ complete }) => complete),
      row("a start without an end", "incomplete", ({ endless }) => endless),
      row("an end without a start", "incomplete", ({ startless }) => startless),
      row("a stage missing between", "incomplete", ({ gaps }) => gaps),
      row("no stage at all", "incomplete", ({ empty }) => empty),
      row("a stage before its time", "backwards", ({ negative }) => negative),
    ];
  });
}
