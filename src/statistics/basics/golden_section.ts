/** Finds the minimum of a function with one valley between two bounds (Kiefer, Proc. AMS 4, 1953), to 1e-10. */
export function goldenSection(
  f: (x: number) => number,
  low: number,
  high: number,
): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [atC, atD] = [f(c), f(d)];
  while (b - a > 1e-10) {
    if (atC < atD) {
      [b, d, c] = [d, c, d - ratio * (d - a)];
      [atC, atD] = [f(c), atC];
    } else {
      [a, c, d] = [c, d, c + ratio * (b - c)];
      [atC, atD] = [atD, f(d)];
    }
  }
  return (a + b) / 2;
}
