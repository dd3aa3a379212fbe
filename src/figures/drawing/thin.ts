/** Point of a line; y is NaN at a break of the line. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

/** Point of a line with the range of the values that it stands for; all are NaN at a break of the line. */
export interface EnvelopePoint extends LinePoint {
  readonly low: number;
  readonly high: number;
}

/**
 * Thins points in order of x to at most about `most` bins: breaks the line at gaps in sampling, which are steps in x of
 * more than five times the median step, and replaces the points of a bin by their median, least and largest value, so
 * that no spike is lost and a busy line does not become a solid block. As many points or fewer are left as they are.
 */
export function thinLine(
  points: readonly LinePoint[],
  most: number,
): EnvelopePoint[] {
  const size = Math.ceil(points.length / most);
  return splitAtGaps(points).flatMap((segment, i) => {
    const x = segment[0]?.x ?? NaN;
    const gap = { x, y: NaN, low: NaN, high: NaN };
    return [...(i === 0 ? [] : [gap]), ...toBins(segment, size)];
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

function toBins(points: readonly LinePoint[], size: number): EnvelopePoint[] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const bin = points.slice(i * size, (i + 1) * size);
    const values = bin.map(({ y }) => y).sort((a, b) => a - b);
    const [low = NaN] = values;
    const high = values.at(-1) ?? NaN;
    const middle = values.length / 2;
    const y = ((values[Math.ceil(middle) - 1] ?? NaN) +
      (values[Math.floor(middle)] ?? NaN)) / 2;
    const x = ((bin[0]?.x ?? NaN) + (bin.at(-1)?.x ?? NaN)) / 2;
    return { x, y, low, high };
  });
}
