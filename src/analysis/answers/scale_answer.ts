/** Answers what more nodes give: how many comparisons a larger cluster loses, and which case carried most. */
import { formatPercent, formatValue } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import { wilson } from "../../statistics/mod.ts";
import { LEVEL } from "../overview/comparison.ts";
import { percentAtLeast, percentAtMost } from "../overview/bound_format.ts";
import { bestCases } from "../scaling/best_cases.ts";
import { caseName, formatThroughput } from "../scaling/scale_format.ts";
import type { ScaleCell } from "../scaling/scale_cells.ts";
import { type ScaleStudy, sessionNumber } from "../scaling/scale_study.ts";
import { SATURATED_SHARE } from "../scaling/run_resources.ts";
import { speedUps } from "../scaling/scaling.ts";
import { formatPIs, testLargerClusters } from "../scaling/scaling_finding.ts";
import { counted, limitIf, sharedLimit, toLabel } from "./answer_parts.ts";

/** Sessions whose best case has a tile: those that ran most cases. */
const MAX_SESSIONS = 2;

/** Answers what more nodes of one system give, and what it carries at most. */
export function scaleAnswer(study: ScaleStudy): AnswerParts {
  return {
    verdict: md`${describeNodes(study)} ${describeBest(study)}`,
    tiles: [
      ...slowerTile(study),
      ...bestTiles(study),
      successTile(study),
    ],
    limits: limitsOf(study),
  };
}

function describeNodes({ cells, system, version }: ScaleStudy): Prose {
  const ups = speedUps(cells);
  if (ups.length === 0) {
    return md`No larger cluster can be compared with a smaller one.`;
  }
  const { p, higher } = testLargerClusters(cells);
  const name = `${system} ${version}`.trim();
  if (p > LEVEL) {
    return md`Whether more nodes of ${name} carry more on one machine cannot be told.`;
  }
  const less = (higher ?? 0) < 0.5;
  const clear = ups.filter((up) => less ? up.high < 1 : up.low > 1).length;
  return md`On one machine, more nodes of ${name} carry **${
    less ? "less" : "more"
  }**: in ${clear} of ${ups.length} comparisons every run of the larger cluster was ${
    less ? "slower" : "faster"
  } than the smallest cluster's.`;
}

/** Case with the highest throughput of one session. Sessions are not ranked: the machine may have been faster that day. */
interface Best {
  readonly cell: ScaleCell;
  /** Number of the session, and whether there are others. */
  readonly session: number;
  readonly several: boolean;
}

function bestOfSessions(study: ScaleStudy): Best[] {
  const rankings = bestCases(study.cells);
  return rankings.slice(0, MAX_SESSIONS).flatMap(({ session, ranked }) =>
    ranked.slice(0, 1).map(({ cell }) => ({
      cell,
      session: sessionNumber(study, session),
      several: rankings.length > 1,
    }))
  );
}

function describeBest(study: ScaleStudy): Prose {
  const bests = bestOfSessions(study);
  const [first] = bests;
  if (!first) return md`No case carried anything.`;
  if (bests.length === 1) {
    return md`The most was **${
      formatThroughput(first.cell).text
    } operations/s**, with ${caseName(first.cell)}.`;
  }
  const parts = bests.map(({ cell, session }, i) => {
    const rate = formatThroughput(cell).text;
    const text = i === 0 ? `${rate} operations/s` : rate;
    return md`**${text}** in session ${session}`;
  });
  const nodes = new Set(bests.map(({ cell }) => cell.nodes));
  const { nodes: n } = first.cell;
  const found = md`The most was ${parts[0] ?? ""} and ${parts[1] ?? ""}`;
  return nodes.size === 1
    ? md`${found}, with ${counted(n, "node")}.`
    : md`${found}.`;
}

function slowerTile({ cells }: ScaleStudy): TileParts[] {
  const ups = speedUps(cells);
  if (ups.length === 0) return [];
  const { p } = testLargerClusters(cells);
  const told =
    ups.filter(({ verdict }) => verdict === "lower" || verdict === "higher")
      .length;
  return [{
    label: "Larger cluster slower in every pair of runs",
    value: String(ups.filter(({ high }) => high < 1).length),
    unit: `of ${ups.length}`,
    interval: `together ${formatPIs(p)} (rank test); ${
      told > 0
        ? `${told} told one by one`
        : ups.every(({ verdict }) => verdict === "too few runs")
        ? "too few runs to tell one by one"
        : "none told one by one"
    }`,
    n: `n = ${counted(ups.length, "comparison")} with the smallest cluster`,
  }];
}

/** Returns the tiles of the cases that carried most, a session each. */
export function bestTiles(study: ScaleStudy): TileParts[] {
  return bestOfSessions(study).map(bestTile);
}

function bestTile({ cell, session, several }: Best): TileParts {
  const { text, range } = formatThroughput(cell);
  return {
    label: toLabel(
      several
        ? `Most in session ${session}, ${caseName(cell)}`
        : `Most carried, ${caseName(cell)}`,
    ),
    value: text,
    unit: "operations/s",
    interval: range === "" ? "" : `median; range ${range}`,
    n: `n = ${counted(cell.throughputs.length, "run")}`,
  };
}

/** Returns the tile of the share of all operations that succeeded. */
export function successTile(
  { valid }: Pick<ScaleStudy, "valid">,
): TileParts {
  const sum = (count: (run: typeof valid[number]) => number) =>
    valid.reduce((total, run) => total + count(run), 0);
  const attempted = sum((run) => run.attempted);
  const { rate, lower, upper } = wilson(sum((run) => run.ok), attempted);
  return {
    label: "Operations that succeeded",
    value: rate === null ? "–" : percentAtLeast(rate, 2),
    unit: "%",
    interval: upper === 1 || percentAtMost(upper) === "100.00"
      ? `95 % interval from ${percentAtLeast(lower, 4)} %`
      : `95 % interval ${percentAtLeast(lower)} to ${percentAtMost(upper)} %`,
    n: `n = ${formatValue(attempted, "")} operations`,
    meaning: rate !== null && rate >= 0.99 ? "ok" : "failed",
  };
}

function limitsOf(
  { runs, cells, sessions, valid, usage }: ScaleStudy,
): LimitParts[] {
  const saturated = valid.filter(({ run_id }) => usage.get(run_id)?.saturated);
  return [
    ...limitIf(
      true,
      `${runsOfCase(cells)} in a session`,
      "The best configuration, and how sure it is",
    ),
    ...limitIf(true, "all nodes on one machine", "Resources"),
    ...limitIf(
      saturated.length > 0,
      `${saturated.length} of ${valid.length} runs used ${
        formatPercent(SATURATED_SHARE, 0)
      } of it or more`,
      "Resources",
    ),
    ...sharedLimit(
      runs.filter(({ disturbed }) => disturbed).length,
      runs.length,
    ),
    ...limitIf(sessions.length > 1, `${sessions.length} sessions`),
  ];
}

/** Returns how many runs the cases have: `2 or 3 runs of a case`. */
export function runsOfCase(cells: ScaleStudy["cells"]): string {
  const numbers = [
    ...new Set(cells.map(({ throughputs }) => throughputs.length)),
  ].sort((a, b) => a - b).join(" or ");
  return `${numbers} ${numbers === "1" ? "run" : "runs"} of a case`;
}
