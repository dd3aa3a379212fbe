/** Waiting that ends at once when the load is stopped. */
import { Alarm } from "./precise_timer.ts";

/** Milliseconds after which whoever never has to wait lets the rest of the event loop have its turn. */
const TURN = 5;

/** Times are those of `performance.now()`. Stop it to end its alarm's thread. */
export class Pacer {
  readonly #wakers = new Set<() => void>();
  #alarm: Alarm | null = null;
  #stopped = false;
  #turned = performance.now();

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Ends every wait, those to come too. */
  stop(): void {
    this.#stopped = true;
    this.#alarm?.close();
    for (const wake of this.#wakers) wake();
  }

  /** Waits some milliseconds, as exactly as a timer does. */
  sleep(milliseconds: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#wakers.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#wakers.delete(resolve);
    });
  }

  /**
   * Waits for a moment, as exactly as an alarm does, and for one at a time. Returns at once for a moment that is past, but
   * for a turn of the event loop now and then.
   */
  async until(moment: number): Promise<void> {
    for (;;) {
      const now = performance.now();
      const left = moment - now;
      if (this.#stopped || (left <= 0 && now - this.#turned < TURN)) return;
      if (left > 0) await (this.#alarm ??= new Alarm()).at(moment);
      else await new Promise<void>((resolve) => setImmediate(resolve));
      this.#turned = performance.now();
    }
  }
}
