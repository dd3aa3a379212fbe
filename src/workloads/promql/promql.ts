/** The two PromQL queries of the load tests that this experiment repeats. */

/** Approximate time range of a big query: 11,000 steps of 300 ms. */
const BIG_QUERY_RANGE_S = 3300;

/** Returns the query of a refreshed panel: the last samples of one series, over two scrape intervals in seconds. */
export function toIncrementalQuery(
  metric: string,
  scrape_interval: number,
): string {
  return `${metric}{series_id="0"}[${toPromDuration(2 * scrape_interval)}]`;
}

/**
 * Returns the query of an opened dashboard: a rate over 55 minutes in `points` steps, of every series of the
 * metric.
 */
export function toBigQuery(metric: string, points: number): string {
  const step = Math.max(1, Math.round(1000 * BIG_QUERY_RANGE_S / points)) /
    1000;
  const range = toPromDuration(points * step);
  return `rate(${metric}[5m])[${range}:${toPromDuration(step)}]`;
}

/**
 * Formats a duration in whole seconds, or otherwise whole milliseconds, at least one: Prometheus 2 rejects a
 * duration with a decimal point, as in `16500.0s`, with status 400.
 */
export function toPromDuration(seconds: number): string {
  const milliseconds = Math.max(1, Math.round(1000 * seconds));
  return milliseconds % 1000 === 0
    ? `${milliseconds / 1000}s`
    : `${milliseconds}ms`;
}
