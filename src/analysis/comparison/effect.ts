/** Size of a difference between two sides, from one value a run. */
import {
  median,
  stratifiedShift,
  type Stratum,
  summarise,
} from "../../statistics/mod.ts";

/** Change from side A to side B with its interval; a bound is null where runs are too few. */
export interface Effect {
  /** Share of the level, 1 = 100 %, if `relative`; else in the unit of the metric. */
  readonly change: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly relative: boolean;
}

/**
 * Returns the Hodges-Lehmann shift within strata (`first` is side A): of logarithms where all values are positive, which
 * makes it the median ratio, less 1; of the values themselves for a share of operations, and where one is not positive.
 * Null without a stratum of both sides.
 */
export function effectOf(
  strata: readonly Stratum[],
  { isShare, confidence = 0.95 }: {
    readonly isShare: boolean;
    /** @default {0.95} */
    readonly confidence?: number;
  },
): Effect | null {
  const relative = !isShare &&
    strata.every(({ first, second }) =>
      [...first, ...second].every((value) => value > 0)
    );
  const scale = (values: readonly number[]) =>
    relative ? values.map(Math.log) : values;
  const found = stratifiedShift(
    strata.map(({ first, second }) => ({
      first: scale(first),
      second: scale(second),
    })),
    { confidence },
  );
  if (found === null) return null;
  const back = (value: number) => relative ? Math.expm1(value) : value;
  const { shift, lower, upper } = found;
  return {
    change: back(shift),
    lower: lower === null ? null : back(lower),
    upper: upper === null ? null : back(upper),
    relative,
  };
}

/** Level and spread of the values of one side, one a run. */
export interface Level {
  readonly n: number;
  /** Null without a value. */
  readonly median: number | null;
  /** Standard deviation between runs as a share of their mean, within sessions; null if no session has two. */
  readonly variation: number | null;
}

/** Returns the level of one side from its values by stratum. */
export function levelOf(strata: readonly (readonly number[])[]): Level {
  const values = strata.flat();
  if (values.length === 0) return { n: 0, median: null, variation: null };
  let squares = 0;
  let freedom = 0;
  for (const stratum of strata) {
    const { n, mean, sampleSd } = summarise(stratum);
    if (sampleSd === null || mean === null || mean === 0) continue;
    squares += (n - 1) * (sampleSd / mean) ** 2;
    freedom += n - 1;
  }
  return {
    n: values.length,
    median: median(values),
    variation: freedom === 0 ? null : Math.sqrt(squares / freedom),
  };
}
