/** Counters: figures that only grow, but for starting again from nothing when their process does. */

/** One value of a series; `at` in seconds since 1970. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * How much a counter grew over points in order of time. A value below the one before means that its process was started
 * again and counted from 0, so that all of it is growth: what was counted between the last look and the end is lost, as with
 * Prometheus's `increase`, which also extrapolates, and this does not. Null with fewer than two points.
 */
export function increase(points: readonly Point[]): number | null {
  if (points.length < 2) return null;
  let grown = 0;
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1]?.value ?? 0;
    const now = points[i]?.value ?? 0;
    grown += now >= before ? now - before : now;
  }
  return grown;
}

/** Growth a second, over the time from the first point to the last; null with fewer than two points. */
export function rate(points: readonly Point[]): number | null {
  const grown = increase(points);
  const seconds = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  return grown === null || !(seconds > 0) ? null : grown / seconds;
}
