import { requireFinite } from "../basics/finite.ts";
import { orderCounts } from "../basics/order.ts";
import { rankTail, rankTailWithin } from "../compare/rank_tail.ts";

/** Temporary rise of a series above its level. */
export interface Excursion {
  /** Indices of the first value of the excursion and of the first after it. */
  readonly from: number;
  readonly to: number;
  /** Bound of the chance of an equally high excursion anywhere in a series in random order. */
  readonly p: number;
}

/** Options of `excursions`. */
export interface ExcursionOptions {
  /** Lengths to search, in values. @default {3 to 12} */
  readonly lengths?: readonly number[];
  /** Maximum p of an excursion, 1 = 100 %. @default {0.05} */
  readonly alpha?: number;
}

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * Finds short excursions of a series above its level: the epidemic alternative, two change points tested together
 * (Levin and Kline, Statistics in Medicine 4, 1985; the search over both ends is that of circular binary
 * segmentation, Olshen and others, Biostatistics 5, 2004). Values must be free of steps: search the segments between
 * steps separately.
 *
 * An excursion is tested by rank against all other values; ties count against it. Its p is the sum, over all places
 * and lengths, of the chance that the test of that one alone gives as small a p (Boole's inequality), which corrects
 * for the search. The best is removed and the rest searched again, until p exceeds alpha; as a later one is tested
 * only if all before it were found, the chance of any false one stays below alpha. Returned in order of time.
 *
 * Three of n values need n of about 40 to reach 0.05. An empty, constant or short series has none. Throws
 * `RangeError` for the first value that is NaN or infinite.
 */
export function excursions(
  values: readonly number[],
  { lengths = LENGTHS, alpha = 0.05 }: ExcursionOptions = {},
): Excursion[] {
  requireFinite(values, "find excursions", "the series");
  const invalid = lengths.find((length) =>
    !(Number.isInteger(length) && length >= 1)
  );
  if (invalid !== undefined || !(alpha > 0)) {
    throw new RangeError(
      `Cannot find excursions as lengths must be whole numbers from 1 and alpha above 0: ${
        invalid ?? alpha
      }`,
    );
  }
  const found: Excursion[] = [];
  // The pieces between the excursions found, as [from, to).
  let pieces: [number, number][] = [[0, values.length]];
  while (true) {
    const best = highest(values, pieces, lengths);
    if (!best || best.p > alpha) break;
    found.push(best);
    pieces = pieces.flatMap(([from, to]): [number, number][] =>
      best.from < from || best.from >= to
        ? [[from, to]]
        : [[from, best.from], [best.to, to]]
    );
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Returns the excursion inside a piece with the smallest p, tested against all values of the pieces. */
function highest(
  values: readonly number[],
  pieces: readonly (readonly [number, number])[],
  lengths: readonly number[],
): Excursion | null {
  const kept = pieces.flatMap(([from, to]) => values.slice(from, to));
  const n = kept.length;
  const { atLeast, group, groups } = orderCounts(kept);
  const seen = new Int32Array(groups);
  const possible = lengths.filter((length) => 2 * length <= n);
  let best = { from: 0, to: 0, local: 1 };
  for (const length of possible) {
    // The lowest sum of ranks has the smallest p of its length.
    let lowest = Infinity;
    let place = 0;
    let offset = 0;
    for (const [from, to] of pieces) {
      // Counts pairs with an outside value that is at least as large: all such pairs without those inside, where ties
      // count twice.
      let sum = 0;
      seen.fill(0);
      for (let i = offset; i < offset + to - from; i++) {
        const valueGroup = group[i] ?? 0;
        const equal = seen[valueGroup] ?? 0;
        sum += (atLeast[i] ?? 0) - equal;
        seen[valueGroup] = equal + 1;
        if (i - offset >= length) {
          const leaving = group[i - length] ?? 0;
          const remaining = (seen[leaving] ?? 0) - 1;
          sum -= (atLeast[i - length] ?? 0) - remaining;
          seen[leaving] = remaining;
        }
        if (i - offset + 1 >= length && sum < lowest) {
          lowest = sum;
          place = from + i - offset + 1 - length;
        }
      }
      offset += to - from;
    }
    if (lowest === Infinity) continue;
    const u = lowest - length * (length + 1) / 2;
    const local = rankTail(u, length, n - length);
    if (local < best.local) best = { from: place, to: place + length, local };
  }
  if (best.to === 0) return null;
  let p = 0;
  for (const length of possible) {
    const places = pieces.reduce(
      (sum, [from, to]) => sum + Math.max(0, to - from - length + 1),
      0,
    );
    p += places *
      rankTailWithin(best.local * (1 + 1e-9), length, n - length);
  }
  return { from: best.from, to: best.to, p: Math.min(1, p) };
}
