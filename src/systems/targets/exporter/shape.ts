/** How much there is to scrape: what our exporter and Avalanche are both told. */

export interface TargetShape {
  /** Scrape targets, each at an address of its own. */
  readonly targets: number;
  /** Metrics of a target. */
  readonly metrics: number;
  /** Series of a metric. */
  readonly series: number;
  /** Labels that every series has, beside those that tell it apart. */
  readonly labels: number;
  /** Seconds after which all values change. */
  readonly value_interval: number;
  /** Share of the series that get a new identity in an hour: 0 none, 1 each of them once. */
  readonly churn: number;
}

/**
 * The shape, if it makes sense. Throws TypeError for a count that is none, RangeError for fewer than one target, metric or
 * series, for values that change more often than each millisecond, and for a churn above 1.
 */
export function checkShape(shape: TargetShape): TargetShape {
  checkCount(shape, "targets", 1);
  checkCount(shape, "metrics", 1);
  checkCount(shape, "series", 1);
  checkCount(shape, "labels", 0);
  const { value_interval, churn } = shape;
  if (!(value_interval >= 0.001 && value_interval < Infinity)) {
    throw new RangeError(
      `Cannot serve targets as value_interval must be at least 0.001 s: current value is ${value_interval}`,
    );
  }
  if (!(churn >= 0 && churn <= 1)) {
    throw new RangeError(
      `Cannot serve targets as churn must be 0 to 1: current value is ${churn}`,
    );
  }
  return shape;
}

function checkCount(
  shape: TargetShape,
  key: "targets" | "metrics" | "series" | "labels",
  least: number,
): void {
  const count = shape[key];
  if (!Number.isSafeInteger(count)) {
    throw new TypeError(
      `Cannot serve targets as ${key} must be a whole number: current value is ${count}`,
    );
  }
  if (count >= least) return;
  throw new RangeError(
    `Cannot serve targets as ${key} must be at least ${least}: current value is ${count}`,
  );
}
