/** Leaves points out of lines where nobody could see them, so that steady lines of many runs do not fill a report. */

/** Point of a line; y is NaN at a break. */
interface DrawnPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Returns the points of a line of steps, each of which holds from the point before it, without those whose next point
 * has the same y to `tolerance`.
 */
export function simplifySteps<Point extends DrawnPoint>(
  points: readonly Point[],
  tolerance: number,
): Point[] {
  const kept: Point[] = [];
  for (const [i, point] of points.entries().toArray().reverse()) {
    const next = kept.at(-1);
    const isSame = next !== undefined &&
      Math.abs(next.y - point.y) <= tolerance;
    // The first point is where the line begins.
    if (!isSame || i === 0) kept.push(point);
  }
  return kept.reverse();
}

/** Returns the points of a line without those that lie on the line through their neighbours, to `tolerance` in y. */
export function simplifyLine<Point extends DrawnPoint>(
  points: readonly Point[],
  tolerance: number,
): Point[] {
  const [first] = points;
  if (first === undefined) return [];
  const kept = [first];
  let skipped: Point[] = [];
  for (const [i, point] of points.entries()) {
    if (i === 0) continue;
    const from = kept.at(-1) ?? first;
    const fits = skipped.every(({ x, y }) => {
      const share = (x - from.x) / (point.x - from.x);
      return Math.abs(from.y + share * (point.y - from.y) - y) <= tolerance;
    });
    const last = skipped.at(-1);
    if (!fits && last !== undefined) {
      kept.push(last);
      skipped = [];
    }
    // Every comparison with NaN fails, so that breaks and both their ends are kept.
    if (Number.isNaN(point.y) || Number.isNaN(kept.at(-1)?.y)) {
      kept.push(...skipped, point);
      skipped = [];
    } else {
      skipped.push(point);
    }
  }
  const last = skipped.at(-1);
  return last === undefined ? kept : [...kept, last];
}
