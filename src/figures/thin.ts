/** A point of a line; y is NaN where the line breaks. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Prepares points in order of x for a line of at most about `most` points: it breaks where nothing was sampled, which is where
 * a step in x is more than five times the usual one, and keeps the lowest and highest point of every stretch, so that no
 * spike is lost.
 */
export function thinLine(points: readonly Point[], most: number): Point[] {
  const size = Math.ceil(2 * points.length / most);
  return unbroken(points).flatMap((stretch, i) => {
    const thinned = points.length <= most ? stretch : envelope(stretch, size);
    const x = stretch[0]?.x ?? NaN;
    return i === 0 ? thinned : [{ x, y: NaN }, ...thinned];
  });
}

function unbroken(points: readonly Point[]): Point[][] {
  const steps = points.slice(1).map(({ x }, i) => x - (points[i]?.x ?? x))
    .sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  const stretches: Point[][] = [];
  for (const [i, point] of points.entries()) {
    const step = point.x - (points[i - 1]?.x ?? -Infinity);
    const last = stretches.at(-1);
    if (last && (usual === 0 || step <= 5 * usual)) last.push(point);
    else stretches.push([point]);
  }
  return stretches;
}

function envelope(points: readonly Point[], size: number): Point[] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const bucket = points.slice(i * size, (i + 1) * size);
    const low = bucket.reduce((a, b) => b.y < a.y ? b : a);
    const high = bucket.reduce((a, b) => b.y > a.y ? b : a);
    if (low === high) return [low];
    return low.x < high.x ? [low, high] : [high, low];
  }).flat();
}
