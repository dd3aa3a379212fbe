/** Finds the minimum of a function with one valley between two bounds (Kiefer, Proc. AMS 4, 1953), to 1e-10. */
export function goldenSection(
  f: (x: number) => number,
  low: number,
  high: number,
): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  while (b - a > 1e-10) {
    if (f(c) < f(d)) [b, d, c] = [d, c, d - ratio * (d - a)];
    else [a, c, d] = [c, d, c + ratio * (b - c)];
  }
  return (a + b) / 2;
}
