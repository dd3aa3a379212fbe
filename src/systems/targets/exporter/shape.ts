/** Shape of scrape targets: how many series they export. Common to our exporter and Avalanche. */

export interface TargetShape {
  /** Scrape targets, each with its own address. */
  readonly targets: number;
  /** Metrics per target. */
  readonly metrics: number;
  /** Series per metric. */
  readonly series: number;
  /** Constant labels per series, beside those that identify it. */
  readonly labels: number;
  /** Seconds after which all values change. */
  readonly value_interval: number;
  /** Share of the series that get a new identity per hour: 0 = none, 1 = each one once. */
  readonly churn: number;
}

/**
 * Returns a valid shape unchanged. Throws TypeError for a count that is not an integer, RangeError for less than one
 * target, metric or series, for a value interval below 0.001 s, and for a churn outside 0 to 1.
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
  min: number,
): void {
  const count = shape[key];
  if (!Number.isSafeInteger(count)) {
    throw new TypeError(
      `Cannot serve targets as ${key} must be a whole number: current value is ${count}`,
    );
  }
  if (count >= min) return;
  throw new RangeError(
    `Cannot serve targets as ${key} must be at least ${min}: current value is ${count}`,
  );
}
