/** Waits that end at once when the load is stopped. */
import { PreciseTimer } from "./precise_timer.ts";

/** Time after which a caller that never waits must yield to the event loop. */
const MAX_TURN_MS = 5;

/** Waits until moments of `performance.now()`. Stop it to end the thread of its timer. */
export class Pacer {
  readonly #wakers = new Set<() => void>();
  #timer: PreciseTimer | null = null;
  #stoppedAt = Infinity;
  #yieldedAt = performance.now();

  get stopped(): boolean {
    return this.#stoppedAt < Infinity;
  }

  /** When it was stopped, in ms of `performance.now()`; Infinity before. */
  get stoppedAt(): number {
    return this.#stoppedAt;
  }

  /** Ends all waits; later ones return at once. */
  stop(): void {
    this.#stoppedAt = Math.min(this.#stoppedAt, performance.now());
    this.#timer?.close();
    for (const wake of this.#wakers) wake();
  }

  /** Waits with the precision of `setTimeout`. */
  sleep(milliseconds: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#wakers.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#wakers.delete(resolve);
    });
  }

  /**
   * Waits until `moment` with the precision of `PreciseTimer`; one wait at a time. Returns at once for a moment in the
   * past, but yields to the event loop every 5 ms.
   */
  async until(moment: number): Promise<void> {
    for (;;) {
      const now = performance.now();
      const left = moment - now;
      const mayContinue = left <= 0 && now - this.#yieldedAt < MAX_TURN_MS;
      if (this.stopped || mayContinue) return;
      if (left > 0) {
        await (this.#timer ??= new PreciseTimer()).sleepUntil(moment);
      } else await new Promise<void>((resolve) => setImmediate(resolve));
      this.#yieldedAt = performance.now();
    }
  }
}
