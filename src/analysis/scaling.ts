/** What more nodes give: speed-up, efficiency, and the scaling law that fits. */
import { fitUsl, type UslFit } from "../statistics/mod.ts";
import type { ScaleCell } from "./scale_cells.ts";

/** Throughput at one size against the smallest size measured with the same system, workers and value size. */
export interface SpeedUp {
  readonly system: string;
  readonly workers: number;
  readonly value_size: number;
  readonly nodes: number;
  /** Nodes it is compared with. */
  readonly base: number;
  /** Ratio of the medians; 1 = no change. */
  readonly ratio: number;
  /** Least and largest ratio over all pairs of repetitions: what chance alone could have shown. */
  readonly low: number;
  readonly high: number;
  /** ratio / (nodes / base): 1 = each node adds as much as the first. */
  readonly efficiency: number;
}

/** Speed-ups of all sizes but the smallest, in the order of the cells; cells without a valid run have none. */
export function speedUps(cells: readonly ScaleCell[]): SpeedUp[] {
  return series(cells).flatMap(([base, ...larger]) =>
    larger.map((cell) => {
      const ratios = cell.throughputs.flatMap((more) =>
        (base?.throughputs ?? []).map((less) => more / less)
      );
      const ratio = (cell.throughput ?? NaN) / (base?.throughput ?? NaN);
      const from = base?.nodes ?? NaN;
      return {
        system: cell.system,
        workers: cell.workers,
        value_size: cell.value_size,
        nodes: cell.nodes,
        base: from,
        ratio,
        low: Math.min(...ratios),
        high: Math.max(...ratios),
        efficiency: ratio / (cell.nodes / from),
      };
    })
  );
}

/** The scaling law of one series of sizes. */
export interface ScalingLaw {
  readonly system: string;
  readonly workers: number;
  readonly value_size: number;
  /** Nodes and throughput of every valid run, in this order. */
  readonly nodes: readonly number[];
  readonly throughputs: readonly number[];
  readonly fit: UslFit;
}

/** Fits the Universal Scalability Law to single runs, for each system, number of workers and value size. */
export function scalingLaws(cells: readonly ScaleCell[]): ScalingLaw[] {
  return series(cells).map((mine) => {
    const points = mine.flatMap(({ nodes, throughputs }) =>
      throughputs.map((throughput) => ({ nodes, throughput }))
    );
    const nodes = points.map((point) => point.nodes);
    const throughputs = points.map(({ throughput }) => throughput);
    const [{ system, workers, value_size }] = mine as [ScaleCell];
    return {
      system,
      workers,
      value_size,
      nodes,
      throughputs,
      fit: fitUsl(nodes, throughputs),
    };
  });
}

/** Cells with a valid run that differ in nodes alone, smallest first. */
function series(cells: readonly ScaleCell[]): ScaleCell[][] {
  const valid = cells.filter(({ throughput }) => throughput !== null);
  return [
    ...Map.groupBy(
      valid,
      ({ system, workers, value_size }) => `${system} ${workers} ${value_size}`,
    ).values(),
  ].map((mine) => mine.toSorted((a, b) => a.nodes - b.nodes));
}
