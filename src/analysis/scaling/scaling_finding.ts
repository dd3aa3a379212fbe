/** Says in prose what a study of scaling found. */
import { formatProbability, formatValue } from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import {
  repetitionsNeeded,
  type StratifiedTest,
  stratifiedTest,
} from "../../statistics/mod.ts";
import { LEVEL } from "../overview/comparison.ts";
import { backgroundLoadLimits } from "../validity/background_load.ts";
import {
  bestCases,
  closeCompetitors,
  MIN_RANKED_REPETITIONS,
} from "./best_cases.ts";
import type { ScaleCell } from "./scale_cells.ts";
import { caseName, disturbedMark, formatThroughput } from "./scale_format.ts";
import { type ScaleStudy, sessionNumber } from "./scale_study.ts";
import { type SpeedUp, speedUps } from "./scaling.ts";

/** Says whether larger clusters carry more, which case carried most, and how good the runs were. */
export function scalingFinding(study: ScaleStudy): Prose {
  const { valid, usage } = study;
  const sum = (count: (run: typeof valid[number]) => number) =>
    formatValue(valid.reduce((total, run) => total + count(run), 0), "");
  const saturated = valid.filter(({ run_id }) => usage.get(run_id)?.saturated);
  const disturbed = study.runs.filter(({ disturbed }) => disturbed);
  return md`${describeSpeedUps(study)} ${describeBest(study)} ${
    sum(({ ok }) => ok)
  } of ${
    sum(({ attempted }) => attempted)
  } operations succeeded. The host was saturated in ${saturated.length} of ${valid.length} valid runs, and others took more than ${backgroundLoadLimits.fail} core beside ${disturbed.length}: throughput is that of this machine with all nodes on it, not of a cluster of machines.`;
}

function describeSpeedUps({ cells, system, version }: ScaleStudy): Prose {
  const ups = speedUps(cells);
  if (ups.length === 0) {
    return md`No larger cluster can be compared with a smaller one.`;
  }
  const lower = ups.filter(({ high }) => high < 1);
  const higher = ups.filter(({ low }) => low > 1);
  const undisturbed = ups.filter(isUndisturbed);
  const told = ups.filter(({ verdict }) =>
    verdict === "higher" || verdict === "lower"
  );
  const overall = testLargerClusters(cells);
  return md`Of ${ups.length} comparisons of a larger cluster of ${system} ${version} with the smallest, at equal workers and values, the larger carried less in every pair of repetitions of a session in **${lower.length}**, more in ${higher.length}; of those that no other work disturbed, less in ${
    lower.filter(isUndisturbed).length
  } of ${undisturbed.length}. Over all of them together ${
    describeOverall(overall)
  } (${
    formatPIs(overall.p)
  }, an exact rank test within sessions). One by one, adjusted for ${ups.length} (Holm), **${told.length}** can be distinguished from chance${
    describeTooFew(cells, ups)
  }.`;
}

function isUndisturbed({ sessions }: SpeedUp): boolean {
  return sessions.every(({ cell, base }) => disturbedMark(cell, base) === "");
}

function describeOverall({ p, higher }: StratifiedTest): string {
  if (p > LEVEL) return "neither can be told to carry more";
  return (higher ?? 0) < 0.5
    ? "the smallest carries more"
    : "a larger one carries more";
}

function describeTooFew(
  cells: readonly ScaleCell[],
  ups: readonly SpeedUp[],
): Prose {
  const tooFew = ups.filter(({ verdict }) => verdict === "too few runs");
  if (tooFew.length === 0) return md``;
  const repetitions = new Set(
    cells.map(({ throughputs }) => throughputs.length),
  );
  return md`: ${tooFew.length} have **too few runs**, ${
    [...repetitions].sort().join(" or ")
  } of a case in a session; ${
    repetitionsNeeded(LEVEL, { comparisons: ups.length })
  } would do`;
}

/** Tests every larger cluster against the smallest of its session, workers and value size, all series at once. */
export function testLargerClusters(
  cells: readonly ScaleCell[],
): StratifiedTest {
  const series = Map.groupBy(
    cells,
    ({ session, workers, value_size }) => `${session} ${workers} ${value_size}`,
  );
  return stratifiedTest([...series.values()].map((sizes) => {
    const smallest = Math.min(...sizes.map(({ nodes }) => nodes));
    const rates = (larger: boolean) =>
      sizes.filter(({ nodes }) => nodes > smallest === larger)
        .flatMap(({ throughputs }) => throughputs);
    return { first: rates(true), second: rates(false) };
  }));
}

function describeBest(study: ScaleStudy): Prose {
  const [best] = bestCases(study.cells);
  const first = best?.ranked[0];
  if (!best || !first) return md`No case carried anything.`;
  const { cell, probability } = first;
  const { text, range } = formatThroughput(cell);
  return md`In session ${
    sessionNumber(study, best.session)
  }, which ran most cases, ${best.cases}, the highest was ${
    caseName(cell)
  }: **${text} operations/s** (${range}, n = ${cell.throughputs.length}${
    disturbedMark(cell)
  }); ${
    closeCompetitors(cell, study.cells).length
  } other had a repetition as high as its lowest${
    probability === null
      ? `, and fewer than ${MIN_RANKED_REPETITIONS} repetitions cannot tell how sure its place is`
      : ""
  }.`;
}

/** Formats a p value in a sentence: `p = 0.034`, `p < 0.001`. */
export function formatPIs(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${formatProbability(p)}`;
}
