/**
 * Candidate steps of clocks, timers and polls in seconds, from a microsecond to five: decades, and fractions of a
 * second.
 */
const CANDIDATES = [
  ...[0, -1, -2, -3, -4, -5, -6].flatMap((power) =>
    [1, 2, 2.5, 4, 5].map((digit) => Number(`${digit}e${power}`))
  ),
  1 / 64,
  1 / 60,
].sort((a, b) => b - a);
/** Minimum concentration of stepped values; evenly spread values have 0, exact multiples 1. */
const MIN_CONCENTRATION = 0.5;
/** Minimum shares of pairs one step apart, and further apart: a single gap between two values is not a clock. */
const MIN_SHARE_ONE_APART = 0.1;
const MIN_SHARE_FAR_APART = 0.02;
/** Share of the best concentration that counts as equally good: of several candidates the largest is the step. */
const NEAR_BEST = 0.8;
/** Maximum number of sampled groups; more only take time. */
const MAX_GROUPS = 2000;

/**
 * Finds the resolution of a source's values, in seconds; null if there is none. Each group holds values measured in
 * sequence; their common offset does not matter. The step is the largest candidate of which differences within groups
 * are whole multiples, nearly as well as for the best one, by the mean cosine of their phase (Mardia and Jupp,
 * Directional Statistics, section 2.3), with differences of several steps among them.
 *
 * Ignores NaN and infinite values, and constant and empty groups.
 */
export function clockStep(
  groups: readonly (readonly number[])[],
): number | null {
  const usable = groups.filter((group) => group.length > 1);
  const every = Math.ceil(usable.length / MAX_GROUPS);
  const sample = usable.filter((_, i) => i % every === 0);
  const sorted = sample.map((group) =>
    new Float64Array(group.filter(Number.isFinite)).sort()
  );
  // The distances first: they take less time than angles, and exclude most candidates.
  const fits = CANDIDATES.filter((step) => {
    const far = shareApart(sorted, step * 1.5);
    return far >= MIN_SHARE_FAR_APART &&
      shareApart(sorted, step / 2) - far >= MIN_SHARE_ONE_APART;
  }).map((step) => ({
    step,
    concentration: stepConcentration(sample, step) ?? 0,
  })).filter(({ concentration }) => !(concentration < MIN_CONCENTRATION));
  const best = Math.max(...fits.map(({ concentration }) => concentration));
  return fits.find(({ concentration }) => concentration >= NEAR_BEST * best)
    ?.step ?? null;
}

/**
 * Measures how close differences within groups are to whole multiples of a step: mean cosine of the phase of all
 * pairs, 1 for exact multiples, 0 for random differences; null without a pair.
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

/** Returns the share of pairs within ascending groups that differ by more than `distance`. */
function shareApart(
  groups: readonly Float64Array[],
  distance: number,
): number {
  let far = 0;
  let pairs = 0;
  for (const group of groups) {
    // The values before this place are further below the current one, and below all later ones.
    let first = 0;
    for (let i = 0; i < group.length; i++) {
      while (first < i && group[i]! - group[first]! > distance) first++;
      far += first;
    }
    pairs += group.length * (group.length - 1) / 2;
  }
  return pairs > 0 ? far / pairs : 0;
}
