/** Point of a line; y is NaN at a break of the line. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Thins points in order of x to about `maxPoints`: breaks the line at gaps in sampling, which are steps in x of more
 * than five times the median step, and keeps the lowest and highest point of every bucket, so that no spike is lost.
 */
export function thinLine(
  points: readonly LinePoint[],
  maxPoints: number,
): LinePoint[] {
  const size = Math.ceil(2 * points.length / maxPoints);
  return splitAtGaps(points).flatMap((segment, i) => {
    const thinned = points.length <= maxPoints
      ? segment
      : envelope(segment, size);
    const x = segment[0]?.x ?? NaN;
    return i === 0 ? thinned : [{ x, y: NaN }, ...thinned];
  });
}

function splitAtGaps(points: readonly LinePoint[]): LinePoint[][] {
  const steps = points.slice(1).map(({ x }, i) => x - (points[i]?.x ?? x))
    .sort((a, b) => a - b);
  const medianStep = steps[Math.floor(steps.length / 2)] ?? 0;
  const segments: LinePoint[][] = [];
  for (const [i, point] of points.entries()) {
    const step = point.x - (points[i - 1]?.x ?? -Infinity);
    const last = segments.at(-1);
    if (last && (medianStep === 0 || step <= 5 * medianStep)) last.push(point);
    else segments.push([point]);
  }
  return segments;
}

function envelope(points: readonly LinePoint[], size: number): LinePoint[] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const bucket = points.slice(i * size, (i + 1) * size);
    const low = bucket.reduce((a, b) => b.y < a.y ? b : a);
    const high = bucket.reduce((a, b) => b.y > a.y ? b : a);
    if (low === high) return [low];
    return low.x < high.x ? [low, high] : [high, low];
  }).flat();
}
