/** Growth and rates of counters, which only grow and restart from 0 with their process. */

/** One value of a series; `at` in seconds since 1970. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * Returns the growth of a counter over points in order of time; null with fewer than two. A value below the previous
 * one means a restart from 0, so all of it is growth; counts between the last sample and the restart are lost, as with
 * Prometheus's `increase`. Unlike that, this does not extrapolate.
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

/** Returns the growth per second from the first point to the last; null with fewer than two points. */
export function rate(points: readonly Point[]): number | null {
  const grown = increase(points);
  const seconds = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  return grown === null || !(seconds > 0) ? null : grown / seconds;
}

/** Share of a period by which the distance of two samples may deviate from whole periods. */
const PERIOD_TOLERANCE = 0.02;

/**
 * Returns the growth per second of a counter that grows in bursts, once per period (seconds) for each source. Uses as
 * many whole periods as the points span, as a partial one contains the bursts of only some sources; all points if they
 * span less than a period. Null with fewer than two points.
 */
export function periodicRate(
  points: readonly Point[],
  period: number,
): number | null {
  const from = points[0]?.at ?? 0;
  const length = (points.at(-1)?.at ?? 0) - from;
  const periods = Math.floor(length / period + PERIOD_TOLERANCE);
  if (periods < 1) return rate(points);
  const until = from + periods * period;
  const whole = points.filter(({ at }) =>
    at <= until + period * PERIOD_TOLERANCE / 2
  );
  const grown = increase(whole);
  return grown === null ? null : grown / (periods * period);
}

/**
 * Returns the growth per second over a span with outages: all observed growth, divided by the span less the seconds at
 * its ends in which the process ran unsampled. Null with fewer than two points.
 */
export function exposedRate(
  points: readonly Point[],
  { span, outages }: {
    readonly span: { readonly from: number; readonly until: number };
    /** Seconds since 1970; `until` is null for an outage without an end. */
    readonly outages: readonly {
      readonly from: number;
      readonly until: number | null;
    }[];
  },
): number | null {
  const grown = increase(points);
  const [first, last] = [points[0], points.at(-1)];
  if (grown === null || !first || !last) return null;
  /** Seconds between two times outside of outages. */
  const running = (from: number, until: number) =>
    outages.reduce(
      (left, outage) =>
        left - Math.max(
          0,
          Math.min(outage.until ?? Infinity, until) -
            Math.max(outage.from, from),
        ),
      until - from,
    );
  const unsampled = running(span.from, first.at) + running(last.at, span.until);
  const seconds = span.until - span.from - unsampled;
  return seconds > 0 ? grown / seconds : null;
}
