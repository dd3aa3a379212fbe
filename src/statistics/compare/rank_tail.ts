import { normalCdf } from "../basics/distributions.ts";

/** Largest size of the smaller sample with exact counts; above it the normal approximation is used. */
export const MAX_EXACT_SIZE = 20;
/** Share of all orders below which exact counts are tabled. */
const TABLED_SHARE = 0.02;
/** Standard deviations from which the normal approximation is never below the exact value. */
const MIN_CONSERVATIVE_DEVIATION = 2;

/**
 * Bounds the lower tail of Mann and Whitney's U without ties: P(U <= u) for samples of n1 and n2 values in random
 * order, where U counts the pairs that are out of order. Exact far in the tail if the smaller sample has at most 20
 * values (generating function of Mann and Whitney, Annals of Mathematical Statistics 18, 1947). Otherwise the normal
 * approximation with continuity correction, which is too large beyond 2 standard deviations, as the kurtosis of U is
 * below 3.
 *
 * NaN in gives NaN; u below 0 gives 0. Throws a RangeError unless both sizes are whole numbers from 1.
 */
export function rankTail(u: number, n1: number, n2: number): number {
  if (!(Number.isInteger(n1) && Number.isInteger(n2) && n1 > 0 && n2 > 0)) {
    throw new RangeError(
      `Cannot compare two samples as their sizes must be whole numbers from 1: ${n1} and ${n2}`,
    );
  }
  if (u < 0) return 0;
  const pairs = Math.floor(u);
  const deviations = -rankDeviation(pairs, n1, n2);
  const normal = normalCdf(deviations + 0.5 / rankSpread(n1, n2));
  const [small, large] = n1 < n2 ? [n1, n2] : [n2, n1];
  if (small > MAX_EXACT_SIZE || deviations > -MIN_CONSERVATIVE_DEVIATION) {
    return normal;
  }
  return tableOf(small, large)[pairs] ?? normal;
}

/** Returns by how many standard deviations u is below its expected value. */
export function rankDeviation(u: number, n1: number, n2: number): number {
  return (n1 * n2 / 2 - u) / rankSpread(n1, n2);
}

/** Standard deviation of U. */
function rankSpread(n1: number, n2: number): number {
  return Math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12);
}

/**
 * Estimates ln P(U <= u), with an error of either sign, to compare places far in the tail where the normal bound is
 * many times too large: Bahadur and Rao's saddle point for a lattice (Annals of Mathematical Statistics 31, 1960)
 * with the exact cumulants of U. Exact for u = 0; within a tenth beyond 3 standard deviations; use `rankTail()` for a
 * p.
 */
export function rankTailEstimate(u: number, n1: number, n2: number): number {
  const [small, large] = n1 < n2 ? [n1, n2] : [n2, n1];
  if (u <= 0) {
    let sum = 0;
    for (let i = 1; i <= small; i++) sum += Math.log(i / (large + i));
    return sum;
  }
  // The mean of U under weights e^(t u) grows with t, from 0 to its middle at t = 0: halve the interval around u.
  let [low, high] = [-50, -1e-9];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (tilted(middle, small, large).mean < u) low = middle;
    else high = middle;
  }
  const t = (low + high) / 2;
  const { log, variance } = tilted(t, small, large);
  return log - t * u - Math.log(-Math.expm1(t)) -
    Math.log(2 * Math.PI * variance) / 2;
}

/** Logarithm of the mean of e^(t U), and mean and variance of U under these weights, for t below 0. */
function tilted(t: number, small: number, large: number) {
  let [log, mean, variance] = [0, 0, 0];
  const add = (size: number, sign: number) => {
    const weight = Math.exp(t * size);
    const rest = -Math.expm1(t * size);
    log += sign * Math.log(rest / size);
    mean -= sign * size * weight / rest;
    variance -= sign * size * size * weight / (rest * rest);
  };
  for (let i = 1; i <= small; i++) {
    add(large + i, 1);
    add(i, -1);
  }
  return { log, mean, variance };
}

/** Returns the largest possible P(U <= u) that does not exceed `level`: the chance of a p as small as `level`. */
export function rankTailWithin(
  level: number,
  n1: number,
  n2: number,
): number {
  const [small, large] = n1 < n2 ? [n1, n2] : [n2, n1];
  if (small > MAX_EXACT_SIZE) return level;
  const table = tableOf(small, large);
  if ((table.at(-1) ?? 0) <= level) return level;
  let [low, high] = [0, table.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table[middle] ?? 1) <= level) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : table[low - 1] ?? 0;
}

const tables = new Map<number, Float64Array>();

/** P(U <= u) by u, from 0 to the first that exceeds the tabled share. */
function tableOf(small: number, large: number): Float64Array {
  const key = large * (MAX_EXACT_SIZE + 1) + small;
  const known = tables.get(key);
  if (known) return known;
  const table = toTable(small, large);
  tables.set(key, table);
  return table;
}

function toTable(small: number, large: number): Float64Array {
  const size = Math.floor(small * large / 2) + 1;
  const shares = new Float64Array(size);
  shares[0] = 1;
  for (let i = 1; i <= small; i++) shares[0] *= i / (large + i);
  // The product of (1 - q^(large + i)) / (1 - q^i), a factor after the other, cut off at q^size.
  for (let i = 1; i <= small; i++) {
    const shift = large + i;
    for (let u = size - 1; u >= shift; u--) {
      shares[u] = (shares[u] ?? 0) - (shares[u - shift] ?? 0);
    }
    for (let u = i; u < size; u++) {
      shares[u] = (shares[u] ?? 0) + (shares[u - i] ?? 0);
    }
  }
  let end = 0;
  let sum = 0;
  while (end < size && sum <= TABLED_SHARE) {
    sum += shares[end] ?? 0;
    shares[end++] = sum;
  }
  return shares.slice(0, end);
}
