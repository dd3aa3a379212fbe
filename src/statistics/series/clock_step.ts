/** Steps that clocks, timers and polls have, in seconds from a microsecond to five: decades of these, and parts of a second. */
const CANDIDATES = [
  ...[0, -1, -2, -3, -4, -5, -6].flatMap((power) =>
    [1, 2, 2.5, 4, 5].map((digit) => Number(`${digit}e${power}`))
  ),
  1 / 64,
  1 / 60,
].sort((a, b) => b - a);
/** Concentration from which values count as standing in steps; evenly spread ones have 0, exact ones 1. */
const LEAST_CONCENTRATION = 0.5;
/** Some values must be one step apart, and some more: a single gap between two answers is no clock. */
const LEAST_ONE_APART = 0.1;
const LEAST_FAR_APART = 0.02;
/** A candidate this close to the best concentration is as good: of several, the largest is the step. */
const AS_GOOD = 0.8;
/** Enough groups to tell; more take time only. */
const MOST_GROUPS = 2000;

/**
 * Finds the step in which a source's values come, in seconds; null when they show none. Each group holds values measured one
 * after the other, so that an offset common to them does not matter. The step is the largest candidate of which differences
 * within groups are whole multiples, nearly as well as for the best: the mean cosine of their phase (Mardia and Jupp, Directional
 * Statistics, section 2.3), with differences of several steps among them.
 *
 * Values that are NaN or infinite are left out; constant and empty groups say nothing.
 */
export function clockStep(
  groups: readonly (readonly number[])[],
): number | null {
  const usable = groups.filter((group) => group.length > 1);
  const every = Math.ceil(usable.length / MOST_GROUPS);
  const sample = usable.filter((_, i) => i % every === 0);
  const fits = CANDIDATES.map((step) => ({
    step,
    concentration: stepConcentration(sample, step) ?? 0,
  })).filter(({ step, concentration }) => {
    if (concentration < LEAST_CONCENTRATION) return false;
    const far = apart(sample, step * 1.5);
    return far >= LEAST_FAR_APART &&
      apart(sample, step / 2) - far >= LEAST_ONE_APART;
  });
  const best = Math.max(...fits.map(({ concentration }) => concentration));
  return fits.find(({ concentration }) => concentration >= AS_GOOD * best)
    ?.step ?? null;
}

/**
 * How close differences within groups are to whole multiples of a step: mean cosine of the phase of all pairs, 1 for exact
 * multiples, 0 for any others; null without a pair.
 */
export function stepConcentration(
  groups: readonly (readonly number[])[],
  step: number,
): number | null {
  let sum = 0;
  let pairs = 0;
  for (const group of groups) {
    let [cos, sin, n] = [0, 0, 0];
    for (const value of group) {
      if (!Number.isFinite(value)) continue;
      const phase = 2 * Math.PI * value / step;
      cos += Math.cos(phase);
      sin += Math.sin(phase);
      n++;
    }
    sum += cos * cos + sin * sin - n;
    pairs += n * (n - 1);
  }
  return pairs > 0 ? sum / pairs : null;
}

/** Share of pairs within groups that differ by more than `distance`. */
function apart(
  groups: readonly (readonly number[])[],
  distance: number,
): number {
  let far = 0;
  let pairs = 0;
  for (const group of groups) {
    const finite = group.filter(Number.isFinite);
    for (const [i, value] of finite.entries()) {
      for (const other of finite.slice(i + 1)) {
        if (Math.abs(other - value) > distance) far++;
      }
    }
    pairs += finite.length * (finite.length - 1) / 2;
  }
  return pairs > 0 ? far / pairs : 0;
}
