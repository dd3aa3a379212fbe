/** How long an event loop keeps timers waiting. */

/** Milliseconds between looks. */
const EVERY = 50;

/** Sets a timer again and again, and keeps the longest that one was late; close it. */
export class LagMeter {
  readonly #timer: ReturnType<typeof setInterval>;
  #due = performance.now() + EVERY;
  #longest = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY);
  }

  /** Seconds; the longest since it was taken last. */
  take(): number {
    const longest = Math.max(this.#longest, performance.now() - this.#due);
    this.#longest = 0;
    return longest / 1000;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#due);
    this.#due = now + EVERY;
  }
}
