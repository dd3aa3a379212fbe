/**
 * Connections of a driver that has one request in flight on each. What waits for one and is given up meanwhile is never
 * sent, as a request that nobody waits for any more must not change anything later.
 */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(n: number) {
    this.#free = n;
  }

  /** Does something once there is a free slot, which is held until it ends. Throws the reason of `signal` if it aborts before. */
  async hold<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    await this.#acquire(signal);
    try {
      return await act();
    } finally {
      this.#release();
    }
  }

  async #acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) return void this.#free--;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => {
      this.#waiting.delete(resolve);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    this.#waiting.add(resolve);
    await promise.finally(() => signal.removeEventListener("abort", abort));
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) return void this.#free++;
    this.#waiting.delete(next);
    next();
  }
}
