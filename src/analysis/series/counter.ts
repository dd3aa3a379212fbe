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

/** Share of a period by which two looks may miss being whole periods apart. */
const SLACK = 0.02;

/**
 * Growth a second of a counter that grows in bursts, each source once a period (seconds): over as many whole periods as the
 * points span, as a part of one would have the bursts of some sources and not of others. Over all points where they span
 * less than a period; null with fewer than two.
 */
export function periodicRate(
  points: readonly Point[],
  period: number,
): number | null {
  const from = points[0]?.at ?? 0;
  const length = (points.at(-1)?.at ?? 0) - from;
  const periods = Math.floor(length / period + SLACK);
  if (periods < 1) return rate(points);
  const until = from + periods * period;
  const whole = points.filter(({ at }) => at <= until + period * SLACK / 2);
  const grown = increase(whole);
  return grown === null ? null : grown / (periods * period);
}

/**
 * Growth a second over a span with outages, in which nothing was counted: all growth that was seen, over all of the span but
 * the seconds at its ends in which nobody looked although the process ran. Null with fewer than two points.
 */
export function exposedRate(
  points: readonly Point[],
  { span, outages }: {
    readonly span: { readonly from: number; readonly until: number };
    /** Seconds since 1970; one that goes on has no end. */
    readonly outages: readonly {
      readonly from: number;
      readonly until: number | null;
    }[];
  },
): number | null {
  const grown = increase(points);
  const [first, last] = [points[0], points.at(-1)];
  if (grown === null || !first || !last) return null;
  /** Seconds between two times that lie in no outage. */
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
  const unseen = running(span.from, first.at) + running(last.at, span.until);
  const seconds = span.until - span.from - unseen;
  return seconds > 0 ? grown / seconds : null;
}
