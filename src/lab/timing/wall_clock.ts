/**
 * The clock of a run: the monotonic `performance.now()`, as milliseconds since 1970.
 *
 * The machine's clock is read once, when the run starts. Later adjustments do not affect the record: times stay in
 * order, and differences between them are durations. A worker adopts the clock of the thread that created it.
 */

/** Tolerance for a difference of the two clocks, as `Date.now()` truncates to whole milliseconds. */
const MAX_DIFFERENCE_MS = 2;

/** Milliseconds to add to `performance.now()` in this thread. */
let offset = performance.timeOrigin;

/** Returns the milliseconds by which the machine's clock is ahead of the run's; 0 within the tolerance. */
export function clockAhead(wall: () => number = () => Date.now()): number {
  // Read between two readings of the monotonic clock, so that a delayed thread does not count as a jump.
  const before = now();
  // Half of the millisecond that Date.now() truncates.
  const wallTime = wall() + 0.5;
  const after = now();
  if (wallTime < before - MAX_DIFFERENCE_MS) return wallTime - before;
  return wallTime > after + MAX_DIFFERENCE_MS ? wallTime - after : 0;
}

/** Corrections at a start: a delay of this thread hides a part of the difference, which the next one finds. */
const MAX_CORRECTIONS = 5;

/** Synchronises with the machine's clock; call only when a run starts. */
export function startClock(): void {
  for (let i = 0; i < MAX_CORRECTIONS; i++) offset += clockAhead();
}

/** Adopts the clock of the thread that created this worker; `ahead` is the result of `clockAhead()` there. */
export function adoptClock(ahead: number): void {
  offset = performance.timeOrigin - ahead;
}

/** Converts a moment of `performance.now()` in this thread to milliseconds since 1970. */
export function toEpoch(moment: number): number {
  return offset + moment;
}

/** Returns the current time in milliseconds since 1970, with fractions. */
export function now(): number {
  return toEpoch(performance.now());
}

/** Returns the current time as in events and samples: ISO 8601 with milliseconds. */
export function timestamp(): string {
  return new Date(now()).toISOString();
}

/** The whole numbers below 1000, in three digits. */
const threeDigits = Array.from(
  { length: 1000 },
  (_, i) => String(i).padStart(3, "0"),
);

/** The last second as a text, up to its point: a load has thousands of times in it. */
let lastSecond = NaN;
let lastText = "";

/** Converts milliseconds since 1970 to ISO 8601 with microseconds. */
export function toTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  const second = Math.floor(whole / 1000);
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  return `${lastText}${threeDigits[whole - 1000 * second]}${
    threeDigits[micros]
  }Z`;
}
