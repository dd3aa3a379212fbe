/**
 * Returns a generator of numbers in [0, 1) that repeats for an equal seed: xorshift32 (Marsaglia, Journal of
 * Statistical Software 8, 2003). For shuffles that must be equal on every machine; not cryptographic.
 */
export function seededRandom(seed: number): () => number {
  // Zero is the one state that xorshift cannot leave. Signed, as an engine keeps such integers without an object for each.
  let state = (seed | 0) || (0x9e3779b9 | 0);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Returns a seed for `seededRandom()`, whose first outputs correlate for adjacent seeds and not for those of this. */
export function spreadSeed(seed: number): number {
  return Math.imul(seed, 0x9e3779b1);
}

/** Draws up to `n` of some items, each at most once, in the order of the draws. */
export function drawSome<T>(
  items: readonly T[],
  n: number,
  random: () => number,
): T[] {
  const left = [...items];
  return Array.from({ length: Math.min(n, left.length) })
    .flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
