/** Answers whether a platform that is left alone keeps to its loops, and what it does when it is asked for much at once. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import type { RunBatch } from "../../platform/pushes/run_batches.ts";
import { PRESENT_METRIC } from "../../platform/recovery/fault_course.ts";
import { cellPresence } from "../../platform/recovery/presence.ts";
import type { SoakRow } from "../../platform/soak/soak_rows.ts";
import {
  lengthOf,
  soakLength,
  soakPoints,
  type SoakRun,
} from "../../platform/soak/soak_series.ts";
import type { SoakStudy } from "../../platform/soak/soak_study.ts";
import {
  counted,
  doubtLimit,
  limitIf,
  splitUnit,
  toLabel,
} from "../answer_parts.ts";
import { simulatedLimit } from "./simulated_limit.ts";
import { cellCount } from "../../platform/runs/cell_count.ts";

/** Headings to which the limits link. */
const RUNS_HEADING = "Every run";

/** A soak with a row of its metrics. */
export interface SoakFact {
  readonly soak: SoakRun;
  readonly row: SoakRow;
}

/** Growth over a soak below this share of the level is of no account to a reader. */
export const MATERIAL_DRIFT = 0.1;
/** Fewer runs of a case give no range to speak of. */
const FEW_RUNS = 3;

/** Answers for the soaks of one system's platforms. */
export function soakAnswer(study: SoakStudy): AnswerParts {
  const { soaks, batches } = study;
  const largest = soaks.at(-1);
  return {
    verdict: largest
      ? md`${describeLoops(study, largest)} ${describeAlerts(soaks)} ${
        describeDrift(soaks)
      }`
      : md`No platform that counts was left alone.`,
    tiles: [
      ...loopTile(soaks, "ConvergenceLRPDuration", "Longest convergence"),
      ...loopTile(soaks, "RouteEmitterSyncDuration", "Longest sync of routes"),
      ...presenceTile(soaks),
      ...soaks.length === 0 ? [] : [alertTile(soaks)],
      ...batchTile(batches),
    ],
    limits: limitsOf(study),
  };
}

/** Returns the rows of all soaks. */
export function soakFacts(soaks: readonly SoakRun[]): SoakFact[] {
  return soaks.flatMap((soak) => soak.rows.map((row) => ({ soak, row })));
}

/** Returns the row of a loop whose longest took most of its interval; null without one. */
export function slowestLoop(soaks: readonly SoakRun[]): SoakFact | null {
  return soakFacts(soaks).filter(({ row }) => row.budget.interval !== null)
    .reduce<SoakFact | null>(
      (most, fact) =>
        most === null || shareOf(fact) > shareOf(most) ? fact : most,
      null,
    );
}

/** Longest loop as a share of its interval. */
function shareOf({ row: { max, budget } }: SoakFact): number {
  return budget.interval === null ? 0 : max / budget.interval;
}

/** Returns the rows that grew or fell by a material share over their soak. */
export function materialDrifts(soaks: readonly SoakRun[]): SoakFact[] {
  return soakFacts(soaks).filter(({ row: { drift, seconds } }) =>
    drift !== null &&
    (drift.verdict === "grows" || drift.verdict === "falls") &&
    Math.abs(drift.slope * seconds) >= MATERIAL_DRIFT * Math.abs(drift.level)
  );
}

/**
 * Returns the rows whose trend has no interval, as neighbouring values depend on each other: whether they drifted cannot be
 * told. A value that never changed is none of them.
 */
export function untoldDrifts(soaks: readonly SoakRun[]): SoakFact[] {
  return soakFacts(soaks).filter(({ row: { drift, max, min } }) =>
    drift !== null && drift.verdict === "unknown" && max > min
  );
}

function describeLoops({ system }: SoakStudy, largest: SoakRun): Prose {
  const platform = system === "simulator" ? "A simulated platform" : system;
  const late = largest.rows.reduce((sum, row) => sum + row.late, 0);
  const timed =
    largest.rows.filter(({ budget }) => budget.interval !== null).length;
  const slowest = slowestLoop([largest]);
  if (slowest === null) {
    return md`${platform}, ${largest.name}: it told nothing of its loops.`;
  }
  const { row } = slowest;
  const took = md`the slowest, **${row.budget.label}**, took at most ${
    formatDuration(row.max)
  } of ${formatDuration(row.budget.interval ?? 0)}`;
  return late === 0
    ? md`${platform}, ${largest.name}: ${
      timed === 1
        ? "the one loop with an interval"
        : `each of the ${timed} loops with an interval`
    } ended within it; ${took}.`
    : md`${platform}, ${largest.name}: **${
      counted(late, "loop")
    }** took longer than the interval; ${took}.`;
}

function describeAlerts(soaks: readonly SoakRun[]): Prose {
  const red = namesOf(
    soakFacts(soaks).filter(({ row }) => row.verdict === "red"),
  );
  return red.length === 0
    ? md`No metric that has a red level reached it.`
    : md`At a red level: **${red.join(", ")}**.`;
}

function describeDrift(soaks: readonly SoakRun[]): Prose {
  const names = namesOf(materialDrifts(soaks));
  const untold = namesOf(untoldDrifts(soaks));
  const rest = untold.length === 0
    ? md``
    : md` For ${counted(untold.length, "metric")} it cannot be told.`;
  return names.length === 0
    ? md`No drift of ${
      formatPercent(MATERIAL_DRIFT, 0)
    } or more is told.${rest}`
    : md`Drifting: ${names.join(", ")}.${rest}`;
}

function namesOf(facts: readonly SoakFact[]): string[] {
  return [...new Set(facts.map(({ row }) => row.budget.label))];
}

/** Returns the facts on a metric of the largest platforms: those of the last soak's name. */
function largestFacts(soaks: readonly SoakRun[], metric: string): SoakFact[] {
  const name = soaks.at(-1)?.name;
  return soakFacts(soaks).filter(({ soak, row }) =>
    soak.name === name && row.budget.metric === metric
  );
}

function loopTile(
  soaks: readonly SoakRun[],
  metric: string,
  label: string,
): TileParts[] {
  const facts = largestFacts(soaks, metric);
  const [first] = facts;
  if (!first) return [];
  const { interval } = first.row.budget;
  const longest = Math.max(...facts.map(({ row }) => row.max));
  const n = facts.reduce((sum, { row }) => sum + row.n, 0);
  return [{
    label: toLabel(`${label}, ${first.soak.name}`),
    ...splitUnit(formatDuration(longest)),
    interval: interval === null
      ? ""
      : `${formatPercent(longest / interval, 1)} of its ${
        formatDuration(interval)
      }; median ${formatDuration(first.row.median)}${
        facts.length === 1 ? "" : `, repetition ${first.soak.run.repetition}`
      }`,
    n: `n = ${counted(n, "loop")} in ${counted(facts.length, "run")}`,
    meaning: interval !== null && longest > interval ? "failed" : "ok",
  }];
}

function presenceTile(soaks: readonly SoakRun[]): TileParts[] {
  const facts = largestFacts(soaks, PRESENT_METRIC);
  const [first] = facts;
  const cells = first?.soak.run.cells ?? null;
  if (!first || cells === null) return [];
  const presences = facts.map(({ soak }) =>
    cellPresence(soakPoints(soak, PRESENT_METRIC), cells)
  );
  const least = Math.min(...presences.flatMap((one) => one.least ?? []));
  const short = presences.reduce((sum, { short_s }) => sum + short_s, 0);
  const n = facts.reduce((sum, { row }) => sum + row.n, 0);
  return [{
    label: toLabel(`Fewest cells present, ${first.soak.name}`),
    value: least.toLocaleString("en-US"),
    unit: `of ${cells.toLocaleString("en-US")}`,
    interval: short === 0
      ? "never fewer, by the platform's own metric"
      : `fewer than there are for ${formatDuration(short)}`,
    n: `n = ${counted(n, "sample")} in ${counted(facts.length, "run")}`,
    meaning: least < cells ? "failed" : "ok",
  }];
}

function alertTile(soaks: readonly SoakRun[]): TileParts {
  // Without a red level of its own, a metric cannot be at one.
  const judged = soakFacts(soaks).filter(({ row }) =>
    row.budget.red !== null && row.windows > 0
  );
  const red = judged.filter(({ row }) => row.verdict === "red").length;
  const yellow = judged.filter(({ row }) => row.verdict === "yellow").length;
  return {
    label: "Metrics at a red level of alert",
    value: red.toLocaleString("en-US"),
    unit: `of ${judged.length.toLocaleString("en-US")}`,
    interval: `counted in each run; ${yellow} at a yellow one`,
    n: `n = ${counted(soaks.length, "run")} of ${
      soakLength(Math.min(...soaks.map(lengthOf)))
    } or more`,
    meaning: red === 0 ? "ok" : "failed",
  };
}

/** The largest batch of tasks, and how long it took. */
function batchTile(batches: readonly RunBatch[]): TileParts[] {
  const tasks = batches.filter(({ run }) => run.work === "tasks");
  const most = Math.max(0, ...tasks.map(({ times }) => times.n));
  const own = tasks.filter(({ times }) => times.n === most);
  const cells = own.at(-1)?.run.cells ?? null;
  const same = own.filter(({ run }) => run.cells === cells);
  const ends = same.flatMap(({ times }) => {
    const end = times.times.at(-1)?.time;
    return end && !end.censored ? [end.seconds] : [];
  });
  if (most === 0 || ends.length === 0) return [];
  const longest = Math.max(...ends);
  return [{
    label: toLabel(`${most.toLocaleString("en-US")} tasks at once done within`),
    ...splitUnit(formatDuration(longest)),
    interval: `the slowest run; the fastest ${
      formatDuration(Math.min(...ends))
    }`,
    n: `n = ${counted(same.length, "run")} on ${
      cells === null ? "some cells" : cellCount(cells)
    }`,
    meaning: ends.length < same.length ? "failed" : "neutral",
  }];
}

function limitsOf({ system, soaks, runs }: SoakStudy): LimitParts[] {
  const names = Map.groupBy(soaks, ({ name }) => name);
  const few = [...names.values()].filter((own) => own.length < FEW_RUNS).length;
  const invalid = runs.filter(({ status }) => status !== "ok").length;
  const largest = soaks.at(-1)?.name ?? "";
  return [
    ...simulatedLimit(system),
    ...limitIf(
      few > 0,
      `${counted(few, "soak")} of fewer than ${FEW_RUNS} runs`,
      RUNS_HEADING,
    ),
    ...limitIf(invalid > 0, `${counted(invalid, "run")} not ok`, RUNS_HEADING),
    ...doubtLimit(runs, [{
      name: largest,
      runs: (names.get(largest) ?? []).map(({ run }) => run),
    }]),
  ];
}
