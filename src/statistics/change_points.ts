import { mannWhitney } from "./mann_whitney.ts";
import { seededRandom } from "./random.ts";
import { median } from "./summary.ts";

/** A place where the values of a series change for good. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  /** Medians of the segments on either side, in the unit of the values. */
  readonly before: number;
  readonly after: number;
  /** Divergence of the two sides when they were split. */
  readonly q: number;
  /** Share of shuffled series that split at least as well, or p of the rank test. */
  readonly p: number;
}

export interface ChangePointOptions {
  /** Fewest values on each side of a change. @default {5} */
  readonly minimumSegment?: number;
  /** Largest p that counts as a change, 1 = 100 %. @default {0.001} */
  readonly alpha?: number;
  /** Seed of the shuffles; the same seed gives the same answer. @default {1} */
  readonly seed?: number;
  /**
   * How a split is tested: by shuffles, or by Mann-Whitney between its sides, which is a thousand times faster and, as
   * the split was chosen for being large, too generous: pair it with a small alpha. @default {"shuffles"}
   */
  readonly test?: "shuffles" | "ranks";
}

/**
 * Finds lasting changes of a series in order, by E-divisive with its permutation test (Matteson and James, JASA 109, 2014):
 * split where the energy distance is largest, keep the split if few shuffles within segments do as well, repeat. The shuffles
 * are seeded. Segments hold at least minimumSegment values, so that a single spike is no change. Takes memory by n and time
 * by n² for each shuffle: about a second for the history of 365 values in the test. Throws a RangeError for a value that is
 * not finite.
 */
export function changePoints(
  values: readonly number[],
  { minimumSegment = 5, alpha = 0.001, seed = 1, test = "shuffles" }:
    ChangePointOptions = {},
): ChangePoint[] {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot find change points as a value is not finite: ${wrong}`,
    );
  }
  if (!(minimumSegment >= 1 && alpha > 0)) {
    throw new RangeError(
      `Cannot find change points as minimumSegment must be at least 1 and alpha above 0: ${minimumSegment} and ${alpha}`,
    );
  }
  const random = seededRandom(seed);
  const found: { index: number; q: number; p: number }[] = [];
  while (true) {
    const bounds = [0, ...found.map(({ index }) => index), values.length];
    const segments = bounds.slice(1)
      .map((to, i) => values.slice(bounds[i], to));
    const best = bestOf(segments, minimumSegment);
    if (!best) break;
    const p = test === "ranks"
      ? mannWhitney(...sidesOf(values, best)).p
      : permutationP(segments, best.q, { minimumSegment, alpha, random });
    if (p === null || p > alpha) break;
    found.push({ index: best.offset + best.index, q: best.q, p });
    found.sort((a, b) => a.index - b.index);
  }
  return found.map((change, i) => ({
    ...change,
    before: median(values.slice(found[i - 1]?.index ?? 0, change.index)),
    after: median(values.slice(change.index, found[i + 1]?.index)),
  }));
}

/** The best place to split a series. */
export interface Split {
  /** Index of the first value of the second part. */
  readonly index: number;
  /** Index after the last value of the second part, which may end before the series does. */
  readonly end: number;
  readonly q: number;
}

/**
 * Finds the split with the largest Q: twice the mean distance between the parts less the mean distances within them, weighted
 * by n m / (n + m) (Matteson and James, equations 5 to 7, exponent 1). Null when the series is too short or constant.
 */
export function bestSplit(
  values: readonly number[],
  { minimumSegment = 1 }: { readonly minimumSegment?: number } = {},
): Split | null {
  const size = values.length;
  const fromStart = distancesFromStart(values);
  // Sum of distances within values[index, end) for the index of the present round, by end.
  const within = new Float64Array(size + 1);
  let best: Split | null = null;
  for (let index = size - 1; index >= minimumSegment; index--) {
    const value = values[index] ?? NaN;
    const left = fromStart[index] ?? NaN;
    let row = 0;
    for (let end = index + 1; end <= size; end++) {
      row += Math.abs(value - (values[end - 1] ?? NaN));
      const right = (within[end] ?? 0) + row;
      within[end] = right;
      const m = end - index;
      if (m < minimumSegment) continue;
      const between = (fromStart[end] ?? NaN) - left - right;
      const q = 2 / end * (between - (index > 1 ? m / (index - 1) * left : 0) -
        (m > 1 ? index / (m - 1) * right : 0));
      // Equal splits: the earliest, as later rounds have smaller indices.
      if (q > 0 && q >= (best?.q ?? 0)) best = { index, end, q };
    }
  }
  return best;
}

/** Sums of distances between all values before each index. */
function distancesFromStart(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) {
    let added = 0;
    for (let i = 0; i < index; i++) {
      added += Math.abs(value - (values[i] ?? NaN));
    }
    sums[index + 1] = (sums[index] ?? 0) + added;
  }
  return sums;
}

function bestOf(
  segments: readonly (readonly number[])[],
  minimumSegment: number,
): (Split & { offset: number }) | null {
  let best: (Split & { offset: number }) | null = null;
  let offset = 0;
  for (const segment of segments) {
    const split = segment.length < 2 * minimumSegment
      ? null
      : bestSplit(segment, { minimumSegment });
    if (split && split.q > (best?.q ?? 0)) best = { ...split, offset };
    offset += segment.length;
  }
  return best;
}

function sidesOf(
  values: readonly number[],
  { offset, index, end }: Split & { readonly offset: number },
): [number[], number[]] {
  const at = offset + index;
  return [values.slice(offset, at), values.slice(at, offset + end)];
}

/** Share of shuffles within segments that split as well; null as soon as it must come out above alpha. */
function permutationP(
  segments: readonly (readonly number[])[],
  q: number,
  { minimumSegment, alpha, random }: {
    minimumSegment: number;
    alpha: number;
    random: () => number;
  },
): number | null {
  const shuffles = Math.max(999, Math.ceil(1 / alpha) - 1);
  let extreme = 1;
  for (let i = 0; i < shuffles; i++) {
    const shuffled = segments.map((segment) => shuffle(segment, random));
    // Rounding can part sums that are equal in theory.
    const other = bestOf(shuffled, minimumSegment)?.q ?? 0;
    if (other >= q * (1 - 1e-12)) extreme += 1;
    if (extreme / (shuffles + 1) > alpha) return null;
  }
  return extreme / (shuffles + 1);
}

/** Fisher-Yates shuffle of a copy. */
function shuffle(values: readonly number[], random: () => number): number[] {
  const copy = [...values];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const value = copy[i] ?? NaN;
    copy[i] = copy[j] ?? NaN;
    copy[j] = value;
  }
  return copy;
}
