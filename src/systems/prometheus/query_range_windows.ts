/** Splits a time range into windows that Prometheus accepts in one range query. */

/** A time range, evaluated at `start` and every `step` seconds up to `end`. */
export interface StepRange {
  readonly start: Date;
  readonly end: Date;
  /** Seconds, at least 0.001. */
  readonly step: number;
}

/** Points per series in one response; Prometheus refuses a range of more than 11,000 steps. */
const MAX_POINTS = 11_000;

/**
 * Splits a range into windows of at most 11,000 steps, each step in exactly one window. All times are whole
 * milliseconds, so that the steps of later windows fall where those of one query would. Throws `RangeError` for a range
 * without a step.
 */
export function toWindows({ start, end, step }: StepRange): StepRange[] {
  const milliseconds = Math.round(step * 1000);
  const length = end.getTime() - start.getTime();
  if (!(milliseconds >= 1 && length >= 0)) {
    throw new RangeError(
      `Cannot query a range as it must end after it starts and have steps of 0.001 s or more: current value is ${
        Number.isNaN(length)
          ? "no time"
          : `${start.toISOString()} to ${end.toISOString()}`
      } every ${step} s`,
    );
  }
  const last = Math.floor(length / milliseconds);
  const at = (index: number) =>
    new Date(start.getTime() + index * milliseconds);
  const windows: StepRange[] = [];
  for (let first = 0; first <= last; first += MAX_POINTS) {
    windows.push({
      start: at(first),
      end: at(Math.min(first + MAX_POINTS - 1, last)),
      step: milliseconds / 1000,
    });
  }
  return windows;
}
