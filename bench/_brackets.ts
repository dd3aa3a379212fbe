/** Between which values quantiles are looked for. */

/** Two values, both included, between which a quantile lies; infinite if nothing is known. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
}

/**
 * Returns the values of a sorted sample that are `spread` standard deviations in rank to either side of its quantile `q`. How
 * many values of a random sample are below a quantile of all is binomial. Beyond the ends of the sample nothing is known.
 */
export function bracketOf(
  sample: readonly number[],
  q: number,
  spread: number,
): Bracket {
  const rank = (sample.length - 1) * q;
  // One more, as the deviation of the least and the largest value is 0.
  const margin = spread * (1 + Math.sqrt(sample.length * q * (1 - q)));
  return {
    low: sample[Math.floor(rank - margin)] ?? -Infinity,
    high: sample[Math.ceil(rank + margin)] ?? Infinity,
  };
}

/** Returns the brackets, sorted, with those that overlap as one: no value is inside two of them, though it may end both. */
export function joinBrackets(brackets: readonly Bracket[]): Bracket[] {
  const joined: Bracket[] = [];
  // A difference of infinities is no number, and counts as none.
  const sorted = brackets.toSorted((a, b) => a.low - b.low || a.high - b.high);
  for (const { low, high } of sorted) {
    const last = joined.at(-1);
    const isApart = last === undefined || low > last.high ||
      low === last.high && last.low < high;
    if (isApart) joined.push({ low, high });
    else {
      joined.splice(-1, 1, {
        low: last.low,
        high: Math.max(last.high, high),
      });
    }
  }
  return joined;
}
