/** A point of a line; y is NaN where the line breaks. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Thins points in order of x to at most about `most`, keeping the lowest and highest of every bucket: a drawn line then has
 * the same envelope, and no spike is lost.
 */
export function thin(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const size = Math.ceil(2 * points.length / most);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const bucket = points.slice(i * size, (i + 1) * size);
    const low = bucket.reduce((a, b) => b.y < a.y ? b : a);
    const high = bucket.reduce((a, b) => b.y > a.y ? b : a);
    if (low === high) return [low];
    return low.x < high.x ? [low, high] : [high, low];
  }).flat();
}

/**
 * Breaks a line where nothing was sampled: where the step in x is more than five times the usual one. Points are in order
 * of x.
 */
export function breakGaps(points: readonly Point[]): Point[] {
  const steps = points.slice(1).map(({ x }, i) => x - (points[i]?.x ?? x))
    .sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    return before && usual > 0 && point.x - before.x > 5 * usual
      ? [{ x: (before.x + point.x) / 2, y: NaN }, point]
      : [point];
  });
}
