import { tQuantile } from "../basics/distributions.ts";

/** Bounds of a figure, in its unit; null where the data set none on that side. */
export interface Interval {
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface ProfileOptions {
  /** Where the residual sum of squares is least, and what it is there. */
  readonly estimate: number;
  readonly least: number;
  /** Points less coefficients of the whole fit. */
  readonly freedom: number;
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
  /** Values that make sense; an interval that reaches one of them ends there. @default no bounds */
  readonly within?: readonly [number, number];
}

/** Doublings of the first step after which a side counts as without a bound. */
const MOST_DOUBLINGS = 40;
/** Steps towards a bound, and how near it is near enough, as a share of the interval. */
const MOST_STEPS = 60;
const NEAR = 1e-8;

/**
 * Finds the interval of one quantity of a least squares fit from its profile: all values at which the best fit that keeps to
 * the value has a residual sum of squares of at most least x (1 + F / freedom), F the quantile of the F distribution with 1
 * and `freedom` degrees (Bates and Watts, Nonlinear Regression Analysis and Its Applications, 1988, section 6.1). For a
 * straight line it is the t interval; for others it may lie unevenly about the estimate, and stays within bounds. It takes the
 * errors for independent, normal and of one size. No bounds without a point to spare (`freedom` below 1).
 *
 * @param squaresAt least residual sum of squares of all fits in which the quantity has the given value
 */
export function profileInterval(
  squaresAt: (value: number) => number,
  {
    estimate,
    least,
    freedom,
    confidence = 0.95,
    within = [-Infinity, Infinity],
  }: ProfileOptions,
): Interval {
  if (!(freedom >= 1)) return { lower: null, upper: null };
  const most = least *
    (1 + tQuantile((1 + confidence) / 2, freedom) ** 2 / freedom);
  const excess = (value: number) => squaresAt(value) - most;
  const bound = (direction: 1 | -1): number | null => {
    const end = within[direction === 1 ? 1 : 0];
    let inside = { value: estimate, excess: least - most };
    let step = (estimate === 0 ? 1 : Math.abs(estimate)) / 8;
    for (let i = 0; i < MOST_DOUBLINGS; i++) {
      const next = estimate + direction * step;
      const beyond = direction === 1 ? next >= end : next <= end;
      const value = beyond ? end : next;
      const there = { value, excess: excess(value) };
      if (there.excess > 0) return crossing(excess, inside, there);
      if (beyond) return end;
      inside = there;
      step *= 2;
    }
    return null;
  };
  return { lower: bound(-1), upper: bound(1) };
}

interface Place {
  readonly value: number;
  readonly excess: number;
}

/** Where a function that is negative inside and positive outside is 0, by the Illinois method (Dowell and Jarratt, BIT 11, 1971). */
function crossing(
  excess: (value: number) => number,
  from: Place,
  to: Place,
): number {
  let [inside, outside] = [from, to];
  const width = Math.abs(to.value - from.value);
  for (let i = 0; i < MOST_STEPS; i++) {
    const gap = outside.value - inside.value;
    if (Math.abs(gap) <= NEAR * width) break;
    const share = Number.isFinite(outside.excess)
      ? -inside.excess / (outside.excess - inside.excess)
      : 0.5;
    const value = inside.value + share * gap;
    if (value === inside.value || value === outside.value) break;
    const there = { value, excess: excess(value) };
    if (there.excess > 0) {
      outside = there;
      inside = { ...inside, excess: inside.excess / 2 };
    } else {
      inside = there;
      outside = { ...outside, excess: outside.excess / 2 };
    }
  }
  return inside.value;
}
