import { requireFinite } from "../basics/finite.ts";
import { standing } from "../basics/order.ts";
import { rankTail, rankTailWithin } from "../compare/rank_tail.ts";

/** A stretch of values above the rest of their series, which returned. */
export interface Excursion {
  /** Indices of the first value of the stretch and of the first after it. */
  readonly from: number;
  readonly to: number;
  /** Bound of the chance of a stretch as high anywhere in a series in random order. */
  readonly p: number;
}

export interface ExcursionOptions {
  /** Lengths of stretches to search. @default {3 to 12} */
  readonly lengths?: readonly number[];
  /** Largest p of a stretch that counts, 1 = 100 %. @default {0.05} */
  readonly alpha?: number;
}

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/**
 * Finds short stretches in which a series lay above its level: the epidemic alternative, two change points tested together
 * (Levin and Kline, Statistics in Medicine 4, 1985; the search over both ends is that of circular binary segmentation, Olshen
 * and others, Biostatistics 5, 2004). Values must be free of steps: search the segments between them one by one.
 *
 * A stretch is tested by rank against all other values; ties count against it. Its p is the sum, over all stretches of all
 * lengths, of the chance that the test of that one alone would be as small (Boole's inequality), so it pays for the search.
 * The best is taken out and the rest searched again, until p exceeds alpha; as a later one is tested only when all before it
 * were found, the chance of any false one stays below alpha. In order of time.
 *
 * Three of n values need n of about 40 to reach 0.05. An empty, constant or short series has none. Throws a RangeError that
 * names the first value that is NaN or infinite.
 */
export function excursions(
  values: readonly number[],
  { lengths = LENGTHS, alpha = 0.05 }: ExcursionOptions = {},
): Excursion[] {
  requireFinite(values, "find excursions", "the series");
  const wrong = lengths.find((length) =>
    !(Number.isInteger(length) && length >= 1)
  );
  if (wrong !== undefined || !(alpha > 0)) {
    throw new RangeError(
      `Cannot find excursions as lengths must be whole numbers from 1 and alpha above 0: ${
        wrong ?? alpha
      }`,
    );
  }
  const found: Excursion[] = [];
  // What is left between the stretches found, as [from, to).
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

/** The stretch inside a piece with the smallest p, tested against all values of the pieces. */
function highest(
  values: readonly number[],
  pieces: readonly (readonly [number, number])[],
  lengths: readonly number[],
): Excursion | null {
  const kept = pieces.flatMap(([from, to]) => values.slice(from, to));
  const n = kept.length;
  const { atLeast, group, groups } = standing(kept);
  const seen = new Int32Array(groups);
  const possible = lengths.filter((length) => 2 * length <= n);
  let best = { from: 0, to: 0, local: 1 };
  for (const length of possible) {
    // A sum of ranks as low as any so far makes the smallest p of its length.
    let least = Infinity;
    let place = 0;
    let offset = 0;
    for (const [from, to] of pieces) {
      // Pairs with a value outside that is at least as large: all such pairs but those within, where equals count twice.
      let sum = 0;
      seen.fill(0);
      for (let i = offset; i < offset + to - from; i++) {
        const own = group[i] ?? 0;
        const equal = seen[own] ?? 0;
        sum += (atLeast[i] ?? 0) - equal;
        seen[own] = equal + 1;
        if (i - offset >= length) {
          const gone = group[i - length] ?? 0;
          const left = (seen[gone] ?? 0) - 1;
          sum -= (atLeast[i - length] ?? 0) - left;
          seen[gone] = left;
        }
        if (i - offset + 1 >= length && sum < least) {
          least = sum;
          place = from + i - offset + 1 - length;
        }
      }
      offset += to - from;
    }
    if (least === Infinity) continue;
    const u = least - length * (length + 1) / 2;
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
