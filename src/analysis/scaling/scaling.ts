/** Speed-up, efficiency and fitted scaling law over the number of nodes, within sessions only. */
import { excludes, formatEstimate } from "../../record/mod.ts";
import {
  fitUsl,
  type Interval,
  median,
  stratifiedTest,
  type UslFit,
  type UslIntervals,
  uslIntervals,
} from "../../statistics/mod.ts";
import {
  type ComparisonResult,
  evaluateComparisons,
} from "../overview/comparison.ts";
import type { ScaleCell } from "./scale_cells.ts";

/** One size and the smallest size, both measured in one session. */
export interface SpeedUpSession {
  readonly session: string;
  readonly cell: ScaleCell;
  readonly base: ScaleCell;
}

/** Throughput at one size relative to the smallest size measured with the same system, workers and value size. */
export interface SpeedUp extends ComparisonResult {
  readonly workers: number;
  /** Bytes. */
  readonly value_size: number;
  readonly nodes: number;
  readonly baseNodes: number;
  /** Sessions that measured both sizes; never empty. */
  readonly sessions: readonly SpeedUpSession[];
  /** Ratio of the medians, 1 = no change; geometric mean of the ratios of several sessions. */
  readonly ratio: number;
  /** Lowest and highest ratio over all pairs of repetitions within a session. */
  readonly low: number;
  readonly high: number;
  /** ratio / (nodes / nodes of the base): 1 = each node adds as much as the first. */
  readonly efficiency: number;
  /** Ratio over the runs without background load; null where a session has none of one size. */
  readonly undisturbed: number | null;
}

/**
 * Returns the speed-ups of all sizes except the smallest, in the order of the cells; cells without a valid run have
 * none. Repetitions are compared, and labels exchanged, within a session (see `stratifiedTest`); p values are
 * adjusted over all speed-ups.
 */
export function speedUps(cells: readonly ScaleCell[]): SpeedUp[] {
  const compared = [
    ...Map.groupBy(
      cells.filter(({ throughput }) => throughput !== null),
      ({ system, system_version, workers, value_size }) =>
        JSON.stringify([system, system_version, workers, value_size]),
    ).values(),
  ].flatMap(compareSizes);
  const comparisons = evaluateComparisons(
    compared.map(({ sessions }) =>
      stratifiedTest(sessions.map(({ cell, base }) => ({
        first: cell.throughputs,
        second: base.throughputs,
      })))
    ),
  );
  return compared.flatMap((speedUp, i) => {
    const comparison = comparisons[i];
    return comparison ? [{ ...speedUp, ...comparison }] : [];
  });
}

/** Compares the larger sizes of one series with the smallest, over all sessions, in ascending order. */
function compareSizes(
  cells: readonly ScaleCell[],
): Omit<SpeedUp, keyof ComparisonResult>[] {
  const sizes = [...Map.groupBy(cells, ({ nodes }) => nodes)]
    .toSorted(([a], [b]) => a - b);
  const [smallest, ...larger] = sizes;
  if (smallest === undefined) return [];
  const [baseNodes, bases] = smallest;
  return larger.flatMap(([nodes, sameSize]) => {
    const sessions = sameSize.flatMap((cell): SpeedUpSession[] => {
      const base = bases.find(({ session }) => session === cell.session);
      return base ? [{ session: cell.session, cell, base }] : [];
    });
    const [first] = sessions;
    if (first === undefined) return [];
    const ratios = sessions.flatMap(({ cell, base }) =>
      cell.throughputs.flatMap((throughput) =>
        base.throughputs.map((baseThroughput) => throughput / baseThroughput)
      )
    );
    const ratio = meanRatio(sessions, ({ throughputs }) => throughputs) ?? NaN;
    return [{
      workers: first.cell.workers,
      value_size: first.cell.value_size,
      nodes,
      baseNodes,
      sessions,
      ratio,
      low: Math.min(...ratios),
      high: Math.max(...ratios),
      efficiency: ratio / (nodes / baseNodes),
      undisturbed: meanRatio(sessions, ({ undisturbed }) => undisturbed),
    }];
  });
}

/** Returns the geometric mean over sessions of the ratio of medians; null where a session has no value. */
function meanRatio(
  sessions: readonly SpeedUpSession[],
  valuesOf: (cell: ScaleCell) => readonly number[],
): number | null {
  let logarithms = 0;
  for (const { cell, base } of sessions) {
    const [values, baseValues] = [valuesOf(cell), valuesOf(base)];
    if (values.length === 0 || baseValues.length === 0) return null;
    logarithms += Math.log(median(values) / median(baseValues));
  }
  return Math.exp(logarithms / sessions.length);
}

/** Scaling law of one series of sizes in one session. */
export interface ScalingLaw {
  /** Fitted cells, smallest size first; they differ only in the number of nodes. */
  readonly cells: readonly ScaleCell[];
  readonly session: string;
  readonly workers: number;
  readonly value_size: number;
  /** Nodes and throughput of every valid run, in this order. */
  readonly nodes: readonly number[];
  readonly throughputs: readonly number[];
  readonly fit: UslFit;
  /** Confidence intervals of the law, and of its throughput at the largest measured size; null without a fit. */
  readonly intervals: UslIntervals | null;
}

/** Laws by the cells that they were fitted to: a report draws them and has two tables of them. */
const known = new WeakMap<readonly ScaleCell[], readonly ScalingLaw[]>();

/**
 * Fits the Universal Scalability Law to the runs of each system, version, session, worker count and value size; once for
 * the same cells.
 */
export function scalingLaws(
  cells: readonly ScaleCell[],
): readonly ScalingLaw[] {
  const laws = known.get(cells) ?? fitLaws(cells);
  known.set(cells, laws);
  return laws;
}

function fitLaws(cells: readonly ScaleCell[]): ScalingLaw[] {
  const series = Map.groupBy(
    cells.filter(({ throughput }) => throughput !== null),
    ({ system, system_version, session, workers, value_size }) =>
      JSON.stringify([system, system_version, workers, value_size, session]),
  );
  return [...series.values()].flatMap((unordered) => {
    const cells = unordered.toSorted((a, b) => a.nodes - b.nodes);
    const points = cells.flatMap(({ nodes, throughputs }) =>
      throughputs.map((throughput) => ({ nodes, throughput }))
    );
    const nodes = points.map((point) => point.nodes);
    const throughputs = points.map(({ throughput }) => throughput);
    const [first] = cells;
    if (first === undefined) return [];
    const { session, workers, value_size } = first;
    const fit = fitUsl(nodes, throughputs);
    return [{
      cells,
      session,
      workers,
      value_size,
      nodes,
      throughputs,
      fit,
      intervals: fit.usl === null
        ? null
        : uslIntervals(nodes, throughputs, fit.usl, {
          at: [Math.max(...nodes)],
        }),
    }];
  });
}

/** Describes the peak of a fitted law as precisely as its intervals allow, or the reason for having none. */
export function describePeak({ fit, intervals }: ScalingLaw): string {
  if (fit.usl === null || intervals === null) return fit.reason ?? "";
  const { peak } = fit.usl;
  const { contention, kappa } = intervals;
  if (excludes(contention, 1)) {
    if (contention.lower !== null && contention.lower > 1) {
      return "1 node: it falls from there";
    }
    if (peak === null || !excludes(kappa, 0)) {
      return "cannot be distinguished from none: it may never fall";
    }
    const { text, range } = formatEstimate({
      value: peak.load,
      ...intervals.peak ?? unbounded,
    });
    return `${text} nodes (${range})${
      peak.extrapolated ? ", extrapolated" : ""
    }`;
  }
  return "cannot be distinguished from 1 node";
}

const unbounded: Interval = { lower: null, upper: null };
