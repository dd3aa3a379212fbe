/**
 * Returns the ticks of a logarithmic axis within a positive domain, in ascending order: powers of ten, with more multiples
 * of these the shorter the domain is.
 */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const exponents = Array.from(
    { length: last - first + 1 },
    (_, i) => first + i,
  );
  const candidates = multiples.map((factors) =>
    exponents.flatMap((exponent) =>
      // As text, because powers of ten with negative exponents are not exact.
      factors.map((factor) => Number(`${factor}e${exponent}`))
    ).filter((tick) => tick >= low && tick <= high)
  );
  return candidates.find(({ length }) => length >= FEWEST) ??
    candidates.at(-1) ?? [];
}

const multiples = [
  [1],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
];

/** Fewest ticks by which an axis can be read. */
const FEWEST = 4;
