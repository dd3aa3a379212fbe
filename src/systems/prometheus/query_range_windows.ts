/** Ranges of time that Prometheus answers at once. */

/** A range of time, evaluated at `start` and every `step` seconds from there up to `end`. */
export interface StepRange {
  readonly start: Date;
  readonly end: Date;
  /** Seconds, of at least one millisecond. */
  readonly step: number;
}

/** Points of a series in one answer; Prometheus refuses a range that is longer than 11,000 steps. */
const MOST_POINTS = 11_000;

/**
 * The range in parts that Prometheus answers, none of whose steps is in two of them. All times are whole milliseconds, so that
 * steps of a later part fall where those of one answer would. Throws `RangeError` for a range
 * that has no step.
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
  for (let first = 0; first <= last; first += MOST_POINTS) {
    windows.push({
      start: at(first),
      end: at(Math.min(first + MOST_POINTS - 1, last)),
      step: milliseconds / 1000,
    });
  }
  return windows;
}
