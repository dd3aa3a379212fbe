/** Waiting. */

export interface Sleep<T> extends Disposable {
  readonly promise: Promise<T>;
}

/** A promise kept after so many seconds, and a timer that does not outlive its scope. */
export function sleep(seconds: number): Sleep<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, seconds * 1000);
  return { promise, [Symbol.dispose]: () => clearTimeout(timer) };
}
