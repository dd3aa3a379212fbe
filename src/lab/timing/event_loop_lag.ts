/** Measures the lag of the event loop: the delay of its timers. */

const TIMER_INTERVAL_MS = 50;

/** Measures how late an interval timer fires; close it. */
export class LagMeter {
  readonly #timer: ReturnType<typeof setInterval>;
  #due = performance.now() + TIMER_INTERVAL_MS;
  #max = 0;

  constructor() {
    this.#timer = setInterval(() => this.#measure(), TIMER_INTERVAL_MS);
  }

  /** Returns the maximum lag in seconds since the last call. */
  take(): number {
    const max = Math.max(this.#max, performance.now() - this.#due);
    this.#max = 0;
    return max / 1000;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #measure(): void {
    const now = performance.now();
    this.#max = Math.max(this.#max, now - this.#due);
    this.#due = now + TIMER_INTERVAL_MS;
  }
}
