/** A timeout for one request at a time, cheap enough to be set for every request. */

/**
 * Calls `onTimeout` if `clear()` does not follow `start()` in time. One timer serves many requests: it is set again
 * only when it fires, as a timer for each costs more than a request.
 */
export class RequestTimeout {
  readonly #timeoutMs: number;
  readonly #onTimeout: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Deadline of the request in flight in ms of `performance.now()`; `Infinity` if there is none. */
  #deadline = Infinity;

  constructor(seconds: number, onTimeout: () => void) {
    this.#timeoutMs = seconds * 1000;
    this.#onTimeout = onTimeout;
  }

  start(): void {
    this.#deadline = performance.now() + this.#timeoutMs;
    this.#timer ??= this.#setTimer(this.#timeoutMs);
  }

  clear(): void {
    this.#deadline = Infinity;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#deadline = Infinity;
  }

  #setTimer(ms: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#fire(), ms);
  }

  #fire(): void {
    this.#timer = null;
    if (this.#deadline === Infinity) return;
    const left = this.#deadline - performance.now();
    if (left > 0) {
      this.#timer = this.#setTimer(left);
      return;
    }
    this.#deadline = Infinity;
    this.#onTimeout();
  }
}
