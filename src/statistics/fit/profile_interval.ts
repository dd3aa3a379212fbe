import { tQuantile } from "../basics/distributions.ts";

/** Bounds of a quantity, in its unit; null if the data set none on that side. */
export interface Interval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Options of `profileInterval`. */
export interface ProfileOptions {
  /** Estimate with the smallest residual sum of squares, and that sum. */
  readonly estimate: number;
  readonly least: number;
  /** Degrees of freedom: points less coefficients of the whole fit. */
  readonly freedom: number;
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
  /** Valid range of the quantity; an interval that reaches one of its ends stops there. @default no bounds */
  readonly within?: readonly [number, number];
}

/** Maximum number of doublings of the first step; then a side has no bound. */
const MAX_DOUBLINGS = 40;
/** Maximum number of steps towards a bound, and tolerance as a share of the interval. */
const MAX_STEPS = 60;
const TOLERANCE = 1e-8;

/**
 * Finds the interval of one quantity of a least squares fit from its profile: all values for which the best fit with
 * this value has a residual sum of squares of at most least x (1 + F / freedom), F the quantile of the F distribution
 * with 1 and `freedom` degrees (Bates and Watts, Nonlinear Regression Analysis and Its Applications, 1988, section
 * 6.1). For a straight line it is the t interval; for others it may be asymmetric about the estimate, and stays
 * within bounds. It assumes errors that are independent, normal and of equal variance. No bounds without a degree of
 * freedom.
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
  const limit = least *
    (1 + tQuantile((1 + confidence) / 2, freedom) ** 2 / freedom);
  const excess = (value: number) => squaresAt(value) - limit;
  const bound = (direction: 1 | -1): number | null => {
    const end = within[direction === 1 ? 1 : 0];
    let inside = { value: estimate, excess: least - limit };
    let step = (estimate === 0 ? 1 : Math.abs(estimate)) / 8;
    for (let i = 0; i < MAX_DOUBLINGS; i++) {
      const next = estimate + direction * step;
      const beyond = direction === 1 ? next >= end : next <= end;
      const value = beyond ? end : next;
      const point = { value, excess: excess(value) };
      if (point.excess > 0) return crossing(excess, inside, point);
      if (beyond) return end;
      inside = point;
      step *= 2;
    }
    return null;
  };
  return { lower: bound(-1), upper: bound(1) };
}

interface ProfilePoint {
  readonly value: number;
  readonly excess: number;
}

/** Finds the root between a negative and a positive value by the Illinois method (Dowell and Jarratt, BIT 11, 1971). */
function crossing(
  excess: (value: number) => number,
  from: ProfilePoint,
  to: ProfilePoint,
): number {
  let [inside, outside] = [from, to];
  const width = Math.abs(to.value - from.value);
  for (let i = 0; i < MAX_STEPS; i++) {
    const gap = outside.value - inside.value;
    if (Math.abs(gap) <= TOLERANCE * width) break;
    const share = Number.isFinite(outside.excess)
      ? -inside.excess / (outside.excess - inside.excess)
      : 0.5;
    const value = inside.value + share * gap;
    if (value === inside.value || value === outside.value) break;
    const point = { value, excess: excess(value) };
    if (point.excess > 0) {
      outside = point;
      inside = { ...inside, excess: inside.excess / 2 };
    } else {
      inside = point;
      outside = { ...outside, excess: outside.excess / 2 };
    }
  }
  return inside.value;
}
