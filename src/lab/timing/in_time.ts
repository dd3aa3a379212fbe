/** Waits for what may take too long. */
import { delay } from "./delay.ts";

export interface InTimeOptions {
  readonly seconds: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Makes the error that is thrown when it took too long. */
  readonly late: () => Error;
}

/** Returns what a promise resolves to. Throws its error, that of `late` after some seconds, the reason of `signal` if it aborts. */
export async function inTime<T>(
  promise: Promise<T>,
  { seconds, signal, late }: InTimeOptions,
): Promise<T> {
  // Its timer would let the process live on.
  const ended = new AbortController();
  const limit = delay(seconds, AbortSignal.any([signal, ended.signal]))
    .then((): never => {
      throw late();
    });
  limit.catch(() => {
    // Thrown below, unless the promise was faster.
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    ended.abort();
  }
}
