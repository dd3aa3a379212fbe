/** Answers which load a Prometheus carries: the bracket of the best known configuration, beside those of the others. */
import { formatDuration } from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../report/cells.ts";
import {
  budgetOf,
  compareConfigurations,
} from "../monitoring/configurations.ts";
import type { PooledLine } from "../monitoring/load_line_searches.ts";
import type { MonitoringReport } from "../monitoring/monitoring_report.ts";
import { ranBeside } from "../overview/neighbours.ts";
import { objectiveNames } from "../monitoring/objective_names.ts";
import { countedOf } from "../monitoring/search_rows.ts";
import { percentAtMost, rangeText } from "../overview/bound_format.ts";
import { brokenText, loadText } from "../recorded/line_text.ts";
import type { SureLine } from "../recorded/sure_line.ts";
import { counted, limitIf, sharedLimit, toLabel } from "./answer_parts.ts";

const UNIT = "datapoints/min";

/** Configurations beside the best known one that have a tile. */
const MAX_OTHERS = 2;

/** Answers which load the server of `monitoring-load` carries. */
export function loadLineAnswer(report: MonitoringReport): AnswerParts {
  const [pool, ...others] = report.pools;
  if (!pool) {
    return { verdict: "No search is on record.", tiles: [], limits: [] };
  }
  return {
    verdict: describeBracket(pool),
    tiles: [
      heldTile(pool),
      brokeTile(pool),
      ...isMajorityHigher(pool) ? [majorityTile(pool)] : [],
      ...others.slice(0, MAX_OTHERS).map((other) => otherTile(pool, other)),
    ],
    limits: limitsOf(pool, report),
  };
}

/** Returns true if most runs held at a load above the one at which every run did. */
function isMajorityHigher({ line, majority }: PooledLine): boolean {
  return (majority.passed ?? 0) > (line.passed ?? 0);
}

function describeBracket(pool: PooledLine): Prose {
  const { line, majority, steps } = pool;
  const run = steps[0]?.run;
  const server = run
    ? md`With ${
      budgetOf(run).replace(", ", " and ")
    }, Prometheus ${run.system_version}`
    : md`Prometheus`;
  if (line.passed === null) {
    return md`${server} has no load at which every run held.`;
  }
  if (line.failed === null) {
    return md`${server} carries at least **${
      loadText(line.passed)
    }** ${UNIT}: no run broke.`;
  }
  const bracket = md`${server} carries between **${
    loadText(line.passed)
  }** and **${loadText(line.failed)}** ${UNIT}`;
  return isMajorityHigher(pool)
    ? md`${bracket}. Most runs held up to ${
      loadText(majority.passed)
    }: so few runs cannot tell these loads apart.`
    : md`${bracket}.`;
}

function heldTile({ line }: PooledLine): TileParts {
  return {
    label: "Every run held up to",
    value: loadText(line.passed),
    unit: UNIT,
    interval: boundText(line),
    n: `n = ${counted(line.n, "run")} at this load`,
    meaning: "ok",
  };
}

function boundText({ passed, bound }: SureLine): string {
  return passed === null || bound === null
    ? ""
    : `one-sided 95 % bound: up to ${percentAtMost(bound, 0)} % may break here`;
}

function brokeTile({ line, first }: PooledLine): TileParts {
  const missed = objectiveNames(first);
  return {
    label: "A run broke from",
    value: loadText(line.failed),
    unit: UNIT,
    interval: [brokenText(line), missed].filter((text) => text !== "")
      .join(": "),
    n: `n = ${counted(line.judged, "run")} at this load`,
    meaning: "failed",
  };
}

function majorityTile({ majority, steps }: PooledLine): TileParts {
  return {
    label: "Most runs held up to",
    value: loadText(majority.passed),
    unit: UNIT,
    interval: `most broke at ${loadText(majority.failed)}`,
    n: `n = ${counted(countedOf(steps).length, "run")} of all loads`,
    meaning: "unsure",
  };
}

/** Shows the bracket of another configuration under what tells it from the first. */
function otherTile(
  first: PooledLine,
  { line, steps, provisional }: PooledLine,
) {
  const runs = [first.steps[0]?.run, steps[0]?.run].flatMap((run) => run ?? []);
  const own = runs.at(-1);
  return {
    label: toLabel(
      own
        ? `Every run held, ${compareConfigurations(runs).differenceOf(own)}`
        : "Another configuration",
    ),
    value: loadText(line.passed),
    unit: UNIT,
    interval: `${brokenText(line) || "none broke"}${
      line.failed === null ? "" : ` at ${loadText(line.failed)}`
    }`,
    n: `n = ${counted(line.n, "run")} at this load${
      provisional ? ", provisional" : ""
    }`,
  };
}

/** Says how long the steps were, and the blocks: a step shorter than a few blocks shows few flushes. */
function durationText({ seconds, steps }: PooledLine): string {
  const [least, most] = seconds.map((value) =>
    formatDuration(Math.round(value))
  );
  const blocks = new Set(
    countedOf(steps).flatMap(({ run }) =>
      run.measures ? [formatDuration(run.measures.block_duration)] : []
    ),
  );
  return `steps of ${rangeText(least ?? "", most ?? "")}, blocks of ${
    [...blocks].join(" or ")
  }`;
}

function limitsOf(
  pool: PooledLine,
  { soaks }: MonitoringReport,
): LimitParts[] {
  const runs = countedOf(pool.steps).map(({ run }) => run);
  const disturbed = runs.filter((run) => run.disturbed).length;
  const beside = soaks.filter(ranBeside).length;
  const lineHeading = "Load lines";
  return [
    ...limitIf(pool.provisional, "provisional: no head flush", lineHeading),
    ...limitIf(true, `${counted(pool.line.n, "run")} at the line`, lineHeading),
    ...limitIf(runs.length > 0, durationText(pool), lineHeading),
    ...sharedLimit(disturbed, runs.length),
    ...limitIf(
      beside > 0,
      soaks.length === 1
        ? "the only long run ran beside others"
        : `${beside} of ${soaks.length} long runs ran beside others`,
      "Does anything drift?",
    ),
    ...limitIf(true, "load and server on one machine"),
  ];
}
