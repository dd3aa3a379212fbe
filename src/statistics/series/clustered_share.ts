import { quantile } from "../describe/quantile.ts";
import { seededRandom } from "../basics/random.ts";

/** Counts of one interval of time; all intervals are equally long and in order. */
export interface TimeCell {
  /** Number of events among `n`, such as failures. */
  readonly events: number;
  readonly n: number;
}

/** Share of clustered events with its interval; all but n are shares, 1 = 100 %. */
export interface ClusteredShare {
  /** Events / n; null if n is 0. */
  readonly share: number | null;
  /** Null if unknown; see `reason`. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  /** Reason for missing bounds, else null. */
  readonly reason: string | null;
}

/** Options of `clusteredShare`. */
export interface ClusteredShareOptions {
  /** Number of cells of a block: the length of the longest cluster, so that a cluster is resampled as one. */
  readonly block: number;
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
  /** @default {1999} */
  readonly resamples?: number;
  /** Equal seeds give equal intervals. @default {1} */
  readonly seed?: number;
}

/** Minimum number of blocks for an interval: resamples of fewer are nearly equal. */
const MIN_BLOCKS = 4;

/**
 * Computes the interval of a share by the circular block bootstrap: quantiles of the ratio over resampled blocks of
 * neighbouring cells, the last cell being followed by the first (Politis and Romano, "A circular block-resampling
 * procedure for stationary data", in Exploring the Limits of Bootstrap, 1992). Wilson's interval assumes independent
 * attempts: if one outage fails a hundred attempts, it is ten times too narrow. Without events, or with events only,
 * clustering is unknown: no interval. Throws `RangeError` for a block that is not a whole number of cells, and for a
 * cell with counts that are not whole numbers or with more events than n.
 */
export function clusteredShare(
  cells: readonly TimeCell[],
  { block, confidence = 0.95, resamples = 1999, seed = 1 }:
    ClusteredShareOptions,
): ClusteredShare {
  if (!(Number.isInteger(block) && block >= 1)) {
    throw new RangeError(
      `Cannot resample blocks as a block is not one cell or more: ${block}`,
    );
  }
  const invalid = cells.find(({ events, n }) =>
    !(Number.isSafeInteger(n) && events >= 0 && events <= n) ||
    !Number.isInteger(events)
  );
  if (invalid) {
    throw new RangeError(
      `Cannot resample as a cell has no counts: ${invalid.events} of ${invalid.n}`,
    );
  }
  const n = cells.reduce((sum, cell) => sum + cell.n, 0);
  const events = cells.reduce((sum, cell) => sum + cell.events, 0);
  const share = n === 0 ? null : events / n;
  const without = (reason: string): ClusteredShare => ({
    ...{ share, lower: null, upper: null, n, reason },
  });
  if (n === 0) return without("nothing was counted");
  if (events === 0 || events === n) {
    return without("all are alike: nothing tells how they cluster");
  }
  if (cells.length < MIN_BLOCKS * block) {
    return without(
      `an interval needs ${MIN_BLOCKS} blocks of ${block}, has ${cells.length} cells`,
    );
  }
  const random = seededRandom(seed);
  const sums: CircularSums = {
    events: circularSums(cells.map((cell) => cell.events)),
    n: circularSums(cells.map((cell) => cell.n)),
    cells: cells.length,
  };
  const shares = Float64Array.from(
    { length: resamples },
    () => resampledShare(sums, block, random),
  ).sort();
  return {
    share,
    lower: quantile(shares, (1 - confidence) / 2),
    upper: quantile(shares, (1 + confidence) / 2),
    n,
    reason: null,
  };
}

/** Sums of the counts of all cells before each place, of which the last cell is followed by the first again. */
interface CircularSums {
  readonly events: Float64Array;
  readonly n: Float64Array;
  readonly cells: number;
}

/** Returns the sums before each place of a row that is gone through twice: whole numbers, so that their order is free. */
function circularSums(counts: readonly number[]): Float64Array {
  const sums = new Float64Array(2 * counts.length + 1);
  for (let i = 0; i < 2 * counts.length; i++) {
    sums[i + 1] = sums[i]! + counts[i % counts.length]!;
  }
  return sums;
}

function resampledShare(
  sums: CircularSums,
  block: number,
  random: () => number,
): number {
  let events = 0;
  let n = 0;
  for (let drawn = 0; drawn < sums.cells; drawn += block) {
    const start = Math.floor(random() * sums.cells);
    const end = start + Math.min(block, sums.cells - drawn);
    events += sums.events[end]! - sums.events[start]!;
    n += sums.n[end]! - sums.n[start]!;
  }
  return n === 0 ? 0 : events / n;
}

/**
 * Returns the number of cells in the longest cluster, from its first cell with events to its last: in a cluster they are
 * less than `apart` cells apart. 0 without an event.
 */
export function longestCluster(
  cells: readonly TimeCell[],
  apart: number,
): number {
  const withEvents = cells.flatMap(({ events }, i) => events > 0 ? [i] : []);
  let first = withEvents[0] ?? 0;
  let longest = 0;
  for (const [i, cell] of withEvents.entries()) {
    if (cell - (withEvents[i - 1] ?? cell) >= apart) first = cell;
    longest = Math.max(longest, cell - first + 1);
  }
  return longest;
}
