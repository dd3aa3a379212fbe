/** A time-out for one thing at a time, cheap enough to be set for every request. */

/**
 * Calls `expired` when what was begun is not ended within some seconds. One timer serves many requests: it is set again only
 * when it fires, as a timer for each costs more than a request.
 */
export class Deadline {
  readonly #milliseconds: number;
  readonly #expired: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #at = Infinity;

  constructor(seconds: number, expired: () => void) {
    this.#milliseconds = seconds * 1000;
    this.#expired = expired;
  }

  begin(): void {
    this.#at = performance.now() + this.#milliseconds;
    this.#timer ??= this.#set(this.#milliseconds);
  }

  end(): void {
    this.#at = Infinity;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#at = Infinity;
  }

  #set(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#fire(), milliseconds);
  }

  #fire(): void {
    this.#timer = null;
    if (this.#at === Infinity) return;
    const left = this.#at - performance.now();
    if (left > 0) {
      this.#timer = this.#set(left);
      return;
    }
    this.#at = Infinity;
    this.#expired();
  }
}
