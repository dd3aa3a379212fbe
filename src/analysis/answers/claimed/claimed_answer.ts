/** Answers what a system carries here that documents print figures of, and what a fault does to it. */
import { formatDuration, formatValue } from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import {
  type ClaimedCase,
  summariseRatios,
} from "../../claimed/claimed_cases.ts";
import { formatRatio } from "../../claimed/claimed_tables.ts";
import { unitSlip } from "../../integrity/value_checks.ts";
import { LEVEL } from "../../overview/comparison.ts";
import type { FaultCost } from "../../recovery/fault_costs.ts";
import {
  type FaultStudy,
  rankedCosts,
  timesOf,
} from "../../recovery/fault_study.ts";
import {
  formatTimes,
  type RecoveryTimes,
} from "../../recovery/recovery_times.ts";
import type { ScaleStudy } from "../../scaling/scale_study.ts";
import { speedUps } from "../../scaling/scaling.ts";
import { testLargerClusters } from "../../scaling/scaling_finding.ts";
import {
  counted,
  limitIf,
  sharedLimit,
  splitUnit,
  toLabel,
} from "../answer_parts.ts";
import { costTile } from "../fault_answer.ts";
import { bestTiles, runsOfCase, successTile } from "../scale_answer.ts";

/** What is answered from: cases without a fault, runs with one, and what documents print. */
export interface ClaimedParts {
  readonly scale: ScaleStudy;
  readonly faults: FaultStudy;
  readonly cases: readonly ClaimedCase[];
  /** Runs whose nodes were no single cluster. */
  readonly split: ReadonlySet<string>;
  /** Runs whose rate fell while the load ran. */
  readonly fallen: ReadonlySet<string>;
}

/** A fault, and how long it left the load without a success. */
interface Silence {
  readonly cost: FaultCost;
  readonly times: RecoveryTimes;
}

/** Answers by the cases, the printed rows and the faults. */
export function claimedAnswer(parts: ClaimedParts): AnswerParts {
  const { scale, faults, cases } = parts;
  const silent = silences(faults);
  const [longest] = silent;
  const [dearest] = rankedCosts(faults);
  return {
    verdict: md`${describeNodes(scale)} ${describeClaims(cases)} ${
      describeFaults(silent)
    }`,
    tiles: [
      ...bestTiles(scale).slice(0, 1),
      ...scale.valid.length > 0
        ? [{ ...successTile(scale), label: "Succeeded, without a fault" }]
        : [],
      ...ratioTile(cases),
      ...longest ? [silenceTile(longest)] : [],
      ...dearest?.share.mean ? [costTile(dearest)] : [],
    ],
    limits: limitsOf(parts),
  };
}

function describeNodes({ cells }: ScaleStudy): Prose {
  const ups = speedUps(cells);
  if (ups.length === 0) {
    return md`No larger cluster can be compared with a smaller one.`;
  }
  const { p, higher } = testLargerClusters(cells);
  if (p > LEVEL) {
    return md`Whether more nodes carry more on one machine cannot be told.`;
  }
  const less = (higher ?? 0) < 0.5;
  const clear = ups.filter((up) => less ? up.high < 1 : up.low > 1).length;
  const smallest = [...new Set(ups.map(({ baseNodes }) => baseNodes))];
  return md`On one machine, more nodes carry **${
    less ? "less" : "more"
  }** than ${smallest.join() === "1" ? "one" : "the fewest"}, in ${clear} of ${
    counted(ups.length, "case")
  }.`;
}

function describeClaims(cases: readonly ClaimedCase[]): Prose {
  const ratios = summariseRatios(cases);
  if (!ratios) return md`No case that a document prints was measured.`;
  const { lowest, highest } = ratios;
  return lowest === highest
    ? md`The rate here is **${
      formatFactor(lowest)
    } times** what a document prints.`
    : md`Rates here are **${formatFactor(lowest)} to ${
      formatFactor(highest)
    } times** what its documents print.`;
}

function formatFactor(ratio: number): string {
  return formatValue(ratio, "", { digits: 2 });
}

/** Returns the faults by how long the load was without a success, the longest first. */
function silences({ valid, times }: FaultStudy): Silence[] {
  return rankedCosts({ valid }).flatMap((cost) => {
    const found = timesOf(times, cost, "loadGap");
    return found ? [{ cost, times: found }] : [];
  }).toSorted((a, b) => secondsOf(b) - secondsOf(a));
}

/** A time of which more than half the runs saw no end is longer than any other. */
function secondsOf({ times: { median } }: Silence): number {
  return median?.upper ?? Infinity;
}

function describeFaults(silent: readonly Silence[]): Prose {
  const [longest] = silent;
  if (!longest) return md`No fault was run.`;
  const name = longest.cost.fault;
  const length = plannedLength(silent);
  if (length === null) {
    return md`Of ${
      counted(silent.length, "fault")
    }, **${name}** left the load without a success longest: ${
      formatSilence(longest)
    }.`;
  }
  const stopped = silent.filter((one) => secondsOf(one) >= length / 2).length;
  const faults = `${counted(silent.length, "fault")} of ${
    formatDuration(length)
  }`;
  return stopped === 0
    ? md`None of ${faults} left the load without a success for half of that; **${name}** was longest: ${
      formatSilence(longest)
    }.`
    : md`In ${stopped} of ${faults} nothing succeeded for half of that or longer, the median up to **${
      formatSilence(longest)
    }**.`;
}

/** Returns how long all faults were to last, in seconds; null where they differ or do not tell. */
function plannedLength(silent: readonly Silence[]): number | null {
  const lengths = new Set(
    silent.flatMap(({ cost }) => cost.runs.map(({ planned_s }) => planned_s)),
  );
  const [length = null] = lengths;
  return lengths.size === 1 ? length : null;
}

/** Formats the median; more than half of the runs may not have seen its end. */
function formatSilence({ times }: Silence): string {
  return times.median === null
    ? "until watching ended"
    : formatTimes(times).text;
}

function ratioTile(cases: readonly ClaimedCase[]): TileParts[] {
  const ratios = summariseRatios(cases);
  if (!ratios) return [];
  const { n, median, lowest, highest } = ratios;
  return [{
    label: "Rate here / rate as printed",
    value: formatRatio(median),
    interval: n === 1
      ? ""
      : `median; range ${formatFactor(lowest)} to ${formatFactor(highest)}`,
    n: `n = ${counted(n, "printed row")}`,
  }];
}

function silenceTile(silence: Silence): TileParts {
  const { cost, times } = silence;
  const { note } = formatTimes(times);
  return {
    label: toLabel(`Nothing succeeds, ${cost.fault}`),
    ...splitUnit(formatSilence(silence)),
    interval: times.n === 1 ? note : note === "" ? "median" : `median, ${note}`,
    n: `n = ${counted(times.n, "run")}`,
    meaning: "failed",
  };
}

function limitsOf(
  { scale, faults, cases, split, fallen }: ClaimedParts,
): LimitParts[] {
  const { runs, cells, valid } = scale;
  const latencies = cases.filter(({ claim }) => claim.mean_latency !== null);
  const slips = latencies.filter(({ claim }) => unitSlip(claim) !== null);
  const all = [...runs, ...faults.runs];
  const among = (runs: ReadonlySet<string>) =>
    all.filter(({ run_id }) => runs.has(run_id)).length;
  const [apart, fell] = [among(split), among(fallen)];
  return [
    ...limitIf(
      valid.length > 0,
      runsOfCase(cells),
      "Every case",
    ),
    ...limitIf(
      true,
      "nodes and load share one machine",
      "What is real here, and what differs",
    ),
    ...limitIf(
      faults.valid.length > 0,
      "a closed loop waits out a fault",
      "What each fault does",
    ),
    ...limitIf(
      apart > 0,
      `${apart} of ${all.length} runs were no single cluster`,
      "Clusters that were not whole",
    ),
    ...limitIf(
      fell > 0,
      `in ${fell} of ${all.length} the rate fell by half or more`,
      "Rates that fell while the load ran",
    ),
    ...limitIf(
      slips.length > 0,
      `${slips.length} of ${latencies.length} printed latencies miss workers / rate`,
      "Beside what its documents print",
    ),
    ...sharedLimit(
      all.filter(({ disturbed }) => disturbed).length,
      all.length,
    ),
  ];
}
