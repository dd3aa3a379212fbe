/**
 * The clock of a run: the moments of `performance.now()`, which only goes forward, as milliseconds since 1970.
 *
 * The machine's own clock is read once, when the run starts. Whatever is set, or steered, after that does not reach the record:
 * times stay in order, and differences between them are durations. A worker takes over the clock of the thread that made it.
 */

/** Most milliseconds that the two clocks may differ before it counts: `Date.now()` cuts off a millisecond. */
const MOST_MS = 2;

/** Added to `performance.now()` in this thread. */
let offset = performance.timeOrigin;

/** By how many milliseconds the machine's clock is ahead of the run's; 0 for less than it can tell. */
export function clockAhead(wall: () => number = () => Date.now()): number {
  // Between two looks at the steady clock, so that a thread that is held up in between counts as no jump.
  const before = now();
  // Half of the millisecond that Date.now() cuts off.
  const told = wall() + 0.5;
  const after = now();
  if (told < before - MOST_MS) return told - before;
  return told > after + MOST_MS ? told - after : 0;
}

/** Goes by the machine's clock from now on; to be called when a run starts, and at no other time. */
export function startClock(): void {
  offset += clockAhead();
}

/** Takes over the clock of the thread that made this worker; `ahead` is what `clockAhead()` said there. */
export function adoptClock(ahead: number): void {
  offset = performance.timeOrigin - ahead;
}

/** A moment of `performance.now()` in this thread as milliseconds since 1970. */
export function toEpoch(moment: number): number {
  return offset + moment;
}

/** Milliseconds since 1970, with fractions. */
export function now(): number {
  return toEpoch(performance.now());
}

/** Now, as an event or a sample of a record has it: ISO 8601 with milliseconds. */
export function timestamp(): string {
  return new Date(now()).toISOString();
}

/** Milliseconds since 1970 as ISO 8601 with microseconds. */
export function toTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${
    String(micros).padStart(3, "0")
  }Z`;
}
