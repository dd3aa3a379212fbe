/** Moments of `performance.now()` as milliseconds since 1970. */

/** Most milliseconds that this clock may differ from the machine's, which is steered and may be set. */
const MOST = 2;

/** As fine as `performance.now()`, and never far from `Date.now()`, by which everything else in a record is timed. */
export class WallClock {
  #offset = performance.timeOrigin;

  constructor() {
    this.follow();
  }

  toEpoch(moment: number): number {
    return this.#offset + moment;
  }

  /** Goes by the machine's clock again when that has moved; to be called now and then. */
  follow(): void {
    // Half of the millisecond that Date.now() cuts off.
    const moved = Date.now() + 0.5 - this.toEpoch(performance.now());
    if (Math.abs(moved) > MOST) this.#offset += moved;
  }
}

/** Milliseconds since 1970 as ISO 8601 with microseconds. */
export function toTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${
    String(micros).padStart(3, "0")
  }Z`;
}
