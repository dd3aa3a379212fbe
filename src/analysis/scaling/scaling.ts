/** What more nodes give: speed-up, efficiency, and the scaling law that fits; within sessions only. */
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
import { judge, type Judgement } from "../overview/comparison.ts";
import type { ScaleCell } from "./scale_cells.ts";

/** One size beside the smallest, as one session measured both. */
export interface SpeedUpSession {
  readonly session: string;
  readonly cell: ScaleCell;
  readonly base: ScaleCell;
}

/** Throughput at one size against the smallest size measured with the same system, workers and value size. */
export interface SpeedUp extends Judgement {
  readonly workers: number;
  /** Bytes. */
  readonly value_size: number;
  readonly nodes: number;
  readonly baseNodes: number;
  /** Sessions that ran both sizes; never empty. */
  readonly sessions: readonly SpeedUpSession[];
  /** Ratio of the medians, 1 = no change; over several sessions the geometric mean of their ratios. */
  readonly ratio: number;
  /** Least and largest ratio over all pairs of repetitions of one session: both below 1 when every repetition was lower. */
  readonly low: number;
  readonly high: number;
  /** ratio / (nodes / nodes of the base): 1 = each node adds as much as the first. */
  readonly efficiency: number;
  /** The ratio of the runs that no other work disturbed; null where a session has none of one size. */
  readonly undisturbed: number | null;
}

/**
 * Speed-ups of all sizes but the smallest, in the order of the cells; cells without a valid run have none. Repetitions are
 * compared, and labels exchanged, within a session (see `stratifiedTest`); p values are adjusted for all speed-ups together.
 */
export function speedUps(cells: readonly ScaleCell[]): SpeedUp[] {
  const compared = [
    ...Map.groupBy(
      cells.filter(({ throughput }) => throughput !== null),
      ({ system, system_version, workers, value_size }) =>
        JSON.stringify([system, system_version, workers, value_size]),
    ).values(),
  ].flatMap(compareSizes);
  const judgements = judge(
    compared.map(({ sessions }) =>
      stratifiedTest(sessions.map(({ cell, base }) => ({
        first: cell.throughputs,
        second: base.throughputs,
      })))
    ),
  );
  return compared.flatMap((one, i) => {
    const judgement = judgements[i];
    return judgement ? [{ ...one, ...judgement }] : [];
  });
}

/** The larger sizes of one series, over all sessions, smallest first. */
function compareSizes(
  cells: readonly ScaleCell[],
): Omit<SpeedUp, keyof Judgement>[] {
  const sizes = [...Map.groupBy(cells, ({ nodes }) => nodes)]
    .toSorted(([a], [b]) => a - b);
  const [smallest, ...larger] = sizes;
  if (smallest === undefined) return [];
  const [baseNodes, bases] = smallest;
  return larger.flatMap(([nodes, mine]) => {
    const sessions = mine.flatMap((cell): SpeedUpSession[] => {
      const base = bases.find(({ session }) => session === cell.session);
      return base ? [{ session: cell.session, cell, base }] : [];
    });
    const [first] = sessions;
    if (first === undefined) return [];
    const ratios = sessions.flatMap(({ cell, base }) =>
      cell.throughputs.flatMap((more) =>
        base.throughputs.map((less) => more / less)
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

/** Geometric mean over sessions of the ratio of medians; null where a session has no value. */
function meanRatio(
  sessions: readonly SpeedUpSession[],
  valuesOf: (cell: ScaleCell) => readonly number[],
): number | null {
  let logarithms = 0;
  for (const { cell, base } of sessions) {
    const [more, less] = [valuesOf(cell), valuesOf(base)];
    if (more.length === 0 || less.length === 0) return null;
    logarithms += Math.log(median(more) / median(less));
  }
  return Math.exp(logarithms / sessions.length);
}

/** The scaling law of one series of sizes in one session. */
export interface ScalingLaw {
  /** What it is fitted to, the smallest size first; they differ in nodes alone. */
  readonly cells: readonly ScaleCell[];
  readonly session: string;
  readonly workers: number;
  readonly value_size: number;
  /** Nodes and throughput of every valid run, in this order. */
  readonly nodes: readonly number[];
  readonly throughputs: readonly number[];
  readonly fit: UslFit;
  /** How well the law is known, its throughput at the largest size that was run; null without a fit. */
  readonly intervals: UslIntervals | null;
}

/** Fits the Universal Scalability Law to single runs, for each system, version, session, number of workers and value size. */
export function scalingLaws(cells: readonly ScaleCell[]): ScalingLaw[] {
  const series = Map.groupBy(
    cells.filter(({ throughput }) => throughput !== null),
    ({ system, system_version, session, workers, value_size }) =>
      JSON.stringify([system, system_version, workers, value_size, session]),
  );
  return [...series.values()].flatMap((unordered) => {
    const mine = unordered.toSorted((a, b) => a.nodes - b.nodes);
    const points = mine.flatMap(({ nodes, throughputs }) =>
      throughputs.map((throughput) => ({ nodes, throughput }))
    );
    const nodes = points.map((point) => point.nodes);
    const throughputs = points.map(({ throughput }) => throughput);
    const [first] = mine;
    if (first === undefined) return [];
    const { session, workers, value_size } = first;
    const fit = fitUsl(nodes, throughputs);
    return [{
      cells: mine,
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

/** Where a fitted law has its peak, in words and no more surely than its intervals allow, or why it has none. */
export function describePeak({ fit, intervals }: ScalingLaw): string {
  if (fit.usl === null || intervals === null) return fit.reason ?? "";
  const { peak } = fit.usl;
  const { contention, kappa } = intervals;
  if (excludes(contention, 1)) {
    if (contention.lower !== null && contention.lower > 1) {
      return "1 node: it falls from there";
    }
    if (peak === null || !excludes(kappa, 0)) {
      return "cannot be told from none: it may never fall";
    }
    const { figure, range } = formatEstimate({
      value: peak.load,
      ...intervals.peak ?? unbounded,
    });
    return `${figure} nodes (${range})${
      peak.extrapolated ? ", extrapolated" : ""
    }`;
  }
  return "cannot be told from 1 node";
}

const unbounded: Interval = { lower: null, upper: null };
