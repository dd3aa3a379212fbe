/** What more nodes give: speed-up, efficiency, and the scaling law that fits. */
import { fitUsl, mannWhitney, type UslFit } from "../statistics/mod.ts";
import type { ScaleCell } from "./scale_cells.ts";

/** Throughput at one size against the smallest size measured with the same system, workers and value size. */
export interface SpeedUp {
  readonly cell: ScaleCell;
  /** What it is compared with. */
  readonly base: ScaleCell;
  /** Ratio of the medians; 1 = no change. */
  readonly ratio: number;
  /** Least and largest ratio over all pairs of repetitions: both below 1 when every repetition was lower. */
  readonly low: number;
  readonly high: number;
  /**
   * Two-sided, of the Mann-Whitney test that neither size tends to carry more. Two repetitions of each cannot give less than
   * 1/3, three 0.1, four 0.03.
   */
  readonly p: number;
  /** ratio / (nodes / nodes of the base): 1 = each node adds as much as the first. */
  readonly efficiency: number;
}

/** Speed-ups of all sizes but the smallest, in the order of the cells; cells without a valid run have none. */
export function speedUps(cells: readonly ScaleCell[]): SpeedUp[] {
  return series(cells).flatMap(([base, ...larger]) =>
    base === undefined ? [] : larger.map((cell) => {
      const ratios = cell.throughputs.flatMap((more) =>
        base.throughputs.map((less) => more / less)
      );
      const ratio = (cell.throughput ?? NaN) / (base.throughput ?? NaN);
      return {
        cell,
        base,
        ratio,
        low: Math.min(...ratios),
        high: Math.max(...ratios),
        p: mannWhitney(cell.throughputs, base.throughputs).p,
        efficiency: ratio / (cell.nodes / base.nodes),
      };
    })
  );
}

/** The scaling law of one series of sizes. */
export interface ScalingLaw {
  /** What it is fitted to, the smallest size first; they differ in nodes alone. */
  readonly cells: readonly ScaleCell[];
  readonly workers: number;
  readonly value_size: number;
  /** Nodes and throughput of every valid run, in this order. */
  readonly nodes: readonly number[];
  readonly throughputs: readonly number[];
  readonly fit: UslFit;
}

/** Fits the Universal Scalability Law to single runs, for each system, version, number of workers and value size. */
export function scalingLaws(cells: readonly ScaleCell[]): ScalingLaw[] {
  return series(cells).map((mine) => {
    const points = mine.flatMap(({ nodes, throughputs }) =>
      throughputs.map((throughput) => ({ nodes, throughput }))
    );
    const nodes = points.map((point) => point.nodes);
    const throughputs = points.map(({ throughput }) => throughput);
    const [{ workers, value_size }] = mine as [ScaleCell];
    return {
      cells: mine,
      workers,
      value_size,
      nodes,
      throughputs,
      fit: fitUsl(nodes, throughputs),
    };
  });
}

/** Where a fitted law has its peak, in words, or why it has none. */
export function describePeak({ usl, reason }: UslFit): string {
  if (usl === null) return reason;
  const { sigma, kappa, peak } = usl;
  if (peak !== null) {
    const nodes = `${peak.load.toFixed(1)} nodes`;
    return peak.extrapolated ? `${nodes}, extrapolated` : nodes;
  }
  if (sigma + kappa < 1) return "none: it never falls";
  const falls = "falls from the first node";
  return sigma < 1 ? falls : `${falls}: σ is not a share`;
}

/** Cells with a valid run that differ in nodes alone, smallest first. */
function series(cells: readonly ScaleCell[]): ScaleCell[][] {
  const valid = cells.filter(({ throughput }) => throughput !== null);
  return [
    ...Map.groupBy(
      valid,
      ({ system, system_version, workers, value_size }) =>
        JSON.stringify([system, system_version, workers, value_size]),
    ).values(),
  ].map((mine) => mine.toSorted((a, b) => a.nodes - b.nodes));
}
