/** The two queries in PromQL, as in the load tests that this experiment repeats. */

/** Seconds that a big query looks back, about: 11,000 steps of 300 ms. */
const SPAN = 3300;

/** What a panel asks for when it is refreshed: the last samples of one series, from twice the scrape interval. */
export function toIncrementalQuery(
  metric: string,
  scrape_interval: number,
): string {
  return `${metric}{series_id="0"}[${toPromDuration(2 * scrape_interval)}]`;
}

/** What opening a dashboard asks for: a rate over 55 minutes in so many steps, of every series of the metric. */
export function toBigQuery(metric: string, points: number): string {
  const step = Math.max(1, Math.round(1000 * SPAN / points)) / 1000;
  const span = toPromDuration(points * step);
  return `rate(${metric}[5m])[${span}:${toPromDuration(step)}]`;
}

/**
 * Whole seconds, or else whole milliseconds, at least one: Prometheus 2 answers 400 to a duration with a point, as in
 * `16500.0s`.
 */
export function toPromDuration(seconds: number): string {
  const milliseconds = Math.max(1, Math.round(1000 * seconds));
  return milliseconds % 1000 === 0
    ? `${milliseconds / 1000}s`
    : `${milliseconds}ms`;
}
