/** Waits for what may take too long, and may be nothing that can be aborted. */
import { delay } from "./delay.ts";

export interface InTimeOptions {
  readonly seconds: number;
  /** Ends the wait. @default {a signal that never aborts} */
  readonly signal?: AbortSignal;
  /** Makes the error that is thrown when it took too long. */
  readonly late: () => Error;
}

/**
 * Returns what a promise resolves to. Throws its error, that of `late` after some seconds, the reason of `signal` if it
 * aborts; what becomes of the promise after that is dropped.
 */
export async function inTime<T>(
  promise: Promise<T>,
  { seconds, signal, late }: InTimeOptions,
): Promise<T> {
  // Its timer would let the process live on.
  const ended = new AbortController();
  const stop = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
  const limit = delay(seconds, stop).then((): never => {
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
